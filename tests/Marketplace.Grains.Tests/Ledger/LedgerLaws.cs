using FsCheck;
using FsCheck.Fluent;

namespace Marketplace.Grains.Tests.Ledger;

/// <summary>
/// What holds of all money and of every step after any commands whatsoever, out of turn and twice: entries sum to zero, balances
/// follow from facts, only the world outside is below zero; a company consumes no more than was reserved, a vendor is paid no more
/// than is payable, and that no more than was approved; no step is skipped. A failure shows the steps and the seed.
/// </summary>
public static class LedgerLaws
{
    /// <summary>Of each kind, four kinds of them.</summary>
    const int Histories = 2_500;

    internal static void Hold(int lengthMax, params Verb[] often) =>
        Prop.ForAll(Step.Any(lengthMax, often), steps =>
        {
            var failure = Play.Failure(steps);
            return (failure is null).Label(failure ?? "");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Histories));
}

public sealed class OrderLedgerLaws
{
    [Fact]
    public void They_hold_whatever_becomes_of_orders() => LedgerLaws.Hold(
        20, Verb.Place, Verb.Cancel, Verb.Provision, Verb.NoteFirstUse, Verb.LapseUnpaid, Verb.LapseUnused, Verb.EndIdle, Verb.EndTerm, Verb.PassTime,
        Verb.AcceptMonth, Verb.Resubmit);
}

public sealed class AcceptanceLedgerLaws
{
    [Fact]
    public void They_hold_whatever_becomes_of_batches() => LedgerLaws.Hold(
        30, Verb.Place, Verb.BeginBatch, Verb.ProposeLines, Verb.OpenBatch, Verb.SubmitBatch, Verb.VerifyLines, Verb.ConfirmVerification, Verb.ReturnBatch,
        Verb.ApproveBatch, Verb.ApplyLines, Verb.FinishBatch, Verb.Expire, Verb.Resubmit);
}

public sealed class SettlementLedgerLaws
{
    [Fact]
    public void They_hold_whatever_becomes_of_statements_and_withdrawals() => LedgerLaws.Hold(
        25, Verb.Place, Verb.AcceptMonth, Verb.Settle, Verb.RecordInvoice, Verb.RequestWithdrawal, Verb.ApproveWithdrawal, Verb.RefuseWithdrawal,
        Verb.MakePayoutFile, Verb.ReportPayouts);
}

public sealed class RecoveryLedgerLaws
{
    [Fact]
    public void They_hold_whatever_is_recovered_and_carried_into_the_next_year() => LedgerLaws.Hold(
        20, Verb.Place, Verb.AcceptMonth, Verb.PayOut, Verb.ProposeRecovery, Verb.ConfirmRecovery, Verb.RepayRecovery, Verb.CreditInterest, Verb.CloseFund,
        Verb.PassTime);
}
