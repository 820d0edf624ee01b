using System.Globalization;
using System.Net;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Usage;

namespace Marketplace.Api.Demo;

/// <summary>How a company uses what it ordered.</summary>
enum DemoHabit
{
    /// <summary>More than its rule asks for.</summary>
    Well,

    /// <summary>Now and then.</summary>
    Little,

    /// <summary>For some weeks, and then no more.</summary>
    Idle,

    Never,
}

/// <summary>A confirmed order of the demo's year.</summary>
/// <param name="Index">Among all orders of the year.</param>
sealed record DemoUse(int Index, DemoOrder Order, OrderId Id);

/// <summary>
/// What companies do with their software: what happens on a day follows from the order and the day alone, so that it can
/// be told in any order, and again.
/// </summary>
sealed class DemoHabits
{
    /// <summary>Vendors with the most orders return usage every second day, and always of that day.</summary>
    const int PunctualVendors = 25;

    const int PunctualEvery = 2, OthersEvery = 6;
    const int TermDays = 364, DaysPerMonth = 30;

    /// <summary>A usual month has so much more than the rule asks for.</summary>
    const double Margin = 2.0;

    const int SuspiciousOrders = 8, SuspiciousFrom = 60, SuspiciousUntil = 220, SuspiciousHours = 22;

    static readonly string[] Kinds = ["login", "work-report", "order-entry", "stock-count", "report-view"];
    static readonly IPAddress SuspiciousIp = IPAddress.Parse("203.0.113.77");

    readonly DateOnly _firstDay;
    readonly Dictionary<CreditCode, int> _ranks;
    readonly Dictionary<CreditCode, int> _companies;
    readonly HashSet<int> _suspicious;

    /// <param name="firstDay">The date of day 0.</param>
    public DemoHabits(DateOnly firstDay, IReadOnlyList<DemoCompany> companies, IReadOnlyList<DemoOrder> orders)
    {
        _firstDay = firstDay;
        RankedVendors = [.. orders.GroupBy(o => o.Listing.Vendor).OrderByDescending(g => g.Count()).ThenBy(g => g.Key.Code.Value, StringComparer.Ordinal).Select(g => g.Key)];
        _ranks = RankedVendors.Index().ToDictionary(v => v.Item.Code, v => v.Index);
        _companies = companies.Index().ToDictionary(c => c.Item.Code, c => c.Index);
        _suspicious = [.. Suspicious(orders)];
    }

    /// <summary>Those with orders, the one with the most first.</summary>
    public IReadOnlyList<DemoVendor> RankedVendors { get; }

    /// <summary>Every so many days a vendor returns what was used.</summary>
    public int Every(DemoVendor vendor) => IsPunctual(vendor) ? PunctualEvery : OthersEvery;

    public bool IsReturnDay(DemoVendor vendor, int day) => (day + _ranks[vendor.Code]) % Every(vendor) == 0;

    /// <summary>Its place by orders, from 0.</summary>
    public int RankOf(CreditCode vendor) => _ranks[vendor];

    public DateOnly DateOf(int day) => _firstDay.AddDays(day);

    public IEnumerable<UsageEvent> On(DemoUse use, int day)
    {
        if (use.Order.Fate is not { ProvisionedAfterDays: { } provisioned, Habit: not DemoHabit.Never } fate) yield break;
        var vendor = use.Order.Listing.Vendor;
        var start = use.Order.Day + provisioned + Draw(use.Index, 1, 4) + 1;
        var stop = use.Order.Day + TermDays;
        if (fate.Habit == DemoHabit.Idle && !_suspicious.Contains(use.Index)) stop = Math.Min(stop, start + 20 + Draw(use.Index, 2, 100));
        if (day < start || day >= stop || (IsPunctual(vendor) && !IsReturnDay(vendor, day))) yield break;

        if (_suspicious.Contains(use.Index))
        {
            if (Draw(_ranks[vendor.Code], 1_000 + day, 100) < 45 || day - start < PunctualEvery)
                for (var hour = 0; hour < SuspiciousHours; hour++)
                    yield return Event(use, day, hour, 1, Kinds[hour % 2], "u1", TimeSpan.FromHours(hour) + TimeSpan.FromMinutes(10), SuspiciousIp);
            yield break;
        }
        if (!IsUsed(use, fate, day, day - start)) yield break;
        var rule = use.Order.Listing.Content.UsageRule;
        var events = Draw(use.Index, 3 * day, 4) == 0 ? 2 : 1;
        for (var i = 0; i < events; i++)
        {
            var seed = 7 * day + 3 * i;
            yield return Event(
                use, day, i, Uses(rule, fate) + Draw(use.Index, seed + 1, 5), Kinds[Draw(use.Index, seed + 2, Kinds.Length)],
                $"u{Draw(use.Index, seed + 3, Users(rule)) + 1}",
                TimeSpan.FromHours(8 + 5 * i) + TimeSpan.FromSeconds(Draw(use.Index, seed + 4, 5 * 3600)), Address(use.Order.Company));
        }
    }

    /// <summary>The first event of an order in a month; null when there is none.</summary>
    public UsageEvent? FirstIn(DemoUse use, string month)
    {
        var first = ChinaMonth.FirstDay(month).DayNumber - _firstDay.DayNumber;
        return Enumerable.Range(first, DaysPerMonth).SelectMany(day => On(use, day)).FirstOrDefault();
    }

    bool IsPunctual(DemoVendor vendor) => _ranks[vendor.Code] < PunctualVendors;

    /// <summary>The first day is used whatever chance says; and whoever uses it little does so once a month, or it would be idle.</summary>
    bool IsUsed(DemoUse use, DemoFate fate, int day, int sinceStart)
    {
        var every = IsPunctual(use.Order.Listing.Vendor) ? PunctualEvery : 1;
        if (sinceStart < every) return true;
        var date = DateOf(day);
        if (fate.Habit == DemoHabit.Little && date.Day is >= 10 && date.Day < 10 + every) return true;
        var target = fate.Habit == DemoHabit.Little ? 2 : Math.Max(7, Margin * Minimum(use.Order.Listing.Content.UsageRule, UsageMetric.ActiveDays));
        return Draw(use.Index, day, 1_000) < 1_000 * target * every / DaysPerMonth;
    }

    static int Uses(UsageRule rule, DemoFate fate) => fate.Habit == DemoHabit.Little ? 1 : 2 + Minimum(rule, UsageMetric.Uses) / 6;

    static int Users(UsageRule rule) => 3 + Minimum(rule, UsageMetric.DistinctUsers);

    static int Minimum(UsageRule rule, UsageMetric metric) => rule.Minimums.Where(m => m.Metric == metric).Select(m => m.PerMonth).DefaultIfEmpty().Max();

    UsageEvent Event(DemoUse use, int day, int number, int count, string kind, string user, TimeSpan time, IPAddress ip) => new(
        string.Create(CultureInfo.InvariantCulture, $"{use.Index}-{DateOf(day):yyyyMMdd}-{number}"), use.Id.Value, user, kind, count,
        (ChinaTime.Begin(DateOf(day)) + time).ToUniversalTime(), ip, null, null);

    /// <summary>Of a range that no company has to itself.</summary>
    IPAddress Address(DemoCompany company)
    {
        var index = _companies[company.Code];
        return new IPAddress([100, 64, (byte)(index / 250), (byte)(index % 250 + 1)]);
    }

    /// <summary>Several companies, one software, one machine that pretends to be their people.</summary>
    static IEnumerable<int> Suspicious(IReadOnlyList<DemoOrder> orders) => orders.Index()
        .Where(o => o.Item is { Day: >= SuspiciousFrom and < SuspiciousUntil, Fate: { ProvisionedAfterDays: not null, Habit: DemoHabit.Idle or DemoHabit.Little } })
        .GroupBy(o => o.Item.Listing.Content.Name, StringComparer.Ordinal)
        .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
        .First().Take(SuspiciousOrders).Select(o => o.Index);

    /// <summary>From zero up to a limit, the same for the same order and purpose (SplitMix64).</summary>
    public static int Draw(int order, int purpose, int limit)
    {
        var x = ((ulong)(uint)order << 32 | (uint)purpose) + 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return (int)((x ^ (x >> 31)) % (ulong)limit);
    }
}
