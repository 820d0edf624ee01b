using System.Globalization;
using Billing;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Demo;

/// <summary>The software is used, and the vendor returns it (S003 art.15); three good months in a row make the order's rule true.</summary>
sealed class TourUsage(Tour tour, TourCast cast)
{
    const int GoodMonths = 3, DaysPerMonth = 5, UsesPerDay = 3, MonthUses = DaysPerMonth * UsesPerDay;
    const int CorrectedTo = 2;

    readonly TourScript _script = tour.Script;

    string OrderId => cast.Order!.Text("id");

    public async Task Play()
    {
        _script.Chapter("The software is used (使用数据, S003 art.15)");
        await Verdicts();
        await FirstUse();
        for (var i = 1; i <= GoodMonths; i++) await Month(ChinaMonth.Plus(cast.OrderedIn, i), i);
        await Correction();
        await Tip();
    }

    object Event(string id, DateTimeOffset at, int count, string user = "u-1", string? corrects = null) =>
        new { id, order = OrderId, user, kind = "work-report", count, at, corrects };

    public async Task<TourAnswer> Send(params object[] events) => _script.Accepted(
        await tour.Client.Post($"demo-vendor-{cast.Vendor}", "/api/v1/usage-events", new { events }), StatusCodes.Status200OK);

    async Task Verdicts()
    {
        _script.Step("The vendor returns usage; every event gets its own verdict, and the good ones of a bad call count");
        var now = await tour.Now();
        var other = new { id = "tour-unknown", order = "no-such-order", user = "u-1", kind = "work-report", count = 1, at = now };
        var answer = await Send(
            Event("tour-1", now, 1), Event("tour-1", now, 1), Event("tour-1", now, 9), Event("tour-late", now.AddDays(-8), 1),
            Event("tour-future", now.AddHours(1), 1), other);
        string[] expected =
        [
            "accepted", "duplicate", "conflict usage.conflict", "rejected usage.too-late", "rejected usage.in-future", "rejected usage.order-unknown",
        ];
        foreach (var (i, result) in answer.Items("results").Index())
            _script.Check($"event {i + 1}, {result.Text("id")}", expected[i], result.Text("code") is "null" ? result.Text("verdict") : $"{result.Text("verdict")} {result.Text("code")}");
        _script.Check("accepted, duplicates, conflicts, rejected", "1, 1, 1, 3",
            $"{answer.Text("accepted")}, {answer.Text("duplicates")}, {answer.Text("conflicts")}, {answer.Text("rejected")}");
        _script.Check("sent again, it is a duplicate with the first receipt", answer.Items("results")[0].Text("receivedAt"),
            (await Send(Event("tour-1", now, 1))).Items("results")[0].Text("receivedAt"));
        _script.Check("uses of the order", 1, await Uses(cast.OrderedIn));
    }

    /// <summary>Orders lapse that are not used by their rule's deadline; this one was.</summary>
    async Task FirstUse()
    {
        var day = ChinaTime.DayOf(await tour.Now());
        _script.Step("The night's job (定时任务) notes the day of the first use: the order does not lapse");
        await tour.MoveTo(ChinaTime.Begin(day.AddDays(1)).AddHours(2));
        var order = await tour.Client.Get(cast.CompanyKey, $"/api/v1/orders/{OrderId}");
        _script.Check("first used on", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), order.Text("firstUsedOn"));
        _script.Check("status", "provisioned", order.Text("status"));
    }

    async Task Month(string month, int number)
    {
        var begin = ChinaMonth.Begin(month);
        _script.Step($"{month}: used by two people on {DaysPerMonth} days, {UsesPerDay} times each; the rule asks for 10 uses on 4 days");
        await tour.MoveTo(begin.AddDays(DaysPerMonth).AddHours(20));
        var answer = await Send([.. Enumerable.Range(1, DaysPerMonth).Select(d =>
            Event($"tour-{month}-{d}", begin.AddDays(d).AddHours(10), UsesPerDay, d % 2 == 0 ? "u-1" : "u-2"))]);
        _script.Check("accepted", $"{DaysPerMonth}", answer.Text("accepted"));
        var usage = await Usage();
        var judged = usage.Items("months").First(m => m.Text("month") == month);
        _script.Check("uses, days, people", $"{MonthUses}, {DaysPerMonth}, 2", $"{judged.Text("uses")}, {judged.Text("activeDays")}, {judged.Text("distinctUsers")}");
        _script.Check("the month meets the rule", "True", judged.Text("met"));
        _script.Check("months that count so far", $"{number}", usage.Text("verdict.monthsMet"));
        if (number == GoodMonths) _script.Check("the rule is met", "True", usage.Text("verdict.isMet"));
    }

    async Task Correction()
    {
        var month = cast.AcceptedIn;
        _script.Step("The vendor has counted one use too many, and corrects it (更正) while the month is open");
        var answer = await Send(Event($"tour-{month}-c", ChinaMonth.Begin(month).AddDays(1).AddHours(10), CorrectedTo, "u-2", corrects: $"tour-{month}-1"));
        _script.Check("verdict", "accepted", answer.Items("results")[0].Text("verdict"));
        _script.Check("uses of the month", MonthUses - UsesPerDay + CorrectedTo, await Uses(month));
    }

    /// <summary>Whoever is told of is always looked at, so that the tour knows what the city will see.</summary>
    async Task Tip()
    {
        _script.Step("Somebody uses the tip box (举报箱): the order should be looked at");
        var tip = new { what = "听说只有一半的人在用。", about = "order", named = cast.Order!.Text("number") };
        _script.Line($"tip number {_script.Accepted(await tour.Client.Post("", "/api/v1/tips", tip)).Text("id")}");
    }

    public async Task<TourAnswer> Usage() =>
        _script.Accepted(await tour.Client.Get(cast.CompanyKey, $"/api/v1/orders/{OrderId}/usage"), StatusCodes.Status200OK);

    async Task<int> Uses(string month) =>
        int.Parse((await Usage()).Items("months").First(m => m.Text("month") == month).Text("uses"), CultureInfo.InvariantCulture);

    /// <summary>All uses that acceptance counts: the first one, three months, one of them corrected.</summary>
    public const int UsesInAll = 1 + GoodMonths * MonthUses - UsesPerDay + CorrectedTo;
}
