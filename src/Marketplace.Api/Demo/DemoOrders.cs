using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Demo;

/// <summary>What becomes of an order once it is confirmed; days count from the order.</summary>
sealed record DemoFate(int? CancelledAfterDays, string Reason, int? ProvisionedAfterDays, int? RatedAfterDays, bool Satisfied, string? Comment, DemoHabit Habit);

/// <param name="Day">Days after the beginning of the demo's year.</param>
/// <param name="Window">Which of the day's <see cref="DemoDay.Windows"/>.</param>
sealed record DemoOrder(int Day, int Window, DemoCompany Company, DemoListing Listing, string Plan, DemoFate Fate);

/// <summary>Who orders what and when: few at first, more later, hardly any on weekends.</summary>
sealed class DemoOrders(Chance chance, IReadOnlyList<DemoCompany> companies, IReadOnlyList<DemoListing> listings)
{
    public const int Count = 8_000;

    /// <summary>Orders above what is left of a subsidy; without a city's money they lapse.</summary>
    const double AboveRemainder = 0.25;

    static readonly string[] Reasons =
    [
        "和现有系统功能重复", "选错了套餐，重新下单", "老板决定先用小系统试试", "车间网络还没装好，下个月再订", "经办人误操作",
        "找到更适合本行业的软件", "人手不够，暂时推不动", "供应商说的接口我们机床没有", "合并到集团统一采购",
    ];

    static readonly string[] Praise =
    [
        "上手很快，工人扫码就会。", "客服当天就上门了，满意。", "库存终于对得上了。", "省了一个统计员的活。", "老板手机上能看产量，很好。",
        "价格实在，功能够用。", "培训讲得清楚。", "月底对账从三天变成半天。", "换模时间看得见了，产量上来不少。",
    ];

    static readonly string[] Complaints =
    [
        "手机端偶尔卡顿。", "报表格式不能自己改。", "旧数据导入花了两周。", "客服响应慢，周末没人。", "和打印机不兼容。",
    ];

    static readonly (DemoHabit Habit, double Share)[] Habits =
        [(DemoHabit.Well, 78), (DemoHabit.Little, 10), (DemoHabit.Idle, 6), (DemoHabit.Never, 6)];

    readonly double[] _activity = [.. companies.Select(_ => Math.Pow(chance.Between(0.2, 1.0), 2))];
    readonly Money[] _remainders = [.. companies.Select(_ => Money.Yuan(10_000))];
    readonly HashSet<(int Company, DemoListing Listing)> _taken = [];

    /// <param name="firstDay">The date of day 0.</param>
    public IReadOnlyList<DemoOrder> Make(DateOnly firstDay, int days)
    {
        double Weight(int day) => (0.5 + 1.2 * day / days)
            * (firstDay.AddDays(day).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.15 : 1);

        var all = Enumerable.Range(DemoDay.FirstOrders, days - DemoDay.FirstOrders + 1).ToArray();
        var perWeight = Count / all.Sum(Weight);
        var orders = new List<DemoOrder>(Count);
        var due = 0.0;
        foreach (var day in all)
            for (due += Weight(day) * perWeight; due >= 1 && orders.Count < Count; due--)
                orders.Add(MakeOne(day));
        while (orders.Count < Count) orders.Add(MakeOne(days));
        return orders;
    }

    DemoOrder MakeOne(int day)
    {
        while (true)
        {
            var index = chance.Between(0, DemoDay.EnrolledBefore(day) - 1);
            if (!chance.Happens(_activity[index])) continue;
            var company = companies[index];
            var offered = listings.Where(l => IsFor(l, company, day)).ToArray();
            var listing = chance.Of(offered, l => l.Popularity);
            var plan = PlanFor(company, listing.Content.Plans);
            var isAbove = plan.PricePerYear > _remainders[index];
            if ((isAbove && !chance.Happens(AboveRemainder)) || !_taken.Add((index, listing))) continue;
            var fate = MakeFate();
            if (isAbove) _remainders[index] = Money.Zero;
            else if (fate.CancelledAfterDays is null) _remainders[index] -= plan.PricePerYear;
            return new DemoOrder(day, chance.Between(0, DemoDay.Windows.Count - 1), company, listing, plan.Id, fate);
        }
    }

    static bool IsFor(DemoListing listing, DemoCompany company, int day) =>
        listing.ListedAfterDays < day
        && (listing.Content.Cities.Count == 0 || listing.Content.Cities.Contains(company.City.Code))
        && (listing.Content.Industries.Count == 0 || listing.Content.Industries.Contains(company.Industry));

    /// <summary>Bigger companies need more seats, and hardly any orders more than it has people.</summary>
    Plan PlanFor(DemoCompany company, EquatableList<Plan> plans)
    {
        var wished = WishedBy(company, plans);
        return wished.Seats <= company.Employees || chance.Happens(0.1) ? wished : plans[0];
    }

    Plan WishedBy(DemoCompany company, EquatableList<Plan> plans) => company.Size switch
    {
        CompanySize.Micro => chance.Happens(0.85) ? plans[0] : chance.Of(plans),
        CompanySize.Small => chance.Happens(0.5) ? plans[0] : plans[Math.Min(1, plans.Count - 1)],
        _ => chance.Happens(0.4) ? plans[^1] : chance.Of(plans),
    };

    DemoFate MakeFate()
    {
        if (chance.Happens(0.06)) return new DemoFate(chance.Between(1, 6), chance.Of(Reasons), null, null, false, null, DemoHabit.Never);
        int? provisioned = chance.Happens(0.97) ? chance.Between(1, 5) : null;
        int? rated = provisioned is not null && chance.Happens(0.4) ? provisioned + chance.Between(7, 60) : null;
        var satisfied = chance.Happens(0.96);
        var comment = satisfied ? (chance.Happens(0.35) ? chance.Of(Praise) : null) : chance.Of(Complaints);
        return new DemoFate(null, "", provisioned, rated, satisfied, comment, chance.Of(Habits, h => h.Share).Habit);
    }
}

/// <summary>The rhythm of the demo's year.</summary>
static class DemoDay
{
    /// <summary>The first day on which companies order; what they order is there before.</summary>
    public const int FirstOrders = 2;

    /// <summary>When things happen, in hours of Asia/Shanghai; in between, only what falls due.</summary>
    public static readonly IReadOnlyList<double> Windows = [8.5, 10, 13.5, 15, 16.5];

    /// <summary>Shorter than an unpaid order waits, so that its lapse comes between two windows.</summary>
    public static readonly TimeSpan WindowLength = TimeSpan.FromMinutes(25);

    const int FirstList = 1_200;
    const int MonthlyList = 150;
    const int Month = 28;

    /// <summary>On which day a company is enrolled: most by the first list, the others by monthly ones (免申即享).</summary>
    public static int EnrolledOn(int index) => index < FirstList ? 1 : Month * (1 + (index - FirstList) / MonthlyList);

    /// <summary>How many companies are enrolled before a day.</summary>
    public static int EnrolledBefore(int day) =>
        Math.Min(DemoCompanies.Count, day <= 1 ? 0 : FirstList + Math.Max(0, (day - 1) / Month) * MonthlyList);
}
