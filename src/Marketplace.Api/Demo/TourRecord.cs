using Billing;

namespace Marketplace.Api.Demo;

/// <summary>Everybody entitled sees the wallet, the order's history, the ledger and the record behind them.</summary>
sealed class TourRecord(Tour tour, TourCast cast)
{
    readonly TourScript _script = tour.Script;

    string Available => $"wallet/{cast.Company}/available";
    string Reserved => $"wallet/{cast.Company}/reserved";

    public async Task Play()
    {
        _script.Chapter("Everything can be looked up (账目与记录, S003 art.18, art.22)");
        await WalletEntries();
        await History();
        await Ledger();
        await TrialBalance();
    }

    async Task WalletEntries()
    {
        var (price, remainder) = (TourCast.SoftwarePrice, cast.Cap - TourCast.SoftwarePrice);
        (string From, string To, Money Amount)[] expected =
        [
            ("programme/entitlements", Available, cast.Cap), (Available, Reserved, price), (Available, Reserved, remainder),
            (Reserved, Available, remainder), (Available, Reserved, TourCast.AlternativePrice), (Reserved, Available, TourCast.AlternativePrice),
        ];
        _script.Step("The company sees every movement of its wallet (额度流水)");
        var entries = (await tour.Client.Get(cast.CompanyKey, $"/api/v1/companies/{cast.Company}/wallet/entries")).Items("items");
        _script.Movements(entries);
        _script.Check("movements, each as the story says", expected.Length, entries.Count);
        foreach (var (i, entry) in entries.Index())
            _script.Same($"movement {i + 1}", expected[i], (entry.Text("from"), entry.Text("to"), entry.Money("amount")));
        var into = Sum(entries.Where(e => e.Text("to") == Available)) - Sum(entries.Where(e => e.Text("from") == Available));
        _script.Check("added up, available", remainder, into);
    }

    async Task History()
    {
        string[] expected = ["order_placed", "order_confirmed", "order_provisioned", "order_rated"];
        var id = cast.Order!.Text("id");
        _script.Step($"The vendor sees the history of order {cast.Order.Text("number")} (订单历史)");
        var facts = (await tour.Client.Get($"demo-vendor-{cast.Vendor}", $"/api/v1/orders/{id}/events")).Items();
        foreach (var fact in facts) _script.Line($"  {fact.Time("at").ToOffset(TimeSpan.FromHours(8)):yyyy-MM-dd HH:mm:ss}   {fact.Text("type"),-18} {fact.Text("actor")}");
        _script.Check("what happened", string.Join(", ", expected), string.Join(", ", facts.Select(f => f.Text("type"))));

        _script.Step("The auditor (审计) has the record recomputed: each fact carries the hash of the one before");
        var stream = await tour.Client.Get(Tour.Auditor, $"/api/v1/audit/streams/order-{id}");
        _script.Check("facts", $"{expected.Length}", stream.Text("version"));
        _script.Check("intact (完整)", "True", stream.Text("intact"));
        _script.Check("last hash, as the history shows it", facts[^1].Text("hash"), stream.Items("facts")[^1].Text("hash"));
    }

    async Task Ledger()
    {
        _script.Step("The province sees what the order moved in the ledger (总账分录)");
        var entries = await tour.EntriesOf(cast.Order!);
        var fund = $"fund/{cast.ProvinceFund}";
        string[] expected = [$"{fund}/available → {fund}/encumbered {TourCast.SoftwarePrice}", $"{Available} → {Reserved} {TourCast.SoftwarePrice}"];
        _script.Movements(entries);
        _script.Same("entries", string.Join("; ", expected), string.Join("; ", entries.Select(Described).Order(StringComparer.Ordinal)));
        _script.Check("entries, one of the fund and one of the wallet", expected.Length, entries.Count);
    }

    async Task TrialBalance()
    {
        _script.Step("The trial balance (试算平衡): every account there is");
        var balance = await tour.Client.Get(Tour.Auditor, "/api/v1/ledger/trial-balance");
        var accounts = balance.Items("accounts");
        _script.Line($"{accounts.Count} accounts");
        _script.Check("sum, as the server says it", "0.00", balance.Text("sum"));
        _script.Check("sum, added up here", Money.Zero, accounts.Aggregate(Money.Zero, (sum, a) => sum + a.Money("balance")));
        var below = accounts.Where(a => a.Money("balance").IsNegative).Select(a => a.Text("account")).ToArray();
        _script.Check("accounts below zero that do not stand for the world outside", 0,
            below.Count(a => a is not ("programme/entitlements" or "vendors/claims" or "payments/companies" or "payments/advances")
                && !a.StartsWith("treasury/", StringComparison.Ordinal) && !a.StartsWith("interest/", StringComparison.Ordinal)
                && !a.StartsWith("processor/", StringComparison.Ordinal)));
    }

    static string Described(TourAnswer entry) => $"{entry.Text("from")} → {entry.Text("to")} {entry.Text("amount")}";

    static Money Sum(IEnumerable<TourAnswer> entries) => entries.Aggregate(Money.Zero, (sum, e) => sum + e.Money("amount"));
}
