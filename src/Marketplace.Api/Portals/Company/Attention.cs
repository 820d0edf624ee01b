using Marketplace.Api.Jobs;
using Marketplace.Api.Notices;
using Marketplace.Api.Orders;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Portals.Company;

/// <summary>Something that a company should look at; what it is called is the text <c>company.attention.{Kind}</c>.</summary>
/// <param name="By">Until when, where there is a limit.</param>
/// <param name="Notice">The notice that says so, which goes when it is said to have been seen.</param>
public sealed record Attention(string Kind, NamedOrder Order, DateTimeOffset? By, long? Notice = null)
{
    /// <summary>So long before its end a term is spoken of.</summary>
    static readonly TimeSpan EndingSoon = TimeSpan.FromDays(60);

    /// <summary>So long a vendor may take before the company is told to ask.</summary>
    static readonly TimeSpan SetUpLate = TimeSpan.FromDays(3);

    /// <summary>So long one uses a software before one is asked how it is.</summary>
    static readonly TimeSpan RateAfter = TimeSpan.FromDays(14);

    /// <summary>What wants attention now, the most urgent first: what is to be paid lapses within minutes. Of a term's end nobody speaks who has renewed, or said no.</summary>
    /// <param name="notices">The company's own, the latest first. The latest of a kind about an order counts, until it is seen.</param>
    public static IReadOnlyList<Attention> Of(IReadOnlyList<NamedOrder> orders, IEnumerable<Notice> notices, DateTimeOffset now)
    {
        var running = orders.Where(o => o.IsRunning).ToDictionary(o => o.Order.Id.Value);
        var settled = running.Values.Where(o => o.Order.IsRenewalDeclined || (o.Order.RenewedBy is { } next && running.ContainsKey(next.Value))).Select(o => o.Order.Id.Value).ToHashSet();
        var latest = notices.Where(n => running.ContainsKey(n.Order) && !(n.Kind == RenewalNoticesJob.Kind && settled.Contains(n.Order))).DistinctBy(n => (n.Kind, n.Order)).ToArray();
        var told = latest.Select(n => (n.Kind, n.Order)).ToHashSet();
        return
        [
            .. orders.Select(o => Of(o, now)).OfType<Attention>()
                .Where(a => !told.Contains((a.Kind, a.Order.Order.Id.Value)) && !(a.Kind == RenewalNoticesJob.Kind && settled.Contains(a.Order.Order.Id.Value)))
                .Concat(latest.Where(n => n.SeenAt is null).Select(n => new Attention(n.Kind, running[n.Order], At(n.DueOn), n.Id)))
                .OrderByDescending(a => a.Kind == "payment").ThenBy(a => a.By ?? DateTimeOffset.MaxValue),
        ];
    }

    static DateTimeOffset At(DateOnly day) => new(day, TimeOnly.MinValue, ChinaTime.Offset);

    static Attention? Of(NamedOrder named, DateTimeOffset now) => named.Order switch
    {
        { Status: OrderStatus.AwaitingPayment } o => new Attention("payment", named, o.LapsesAt),
        { Status: OrderStatus.Confirmed, FreeTerm: { } term } when now - term.From > SetUpLate => new Attention("setUpLate", named, null),
        { Status: OrderStatus.Provisioned, FreeTerm: { } term } when term.To - now < EndingSoon => new Attention(RenewalNoticesJob.Kind, named, term.To),
        { Status: OrderStatus.Provisioned, Rating: null, FreeTerm: { } term } when now - term.From > RateAfter => new Attention("rate", named, null),
        _ => null,
    };
}
