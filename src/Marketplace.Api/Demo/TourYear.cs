using System.Diagnostics;
using Billing;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Demo;

/// <summary>A year later: the free term ends by itself, and the next one needs the next year's money.</summary>
sealed class TourYear(Tour tour, TourCast cast)
{
    static readonly Money Price = TourCast.SoftwarePrice, NewMoney = Money.Yuan(50_000);

    readonly TourScript _script = tour.Script;

    public async Task Play()
    {
        _script.Chapter("A year later (一年后, S003 art.17)");
        await TermEnds();
        await NewYear();
    }

    async Task TermEnds()
    {
        await StillUsed(6);
        await StillUsed(9);
        var to = cast.Order!.Time("freeTerm.to").AddMinutes(1);
        _script.Step($"The demo's clock is moved to {to:yyyy-MM-dd HH:mm}; whatever falls due on the way happens, in order");
        var watch = Stopwatch.StartNew();
        await tour.MoveTo(to);
        _script.Line($"in {watch.Elapsed.TotalSeconds:0.0} s");
        var order = await tour.Client.Get(cast.CompanyKey, $"/api/v1/orders/{cast.Order.Text("id")}");
        _script.Check("status", "ended", order.Text("status"));
        _script.Check("held (占用) for it", Money.Zero, order.Money("held"));
        _script.Check("accepted (核销) for it", TourCast.Kept, order.Money("accepted"));
        _script.Wallet(await tour.WalletOf(cast.Company), cast.Cap, cast.Cap - TourCast.Kept, Money.Zero);

        var entries = await tour.EntriesOf(cast.Order);
        foreach (var account in new[] { $"fund/{cast.ProvinceFund}/encumbered", $"fund/{cast.ProvinceFund}/recoveries", $"wallet/{cast.Company}/reserved", $"vendor/{cast.Vendor}/owed" })
            _script.Same($"all that it moved on {account}", Money.Zero, Moved(entries, account));
        _script.Line("✓ nothing of it is left encumbered, reserved or owed: what it moved there adds up to 0.00");
        _script.AddsUp(await tour.Fund(cast.ProvinceFund));
        _script.Check($"fund {cast.CityFund}: nothing is encumbered any more", Money.Zero, (await tour.Fund(cast.CityFund)).Money("encumbered"));
    }

    /// <summary>Three months without use would end the support.</summary>
    async Task StillUsed(int months)
    {
        var begin = ChinaMonth.Begin(ChinaMonth.Plus(cast.OrderedIn, months));
        _script.Step($"{ChinaMonth.Of(begin)}: still used");
        await tour.MoveTo(begin.AddDays(1));
        var use = new { id = $"tour-still-{months}", order = cast.Order!.Text("id"), user = "u-1", kind = "login", count = 1, at = begin.AddHours(9) };
        var answer = _script.Accepted(await tour.Client.Post($"demo-vendor-{cast.Vendor}", "/api/v1/usage-events", new { events = new[] { use } }), StatusCodes.Status200OK);
        _script.Check("accepted", "1", answer.Text("accepted"));
    }

    async Task NewYear()
    {
        var year = (await tour.Now()).Year;
        _script.Step($"The company orders the same software again; it is {year}, and that needs the fund of {year}");
        var known = (await tour.Client.Get(Tour.Province, "/api/v1/funds?owner=province&size=200")).Items("items").Any(f => f.Text("year") == $"{year}");
        if (known) _script.Line($"(somebody has opened the province's fund of {year} before)");
        else _script.Refused("without it", await tour.Order(cast.Company, cast.Software, Guid.NewGuid()), 422, "fund.exhausted", "S003 art.18");

        var fund = await tour.FundWith(Tour.Province, "province", year, NewMoney);
        var before = await tour.Fund(fund);
        var order = _script.Accepted(await tour.Order(cast.Company, cast.Software, Guid.NewGuid()));
        _script.Line($"order number {order.Text("number")}");
        _script.Check("status", "confirmed", order.Text("status"));
        _script.Check("its number begins with the new year", $"{year % 100:00}", order.Text("number")[..2]);
        _script.Split(order, Price, Money.Zero, Money.Zero);
        _script.Wallet(await tour.WalletOf(cast.Company), cast.Cap, cast.Cap - TourCast.Kept - Price, Price);
        _script.Fund(await tour.Fund(fund), before, appropriated: Money.Zero, available: -Price, encumbered: Price);
        await Closed(fund);
        var balance = await tour.Client.Get(Tour.Auditor, "/api/v1/ledger/trial-balance");
        _script.Check("trial balance (试算平衡), sum", "0.00", balance.Text("sum"));
    }

    /// <summary>The old year's fund is proved and closed, and what it has left goes on (S003 art.18).</summary>
    async Task Closed(string nextFund)
    {
        _script.Step($"The province closes (结账) the fund of {cast.Year} on the ledger's proof; what is left goes into the next (结转)");
        var (before, next) = (await tour.Fund(cast.ProvinceFund), await tour.Fund(nextFund));
        _script.Accepted(await tour.Client.Post(Tour.Province, $"/api/v1/funds/{cast.ProvinceFund}/closing", new { }), StatusCodes.Status200OK);
        var after = await tour.Fund(cast.ProvinceFund);
        _script.Check("available", Money.Zero, after.Money("available"));
        _script.Check("carried out", before.Money("carriedOut") + before.Money("available"), after.Money("carriedOut"));
        _script.AddsUp(after);
        var carried = await tour.Fund(nextFund);
        _script.Check($"fund {nextFund}: carried in", next.Money("carriedIn") + before.Money("available"), carried.Money("carriedIn"));
        _script.AddsUp(carried);
        foreach (var account in (await tour.Client.Get(Tour.Auditor, $"/api/v1/funds/{cast.ProvinceFund}/closing")).Items("proof.accounts"))
            _script.Check($"{account.Text("account")}: opening + in − out = closing", account.Money("closing"),
                account.Money("opening") + account.Money("in") - account.Money("out"));
    }

    static Money Moved(IReadOnlyList<TourAnswer> entries, string account) => entries.Aggregate(Money.Zero, (sum, e) =>
        sum + (e.Text("to") == account ? e.Money("amount") : Money.Zero) - (e.Text("from") == account ? e.Money("amount") : Money.Zero));
}
