using System.Diagnostics;
using Billing;

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
        var to = cast.Order!.Time("freeTerm.to").AddMinutes(1);
        _script.Step($"The demo's clock is moved to {to:yyyy-MM-dd HH:mm}; whatever falls due on the way happens, in order");
        var watch = Stopwatch.StartNew();
        var clock = _script.Accepted(await tour.Client.Post(Tour.Operator, "/api/v1/demo/clock", new { to }), StatusCodes.Status200OK);
        _script.Line($"a year in {watch.Elapsed.TotalSeconds:0.0} s");
        _script.Check("the clock is there", true, clock.Time("now") >= to);
        var order = await tour.Client.Get(cast.CompanyKey, $"/api/v1/orders/{cast.Order.Text("id")}");
        _script.Check("status", "ended", order.Text("status"));
        _script.Wallet(await tour.WalletOf(cast.Company), cast.Cap, cast.Cap, Money.Zero);

        var entries = await tour.EntriesOf(cast.Order);
        _script.Movements(entries);
        _script.Check("entries of the order: two when it was placed, two when it ended", 4, entries.Count);
        foreach (var account in entries.SelectMany(e => new[] { e.Text("from"), e.Text("to") }).Distinct())
            _script.Same($"all that it moved on {account}", Money.Zero, Moved(entries, account));
        _script.Line("✓ on each account, what it moved adds up to 0.00");
        _script.AddsUp(await tour.Fund(cast.ProvinceFund));
        _script.Check($"fund {cast.CityFund}: nothing is encumbered any more", Money.Zero, (await tour.Fund(cast.CityFund)).Money("encumbered"));
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
        _script.Wallet(await tour.WalletOf(cast.Company), cast.Cap, cast.Cap - Price, Price);
        _script.Fund(await tour.Fund(fund), before, appropriated: Money.Zero, available: -Price, encumbered: Price);
        var balance = await tour.Client.Get(Tour.Auditor, "/api/v1/ledger/trial-balance");
        _script.Check("trial balance (试算平衡), sum", "0.00", balance.Text("sum"));
    }

    static Money Moved(IReadOnlyList<TourAnswer> entries, string account) => entries.Aggregate(Money.Zero, (sum, e) =>
        sum + (e.Text("to") == account ? e.Money("amount") : Money.Zero) - (e.Text("from") == account ? e.Money("amount") : Money.Zero));
}
