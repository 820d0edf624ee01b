using Marketplace.Api.Orders;
using Marketplace.Grains.Orders;

namespace Marketplace.Api.Portals.Company;

/// <summary>Something that a company should look at; what it is called is the text <c>company.attention.{Kind}</c>.</summary>
/// <param name="By">Until when, where there is a limit.</param>
public sealed record Attention(string Kind, NamedOrder Order, DateTimeOffset? By)
{
    /// <summary>So long before its end a term is spoken of.</summary>
    static readonly TimeSpan EndingSoon = TimeSpan.FromDays(60);

    /// <summary>So long a vendor may take before the company is told to ask.</summary>
    static readonly TimeSpan SetUpLate = TimeSpan.FromDays(3);

    /// <summary>So long one uses a software before one is asked how it is.</summary>
    static readonly TimeSpan RateAfter = TimeSpan.FromDays(14);

    /// <summary>What wants attention now, the most urgent first.</summary>
    public static IReadOnlyList<Attention> Of(IEnumerable<NamedOrder> orders, DateTimeOffset now) =>
        [.. orders.Select(o => Of(o, now)).OfType<Attention>().OrderBy(a => a.By ?? DateTimeOffset.MaxValue)];

    static Attention? Of(NamedOrder named, DateTimeOffset now) => named.Order switch
    {
        { Status: OrderStatus.AwaitingPayment } o => new Attention("payment", named, o.LapsesAt),
        { Status: OrderStatus.Confirmed, FreeTerm: { } term } when now - term.From > SetUpLate => new Attention("setUpLate", named, null),
        { Status: OrderStatus.Provisioned, FreeTerm: { } term } when term.To - now < EndingSoon => new Attention("ending", named, term.To),
        { Status: OrderStatus.Provisioned, Rating: null, FreeTerm: { } term } when now - term.From > RateAfter => new Attention("rate", named, null),
        _ => null,
    };
}
