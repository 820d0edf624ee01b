using System.Text.Json.Serialization;
using Billing;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Orders;

/// <summary>
/// The company says yes to going on at market terms after its free year (S003 art.17): an order of its own, which the company
/// pays whole, and whose term begins when the old one ends.
/// </summary>
public sealed record RenewOrder(OrderId Order, CreditCode Company, string Plan) : ITurn
{
    /// <summary>Given at the edge; a command sent again may carry another one, which is not used.</summary>
    [JsonIgnore] public required string Number { get; init; }

    [JsonIgnore] public required SubsidyPolicy Policy { get; init; }

    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        var (oldKey, renewal) = (Orders.Order.Grain[Order.Value], OrderId.PlacedBy(turn.CommandId));
        if (turn.Read(oldKey).Terms is not { } old) return OrderRefusal.Unknown;
        if (turn.Do(oldKey, new OrderCommand.AcceptRenewal(Company, renewal, turn.Now, Policy.RenewalOpensDays)) is { } refused) return refused;
        var listing = turn.Read(Listing.Grain[old.Listing.Value]);
        var ends = turn.Read(oldKey).FreeTerm!.To;
        if (listing.RenewalPrice(Plan, ChinaTime.DayOf(ends)) is not { } price) return ListingRefusal.PlanUnknown;
        var terms = old with
        {
            Number = Number, Plan = Plan, Price = price, Split = new SubsidySplit(Money.Zero, Money.Zero, price), Funds = FundShares.None,
            PolicyVersion = Policy.Version, UsageRule = listing.Content!.UsageRule.Version, CoolingOffDays = Policy.CoolingOffDays,
            Continues = new Continuation(Order, ends),
        };
        return Place(turn, renewal, terms, Earlier(turn.Now.AddDays(Policy.RenewalPayDays), ends));
    }

    static Reply Place(Turn turn, OrderId id, OrderTerms terms, DateTimeOffset lapsesAt)
    {
        var key = Orders.Order.Grain[id.Value];
        var refusal = turn.Do(key, new OrderCommand.Place(terms, turn.Now, lapsesAt), isNew: true)
            ?? (terms.Price.IsZero ? turn.Do(key, new OrderCommand.Confirm(turn.Now, Money.Zero)) : null);
        if (refusal is not null) return refusal;
        var placed = turn.Read(key);
        turn.Later(placed.LapsesAt ?? placed.FreeTerm!.To, placed.LapsesAt is null ? EndTerm.Kind : LapseOrder.Kind, id.Value);
        return Reply.With(OrderRow.Of(id, placed));
    }

    /// <summary>False for a renewal that came to nothing: its order has ended, and the company has ordered the software anew.</summary>
    public static bool MayBegin(Turn turn, OrderId id) =>
        turn.Read(Orders.Order.Grain[id.Value]).Terms is not { Continues: { } continued } terms
        || !turn.Read(Companies.Company.Grain[terms.Company.Value]).Subscriptions.TryGetValue(terms.Listing, out var running)
        || running == continued.Of || running == id;

    /// <summary>A renewal that is confirmed when the order before it has ended already begins at once.</summary>
    public static Refusal? Begin(Turn turn, OrderId id) =>
        turn.Read(Orders.Order.Grain[id.Value]).Terms is { Continues: { } continued } && turn.Read(Orders.Order.Grain[continued.Of.Value]).IsOver
            ? TakeOver(turn, id, wasInUse: false) : null;

    /// <summary>The order before it is over: what is paid goes on, in use if that one was.</summary>
    public static Refusal? TakeOver(Turn turn, OrderId id, bool wasInUse)
    {
        var key = Orders.Order.Grain[id.Value];
        if (turn.Read(key) is not { IsRunning: true, Terms: { } terms }) return null;
        return turn.Do(Companies.Company.Grain[terms.Company.Value], new CompanyCommand.TakeSubscription(terms.Listing, id))
            ?? (wasInUse ? turn.Do(key, new OrderCommand.TakeOver()) : null);
    }

    static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}

/// <summary>The company says no to a renewal: its term goes on to its end, and nobody asks again.</summary>
public sealed record DeclineRenewal(OrderId Order, CreditCode Company, string? Reason) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        var key = Orders.Order.Grain[Order.Value];
        return turn.Do(key, new OrderCommand.RefuseRenewal(Company, Reason)) is { } refusal ? refusal : Reply.With(OrderRow.Of(Order, turn.Read(key)));
    }
}
