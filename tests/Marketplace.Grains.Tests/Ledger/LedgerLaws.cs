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
    /// <summary>Of each of seven kinds.</summary>
    const int Histories = 2_500;

    const int LengthMax = 24;

    /// <summary>One order of each company; the last is dear enough for the city's money.</summary>
    internal static readonly Step[] Orders = [new(Verb.Place, 0, 0, false), new(Verb.Place, 2, 1, false), new(Verb.Place, 3, 2, false)];

    internal static readonly Step[] UsedOrders = [.. Orders, .. Enumerable.Range(0, 3).Select(i => new Step(Verb.NoteFirstUse, i, 0, false))];

    /// <summary>All of them accepted, with statements and invoices; the money of province and city waits to be withdrawn.</summary>
    internal static readonly Step[] Settled =
    [
        .. Orders, new(Verb.AcceptMonth, 0, 2, false), new(Verb.Settle, 0, 0, false), new(Verb.RecordInvoice, 0, 1, false), new(Verb.RecordInvoice, 1, 1, false),
    ];

    /// <summary>A third of them accepted, most of that granted, and paid out.</summary>
    internal static readonly Step[] PaidOut = [.. Orders, new(Verb.AcceptMonth, 0, 3, false), new(Verb.PayOut, 0, 0, false)];

    /// <summary>Dearer than what the province still gives: the second company pays of one of them a part, of the others all.</summary>
    internal static readonly Step[] OwnOrders = [new(Verb.Place, 3, 1, false), new(Verb.Place, 1, 1, false), new(Verb.Place, 0, 1, false), new(Verb.Place, 2, 1, false)];

    /// <summary>Two of them paid, and a third of one refunded.</summary>
    internal static readonly Step[] OwnPayments =
    [
        .. OwnOrders, new(Verb.Pay, 0, 1, false), new(Verb.Pay, 1, 1, false), new(Verb.Refund, 0, 1, false), new(Verb.MakeCalls, 0, 1, false),
    ];

    /// <summary>
    /// All of them paid, the time to go back on them over, a part of one disputed; one vendor is paid by transfer, the other by file.
    /// </summary>
    internal static readonly Step[] OwnSales =
    [
        .. OwnOrders, new(Verb.Connect, 1, 1, false), .. Enumerable.Range(0, 4).Select(i => new Step(Verb.Pay, i, 1, false)), new(Verb.OpenDispute, 1, 99_999, false),
        new(Verb.FetchNews, 0, 1, false), new(Verb.RunDue, 3, 1, false),
    ];

    /// <summary>Paid, partly in use, and soon to end; one is to be renewed.</summary>
    internal static readonly Step[] OldOrders =
    [
        .. OwnOrders, .. Enumerable.Range(0, 4).Select(i => new Step(Verb.Pay, i, 1, false)), new(Verb.Provision, 0, 1, false), new(Verb.Provision, 1, 0, false),
        new(Verb.PassTime, 3, 1, false), new(Verb.RunDue, 0, 1, false), new(Verb.Renew, 0, 1, false),
    ];

    /// <param name="beginning">How every history begins.</param>
    /// <param name="reaches">Facts that some of the histories must come to, else they would prove nothing.</param>
    internal static void Hold(Step[] beginning, Verb[] often, string[] reaches)
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        Prop.ForAll(Step.Any(LengthMax, often), steps =>
        {
            var failure = Play.Failure([.. beginning, .. steps], seen);
            return (failure is null).Label(failure ?? "");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Histories));
        Assert.Empty(reaches.Except(seen));
    }
}

public sealed class OrderLedgerLaws
{
    [Fact]
    public void They_hold_whatever_becomes_of_orders() => LedgerLaws.Hold(
        LedgerLaws.Orders,
        [
            Verb.Place, Verb.Cancel, Verb.Provision, Verb.NoteFirstUse, Verb.LapseUnpaid, Verb.LapseUnused, Verb.EndIdle, Verb.EndTerm, Verb.PassTime,
            Verb.AcceptMonth, Verb.Resubmit,
        ],
        [
            "order_cancelled", "order_lapsed", "term_ended", "order_provisioned", "order_rated", "order_first_used", "first_use_missed", "support_ended",
            "order_accepted", "order_resubmitted", "subsidy_released",
        ]);
}

public sealed class AcceptanceLedgerLaws
{
    [Fact]
    public void They_hold_whatever_becomes_of_batches() => LedgerLaws.Hold(
        LedgerLaws.UsedOrders,
        [
            Verb.Place, Verb.BeginBatch, Verb.ProposeLines, Verb.OpenBatch, Verb.AdjustBatch, Verb.SubmitBatch, Verb.VerifyLines, Verb.ConfirmVerification, Verb.ReturnBatch,
            Verb.ApproveBatch, Verb.ApplyLines, Verb.FinishBatch, Verb.PrepareMonth, Verb.DecideMonth, Verb.AcceptMonth,
            Verb.EndIdle, Verb.Expire, Verb.Resubmit,
        ],
        [
            "batch_begun", "lines_proposed", "batch_opened", "lines_adjusted", "batch_submitted", "sample_drawn", "lines_verified", "verification_confirmed",
            "batch_returned", "verification_reopened", "batch_approved", "lines_applied", "batch_applied", "subsidy_expired", "order_resubmitted",
        ]);
}

public sealed class SettlementLedgerLaws
{
    [Fact]
    public void They_hold_whatever_becomes_of_statements_and_withdrawals() => LedgerLaws.Hold(
        LedgerLaws.Settled,
        [
            Verb.Place, Verb.AcceptMonth, Verb.Settle, Verb.RecordInvoice, Verb.RequestWithdrawal, Verb.ApproveWithdrawal, Verb.RefuseWithdrawal,
            Verb.MakePayoutFile, Verb.ReportPayouts,
        ],
        [
            "statement_begun", "statement_lines_added", "statement_drawn", "invoice_recorded", "statement_requested", "statement_freed", "withdrawal_requested",
            "withdrawal_approved", "withdrawal_refused", "payout_file_made", "payouts_reported", "statement_paid",
        ]);
}

public sealed class RecoveryLedgerLaws
{
    [Fact]
    public void They_hold_whatever_is_recovered_and_carried_into_the_next_year() => LedgerLaws.Hold(
        LedgerLaws.PaidOut,
        [
            Verb.Place, Verb.AcceptMonth, Verb.Settle, Verb.PayOut, Verb.ProposeRecovery, Verb.ConfirmRecovery, Verb.RepayRecovery, Verb.CreditInterest, Verb.CloseFund,
            Verb.PassTime,
        ],
        [
            "recovery_proposed", "recovery_confirmed", "subsidy_recovered", "subsidy_restored", "recovery_owed", "recovery_taken", "recovery_settled",
            "recovery_repaid", "recovery_cleared", "money_appropriated", "interest_credited", "fund_closed", "surplus_carried", "surplus_received",
        ]);
}

public sealed class PaymentLedgerLaws
{
    [Fact]
    public void They_hold_whatever_companies_pay_themselves_and_have_back() => LedgerLaws.Hold(
        LedgerLaws.OwnPayments,
        [
            Verb.Place, Verb.Cancel, Verb.LapseUnpaid, Verb.BeginPayment, Verb.PayPage, Verb.FailAttempt, Verb.OpenDispute, Verb.DecideDispute, Verb.BounceRefund,
            Verb.MoveProcessor, Verb.TellNews, Verb.FetchNews, Verb.MakeCall, Verb.MakeCalls, Verb.RunDue, Verb.ProposeRefund, Verb.DeclineRefund, Verb.ConfirmRefund,
            Verb.RetryRefund, Verb.Pay, Verb.Refund,
        ],
        [
            "payment_begun", "checkout_opened", "checkout_closing", "checkout_closed", "payment_failed", "payment_received", "stray_money_received", "processor_fee_booked",
            "refund_proposed", "refund_declined", "refund_asked", "refund_made", "refund_failed", "refund_retried", "dispute_opened", "dispute_won", "dispute_lost",
            "order_unpaid", "order_lapsed", "order_cancelled", "processor_paid_out", "processor_fee_taken",
        ]);
}

public sealed class SalesLedgerLaws
{
    [Fact]
    public void They_hold_whatever_becomes_of_vendors_shares() => LedgerLaws.Hold(
        LedgerLaws.OwnSales,
        [
            Verb.Pay, Verb.OpenDispute, Verb.DecideDispute, Verb.FetchNews, Verb.TellNews, Verb.MakeCall, Verb.MakeCalls, Verb.RunDue, Verb.ProposeRefund, Verb.ConfirmRefund,
            Verb.Refund, Verb.Connect, Verb.DrawSales, Verb.ApproveSales, Verb.ListSales, Verb.ReportSales, Verb.PaySales,
        ],
        [
            "share_released", "transfer_made", "transfer_refused", "reversal_made", "reversal_refused", "share_taken_up", "share_given_back", "payout_drawn",
            "payout_approved", "payout_listed", "payout_paid", "payout_failed", "account_connected", "account_disconnected", "dispute_won", "dispute_lost",
        ]);
}

public sealed class RenewalLedgerLaws
{
    [Fact]
    public void They_hold_whatever_is_renewed() => LedgerLaws.Hold(
        LedgerLaws.OldOrders,
        [
            Verb.Place, Verb.Cancel, Verb.Provision, Verb.EndIdle, Verb.EndTerm, Verb.PassTime, Verb.RunDue, Verb.BeginPayment, Verb.PayPage, Verb.Pay, Verb.Refund,
            Verb.OpenDispute, Verb.DecideDispute, Verb.FetchNews, Verb.MakeCalls, Verb.Renew, Verb.DeclineRenewal,
        ],
        [
            "renewal_accepted", "renewal_declined", "renewal_dropped", "order_lapsed", "order_cancelled", "term_ended", "order_provisioned", "stray_money_received",
            "order_unpaid", "subscription_taken", "subscription_ended",
        ]);
}
