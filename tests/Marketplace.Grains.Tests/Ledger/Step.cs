using FsCheck;
using FsCheck.Fluent;

namespace Marketplace.Grains.Tests.Ledger;

/// <summary>Everything that anybody may ask for, from the order to the next year's fund; some of it at once, some step by step.</summary>
public enum Verb
{
    Place, Cancel, Rate, Provision, NoteFirstUse, LapseUnpaid, LapseUnused, EndIdle, EndTerm,
    BeginBatch, ProposeLines, OpenBatch, AdjustBatch, SubmitBatch, VerifyLines, ConfirmVerification, ReturnBatch, ApproveBatch, ApplyLines, FinishBatch,
    Expire, Resubmit,
    Settle, RecordInvoice, RequestWithdrawal, ApproveWithdrawal, RefuseWithdrawal, MakePayoutFile, ReportPayouts,
    ProposeRecovery, ConfirmRecovery, RepayRecovery,
    Appropriate, CreditInterest, CloseFund, PassTime,

    /// <summary>A month's batch until it is open, whatever became of the one before.</summary>
    PrepareMonth,

    /// <summary>An open batch to its end.</summary>
    DecideMonth,

    /// <summary>Both.</summary>
    AcceptMonth,

    /// <summary>What is settled, from the withdrawal to the bank's answer.</summary>
    PayOut,

    BeginPayment, PayPage, FailAttempt, OpenDispute, DecideDispute, BounceRefund, MoveProcessor,

    /// <summary>One of the processor's news arrives, or all of them again; or all that are missing are fetched.</summary>
    TellNews, FetchNews,

    /// <summary>One call is made to the processor; or all that wait.</summary>
    MakeCall, MakeCalls,

    /// <summary>Something is due by itself, now or a little later.</summary>
    RunDue,
    ProposeRefund, DeclineRefund, ConfirmRefund, RetryRefund, Connect, DrawSales, ApproveSales, ListSales, ReportSales, Renew, DeclineRenewal,

    /// <summary>A company pays from the page to the confirmation.</summary>
    Pay,

    /// <summary>A refund of all, from the proposal to the processor's answer.</summary>
    Refund,

    /// <summary>All shares that wait, from the drawing to the bank's answer.</summary>
    PaySales,
}

/// <summary>A step in small numbers, so that histories shrink well: what is done, to which of the latest, with how much.</summary>
public sealed record Step(Verb Verb, int Which, int Fen, bool IsSentAgain)
{
    /// <summary>More than the dearest order holds, so that some amounts are too much.</summary>
    const int FenMax = 400_000;

    /// <summary>How often the verbs that a law is about come for every time that another does.</summary>
    const int Emphasis = 15;

    /// <summary>Any verbs in any order, some more often than others.</summary>
    public static Arbitrary<Step[]> Any(int lengthMax, params Verb[] often) =>
        Arb.From(Gen.Choose(1, lengthMax).SelectMany(length => Generator(often).ArrayOf(length)), Shorter);

    static Gen<Step> Generator(Verb[] often) =>
        from verb in Gen.Frequency(Enum.GetValues<Verb>().Select(v => (often.Contains(v) ? Emphasis : 1, Gen.Constant(v))))
        from which in Gen.Choose(0, 3)
        from fen in Gen.Choose(0, FenMax)
        from isSentAgain in Gen.Choose(0, 3)
        select new Step(verb, which, fen, isSentAgain == 0);

    /// <summary>A half first, then all but one.</summary>
    static IEnumerable<Step[]> Shorter(Step[] steps)
    {
        if (steps.Length > 2)
        {
            yield return steps[..(steps.Length / 2)];
            yield return steps[(steps.Length / 2)..];
        }
        for (var i = 0; i < steps.Length && steps.Length > 1; i++) yield return [.. steps[..i], .. steps[(i + 1)..]];
    }
}
