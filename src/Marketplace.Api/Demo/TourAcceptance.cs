using Billing;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Demo;

/// <summary>What was used is accepted (S003 art.16, art.19): the platform proposes, the city verifies by two people, the province approves.</summary>
sealed class TourAcceptance(Tour tour, TourCast cast)
{
    const int ChecksMax = 500;

    readonly TourScript _script = tour.Script;

    string Batch => $"/api/v1/acceptance-batches/{cast.AcceptedIn}";

    public async Task Play()
    {
        _script.Chapter("The month's batch (验收批次, S003 art.19)");
        await Opened();
        await Submitted();
        await Verified();
        await Approved();
        await Late();
    }

    async Task Opened()
    {
        var to = ChinaMonth.End(cast.AcceptedIn).AddDays(7).AddHours(6);
        _script.Step($"On the 8th {cast.AcceptedIn} is closed (结账) and its batch is put together by a job");
        await tour.MoveTo(to);
        var line = Line(await Get(Tour.Operator, "open"));
        _script.Check("asked for the order", TourCast.SoftwarePrice, line.Money("asked"));
        _script.Check("percent", "100", line.Text("percent"));
        _script.Check("uses", $"{TourUsage.UsesInAll}", line.Text("usage.uses"));
        _script.Check("months that met the rule", "3", line.Text("usage.monthsMet"));
        _script.Check("flagged (疑点) for the tip", true, line.Items("flags").Any(f => f.Text("signal") == "tip"));
    }

    async Task Submitted()
    {
        _script.Step("The operator (平台) submits it; each city's sample is drawn by a seed that anybody can repeat");
        _script.Refused("the province before that", await tour.Client.Post(Tour.Province, $"{Batch}/approval", new { }), 422, "batch.not-submitted");
        _script.Accepted(await tour.Client.Post(Tour.Operator, $"{Batch}/submission", new { }), StatusCodes.Status200OK);
        var batch = await Get(TourCast.CityKey, "submitted");
        _script.Check("the order is in the city's sample, for the tip", "selected", Line(batch).Text("state"));
        _script.Refused("the province before the cities", await tour.Client.Post(Tour.Province, $"{Batch}/approval", new { }), 422, "batch.not-confirmed");
    }

    async Task Verified()
    {
        var cities = (await Get(Tour.Province, "submitted")).Items("cities").Select(c => c.Text("city")).ToArray();
        _script.Step($"The city of Tongling (铜陵市) finds that {TourCast.Deduction} of {TourCast.SoftwarePrice} was not really used (核减)");
        foreach (var city in cities) await Verify(city);
        _script.Refused("the same person confirms", await Confirm(TourCast.City, ""), 422, "batch.same-person");
        foreach (var city in cities) _script.Accepted(await Confirm(city, "-second"), StatusCodes.Status200OK);
        var line = Line(await Get(Tour.Province, "submitted"));
        _script.Check("asked, adjusted, verified", $"{TourCast.SoftwarePrice}, {TourCast.SoftwarePrice}, {TourCast.Granted}",
            $"{line.Text("asked")}, {line.Text("adjusted")}, {line.Text("verified")}");
    }

    async Task Verify(string city)
    {
        var lines = (await Get($"demo-city-{city}", "submitted")).Items("lines").Where(l => l.Text("state") == "selected")
            .Select(l => l.Text("order") == cast.Order!.Text("id")
                ? (object)new { order = l.Text("order"), result = "deduct", amount = TourCast.Granted.ToString(), code = "usage.partly", reason = "部分账号没有开通。", notes = "现场核对账号。" }
                : new { order = l.Text("order"), result = "pass" }).ToArray();
        foreach (var chunk in lines.Chunk(ChecksMax))
            _script.Accepted(await tour.Client.Post($"demo-city-{city}", $"{Batch}/cities/{city}/verification", new { lines = chunk }), StatusCodes.Status200OK);
    }

    Task<TourAnswer> Confirm(string city, string person) =>
        tour.Client.Post($"demo-city-{city}{person}", $"{Batch}/cities/{city}/confirmation", new { opinion = "抽查属实。" });

    async Task Approved()
    {
        _script.Step("The province (省工信厅) approves: what is granted is consumed (核销) and payable, the rest is released");
        _script.Accepted(await tour.Client.Post(Tour.Province, $"{Batch}/approval", new { opinion = "同意。" }), StatusCodes.Status200OK);
        var batch = await Get(Tour.Province, "applied");
        var line = Line(batch);
        _script.Check("outcome", "deducted", line.Text("outcome"));
        _script.Check("approved", TourCast.Granted, line.Money("approved"));
        _script.Wallet(await tour.WalletOf(cast.Company), cast.Cap, cast.Cap - TourCast.Granted, Money.Zero);
        var (fund, wallet) = ($"fund/{cast.ProvinceFund}", $"wallet/{cast.Company}");
        await tour.Moved(cast.Order!,
            ($"{fund}/available", $"{fund}/encumbered", TourCast.SoftwarePrice), ($"{wallet}/available", $"{wallet}/reserved", TourCast.SoftwarePrice),
            ($"{fund}/encumbered", $"{fund}/spent", TourCast.Granted), ("vendors/claims", $"vendor/{cast.Vendor}/payable", TourCast.Granted),
            ($"{fund}/encumbered", $"{fund}/available", TourCast.Deduction), ($"{wallet}/reserved", $"{wallet}/consumed", TourCast.Granted),
            ($"{wallet}/reserved", $"{wallet}/available", TourCast.Deduction));
        var report = await tour.Client.Get(Tour.Auditor, $"{Batch}/report");
        _script.Check("the report (验收报告) is answered", StatusCodes.Status200OK, report.Status);
        _script.Check("hashes that the approval fixed: the whole, and each city", batch.Items("cities").Count + 1, batch.Items("reports").Count);
    }

    async Task Late()
    {
        var next = ChinaMonth.Plus(cast.AcceptedIn, 1);
        _script.Step($"A correction comes after the month was closed: the difference counts in {next}, and says so");
        var body = new
        {
            events = new[]
            {
                new { id = $"tour-{cast.AcceptedIn}-c2", order = cast.Order!.Text("id"), user = "u-1", kind = "work-report", count = 4, at = ChinaMonth.Begin(cast.AcceptedIn).AddDays(2).AddHours(10), corrects = $"tour-{cast.AcceptedIn}-2" },
            },
        };
        var answer = _script.Accepted(await tour.Client.Post($"demo-vendor-{cast.Vendor}", "/api/v1/usage-events", body), StatusCodes.Status200OK);
        _script.Check("verdict", "accepted", answer.Items("results")[0].Text("verdict"));
        _script.Check("counts in", next, answer.Items("results")[0].Text("adjusts"));
    }

    async Task<TourAnswer> Get(string key, string status)
    {
        var batch = _script.Accepted(await tour.Client.Get(key, Batch), StatusCodes.Status200OK);
        _script.Check($"batch {cast.AcceptedIn}", status, batch.Text("status"));
        return batch;
    }

    TourAnswer Line(TourAnswer batch) => batch.Items("lines").FirstOrDefault(l => l.Text("order") == cast.Order!.Text("id"))
        ?? throw new TourDifference($"The order is not in the batch {cast.AcceptedIn}.");
}
