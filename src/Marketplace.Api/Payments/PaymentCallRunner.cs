using System.Collections.Concurrent;
using Billing.Stripe;
using Marketplace.Api.Demo;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Outbox;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;
using Npgsql;
using Processor = Billing.Stripe;

namespace Marketplace.Api.Payments;

/// <summary>
/// Asks the payment processor for what turns left to be asked: to close pages, to refund, to transfer, to take transfers back. One
/// server at a time does. Before something is asked for again it is looked up, because the processor remembers idempotency keys
/// for a day only.
/// </summary>
public sealed partial class PaymentCallRunner(
    DueCalls calls, StripeClient stripe, StripeOptions options, IGrains grains, PaymentSync sync, NpgsqlDataSource database, TimeProvider clock, ILogger<PaymentCallRunner> log) : IStopover
{
    const int AtOnceMax = 8;

    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>Calls that did not succeed, and when they are tried again on this server; by the wall's clock.</summary>
    readonly ConcurrentDictionary<Guid, (int Tries, long Again)> _putOff = new();

    /// <summary>Makes the calls that are due, and says whether there may be more.</summary>
    public async Task<bool> Step(CancellationToken cancel)
    {
        if (!options.IsConfigured) return false;
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (!await IsMine(connection, cancel)) return false;
        try
        {
            var now = TimeProvider.System.GetTimestamp();
            var due = await calls.Due(clock.GetUtcNow(), [.. _putOff.Where(p => p.Value.Again > now).Select(p => p.Key)], cancel);
            // What belongs to one order is asked for in its order.
            await Parallel.ForEachAsync(
                due.GroupBy(c => PaymentCalls.Read(c.Payload).Order), new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = cancel },
                async (together, token) =>
                {
                    foreach (var call in together) await Try(call, token);
                });
            return due.Count == DueCalls.BatchMax;
        }
        finally
        {
            await using var release = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            await release.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    /// <summary>Makes all calls that are due now, and what follows from them; those that do not succeed are left for later.</summary>
    public async Task Drain(CancellationToken cancel)
    {
        while (await Step(cancel)) { }
    }

    Task IStopover.Stop(CancellationToken cancel) => Drain(cancel);

    static async Task<bool> IsMine(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended('payment calls', 0))", connection);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    async Task Try(DueCall call, CancellationToken cancel)
    {
        try
        {
            var (order, what) = PaymentCalls.Read(call.Payload);
            var payment = await grains.Read(turn => turn.Read(OrderPayment.Grain[order.Value]), cancel);
            var isDone = IsAnswered(call.Kind, what, payment) ? await calls.Close(call, new LookAtPayment(order), cancel)
                : await Outcome(call.Kind, order, what, payment, cancel) is { } outcome && await calls.Record(call, outcome, cancel);
            if (!isDone)
            {
                PutOff(call, "not yet", null);
                return;
            }
            _putOff.TryRemove(call.Id, out _);
        }
        catch (StripeException e)
        {
            PutOff(call, e.Fault.ToString(), e.RequestId);
        }
        catch (GrainsUnavailableException e)
        {
            PutOff(call, e.Refusal.Code, null);
        }
    }

    void PutOff(DueCall call, string fault, string? requestId)
    {
        var tries = _putOff.TryGetValue(call.Id, out var before) ? before.Tries + 1 : 1;
        var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(tries - 1, 20)));
        _putOff[call.Id] = (tries, TimeProvider.System.GetTimestamp() + (long)(pause.TotalSeconds * TimeProvider.System.TimestampFrequency));
        LogPutOff(call.Kind, call.Payload, tries, fault, requestId);
    }

    /// <summary>
    /// The answer is written down already, and only the message does not say so: what was refused then might be accepted now, and
    /// the money be on its way another way.
    /// </summary>
    static bool IsAnswered(string kind, string what, OrderPayment payment) => kind switch
    {
        PaymentCalls.Refund => payment.Find(new RefundId(what)) is not { Status: Grains.Payments.RefundStatus.Asked },
        PaymentCalls.Transfer => payment.TransferOf(what) is not { Status: TransferStatus.Asked },
        PaymentCalls.Reversal => payment.ReversalOf(what) is not { Status: TransferStatus.Asked },
        _ => false,
    };

    /// <summary>Null when something else has to come first.</summary>
    async Task<ITurn?> Outcome(string kind, OrderId order, string what, OrderPayment payment, CancellationToken cancel) => kind switch
    {
        PaymentCalls.CloseCheckout => await Close(order, what, cancel),
        PaymentCalls.Refund => await Refund(order, payment, payment.Find(new RefundId(what))!, cancel),
        PaymentCalls.Transfer => await Transfer(order, payment, payment.TransferOf(what)!, cancel),
        PaymentCalls.Reversal => await Reverse(order, payment, payment.ReversalOf(what)!, cancel),
        _ => throw new InvalidOperationException($"Nobody knows how to make calls of the kind {kind}."),
    };

    /// <summary>Who has paid on it in the last moment has paid.</summary>
    async Task<ITurn?> Close(OrderId order, string session, CancellationToken cancel)
    {
        try
        {
            await stripe.ExpireCheckout(session, $"expire-{session}", cancel);
        }
        catch (StripeException e) when (e.Fault == StripeFault.Refused)
        {
            // It is not open any more: paid, or past its time.
            var page = await stripe.Checkout(session, cancel);
            if (page.Status == CheckoutStatus.Open) throw;
            if (page.Status == CheckoutStatus.Complete) await sync.Run(order, session, page.IntentId, cancel);
            // Closed now, the order would lapse while its money is on the way.
            if (PaymentSync.IsUnderway(page)) return null;
        }
        return new CloseCheckout(order, session);
    }

    async Task<ITurn?> Refund(OrderId order, OrderPayment payment, Grains.Payments.Refund refund, CancellationToken cancel)
    {
        var reference = new RefundReference(refund.Id, refund.Attempt).ToString();
        try
        {
            var made = (await stripe.RefundsOf(refund.Intent, cancel)).FirstOrDefault(r => r.Reference == reference)
                ?? await stripe.CreateRefund(
                    new NewRefund(refund.Intent, refund.Amount, order.Value, reference, refund.Cause.ToString().ToLowerInvariant()), $"refund-{reference}", cancel);
            return PaymentSync.OutcomeOf(order, payment, made);
        }
        catch (StripeException e) when (IsFinal(e))
        {
            return new RecordRefund(order, refund.Id, refund.Attempt, ProcessorId: null, ProblemOf(e));
        }
    }

    async Task<ITurn> Transfer(OrderId order, OrderPayment payment, Grains.Payments.Transfer transfer, CancellationToken cancel)
    {
        try
        {
            var made = (await stripe.TransfersOf(order.Value, cancel)).FirstOrDefault(t => t.Reference == transfer.Reference)
                ?? await stripe.CreateTransfer(
                    new NewTransfer(order.Value, transfer.Account, transfer.Amount, payment.Kept!.Id, transfer.Reference), $"transfer-{transfer.Reference}", cancel);
            return new RecordTransfer(order, transfer.Reference, made.Id, Problem: null);
        }
        catch (StripeException e) when (IsFinal(e))
        {
            return new RecordTransfer(order, transfer.Reference, ProcessorId: null, ProblemOf(e));
        }
    }

    async Task<ITurn?> Reverse(OrderId order, OrderPayment payment, Grains.Payments.Reversal reversal, CancellationToken cancel)
    {
        var transfer = payment.TransferOf(reversal.Transfer)!;
        if (transfer.Status == TransferStatus.Refused) return new RecordReversal(order, reversal.Reference, ProcessorId: null, "transfer-refused");
        if (transfer.ProcessorId is not { } id) return null; // the transfer itself has to be made before
        try
        {
            var made = (await stripe.ReversalsOf(id, cancel)).FirstOrDefault(r => r.Reference == reversal.Reference)
                ?? await stripe.ReverseTransfer(new NewReversal(id, reversal.Amount, order.Value, reversal.Reference), $"reversal-{reversal.Reference}", cancel);
            return new RecordReversal(order, reversal.Reference, made.Id, Problem: null);
        }
        catch (StripeException e) when (IsFinal(e))
        {
            return new RecordReversal(order, reversal.Reference, ProcessorId: null, ProblemOf(e));
        }
    }

    /// <summary>The same will not be accepted later.</summary>
    static bool IsFinal(StripeException e) => e.Fault is StripeFault.Refused or StripeFault.UnknownObject or StripeFault.Card && !e.MayHaveHappened;

    static string ProblemOf(StripeException e) => e.Code ?? e.DeclineCode ?? e.Fault.ToString();

    [LoggerMessage(LogLevel.Warning, "The call {Kind} about {Payload} was put off after try {Tries}: {Fault} (request {RequestId})")]
    partial void LogPutOff(string kind, string payload, int tries, string fault, string? requestId);
}
