using Billing;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Acceptance;

/// <summary>What a batch decided upon an order.</summary>
public sealed record OrderDecision(string Month, Money Approved, Money Released, string? Reason, DateTimeOffset At);

/// <summary>What acceptance has made of an order so far, and whether its last decision can be appealed.</summary>
/// <param name="Decisions">Oldest first.</param>
/// <param name="Appeal">The one appeal of this order, decided or not; null while there was none.</param>
/// <param name="IsPending">The appeal waits for the next batch.</param>
/// <param name="AppealUntil">Null where nothing can be appealed any more.</param>
public sealed record OrderAcceptance(IReadOnlyList<OrderDecision> Decisions, Resubmission? Appeal, bool IsPending, DateTimeOffset? AppealUntil, Money Shortfall)
{
    public bool MayAppeal(DateTimeOffset now) => now <= AppealUntil;

    public string? LastMonth => Decisions.Count == 0 ? null : Decisions[^1].Month;
}

/// <summary>Reads what became of orders in acceptance, from their own facts.</summary>
public sealed class OrderAcceptances(IGrains grains, FactStreams streams)
{
    public async Task<OrderAcceptance> Of(OrderId id, CancellationToken cancel)
    {
        var history = await streams.Stream(Order.Grain.StreamId(id.Value), cancel);
        var facts = history?.Facts.Select(f => Grains.Catalogue.Facts.TryRead(f.Type, f.Data.GetRawText())).ToList() ?? [];
        var (order, until) = await grains.Read(turn => (turn.Read(Order.Grain[id.Value]), UntilOf(turn, id)), cancel);
        return new OrderAcceptance(
            [.. facts.OfType<OrderEvent.OrderAccepted>().Select(f => new OrderDecision(f.Batch, f.Approved.Sum(), f.Released.Sum(), f.Reason, f.At))],
            facts.OfType<OrderEvent.OrderResubmitted>().LastOrDefault()?.Resubmission, order.Resubmission is not null, until,
            order.Shortfall?.Shares.Sum() ?? Money.Zero);
    }

    /// <summary>The last moment of an appeal in time, as the order will judge it.</summary>
    static DateTimeOffset? UntilOf(Turn turn, OrderId id)
    {
        var order = turn.Read(Order.Grain[id.Value]);
        return order is { Shortfall: { } shortfall, Resubmission: null, WasResubmitted: false }
            ? shortfall.At.AddDays(turn.Read(Batch.Grain[shortfall.Batch]).Terms?.AppealDays ?? 0) : null;
    }
}
