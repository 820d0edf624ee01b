using System.Net;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Api.Tests.Settlements;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Tests.Portals;

/// <summary>
/// Months on every step from acceptance to payment, of the town's vendor and another: paid with a recovery, asked for with a city's
/// share, failed at the bank, and drawn while the other vendor is parked.
/// </summary>
public sealed class SettlementScene
{
    static readonly string ThisMonth = ChinaMonth.Of(TimeProvider.System.GetUtcNow());

    readonly PortalTown _town;
    readonly SettlementTown _settlement;

    SettlementScene(PortalTown town, SettlementTown settlement) => (_town, _settlement) = (town, settlement);

    /// <summary>The bank has paid, and some of it is taken back.</summary>
    public string PaidMonth { get; } = ChinaMonth.Plus(ThisMonth, -12);

    /// <summary>The bank could not pay.</summary>
    public string FailedMonth { get; } = ChinaMonth.Plus(ThisMonth, -13);

    /// <summary>Owners of funds have to approve.</summary>
    public string AskedMonth { get; } = ChinaMonth.Plus(ThisMonth, -14);

    /// <summary>The vendor has to issue its invoice; the other vendor has none yet, because it cannot be paid.</summary>
    public string DrawnMonth { get; } = ChinaMonth.Plus(ThisMonth, -15);

    /// <summary>Of <see cref="AskedMonth"/>.</summary>
    public string Asked { get; private set; } = "";

    /// <summary>Of <see cref="FailedMonth"/>.</summary>
    public string Failed { get; private set; } = "";

    /// <summary>Waits for the province.</summary>
    public string Recovery { get; private set; } = "";

    /// <summary>The vendor owes it.</summary>
    public string Owed { get; private set; } = "";

    /// <summary>An order that was paid.</summary>
    public string Order { get; private set; } = "";

    /// <summary>Where the code on the paid statement leads.</summary>
    public string Paper { get; private set; } = "";

    public string StatementOf(string month) => $"{month}-{_town.Town.Vendor}";

    public static async Task<SettlementScene> Build(PortalTown town)
    {
        var other = await new Town(town.Server.Api).BuildVendor();
        var scene = new SettlementScene(town, new SettlementTown(town.Server) { Town = town.Town, Other = other });
        await scene.Fill();
        return scene;
    }

    async Task Fill()
    {
        await _settlement.Attest(_town.Town.Vendor);
        await _settlement.NameAccount(_town.Town.Vendor);
        var city = _town.Town.As("demo-city-340100");
        (await city.Post("funds", new { id = $"hefei-{Town.Year}", owner = "340100", year = Town.Year })).Is(HttpStatusCode.Created);
        (await city.Post($"funds/hefei-{Town.Year}/appropriations", new { amount = "50000.00", reference = "合财 1" })).Is(HttpStatusCode.Created);
        (await city.Post($"funds/hefei-{Town.Year}/interest", new { amount = "12.34", period = $"{Town.Year}-01", reference = "利息单 1" })).Is(HttpStatusCode.Created);
        await Pay();
        await Fail();
        await Ask();
        await Draw();
        await _town.Shelve();
    }

    async Task Pay()
    {
        Order = await Settle(PaidMonth);
        await _settlement.PayOut(StatementOf(PaidMonth));
        Paper = $"/verify/statements/{StatementOf(PaidMonth)}/{(await _settlement.Operator.Get($"statements/{StatementOf(PaidMonth)}"))["evidence"]![..32]}";
        Owed = await Recover("500.00");
        (await _settlement.Province.Post($"recoveries/{Owed}/confirmation", new { })).Is(HttpStatusCode.OK);
        Recovery = await Recover("100.00");
    }

    async Task<string> Recover(string amount) => (await _settlement.Operator.Post("recoveries",
        new { order = Order, amount, reason = "核查发现三个月的使用记录为演示账号产生，按核定比例追回。", method = "repayment" })).Is(HttpStatusCode.Created)["id"]!;

    async Task Fail()
    {
        await Settle(FailedMonth);
        Failed = (await _settlement.Withdraw(StatementOf(FailedMonth)))["id"]!;
        (await _settlement.Province.Post($"withdrawals/{Failed}/approval", new { })).Is(HttpStatusCode.OK);
        await _settlement.Operator.Get($"withdrawals/{Failed}/payout-file");
        var results = new[] { new { statement = StatementOf(FailedMonth), result = "failed", on = await _settlement.Day(), reason = "账号与户名不符" } };
        (await _settlement.Operator.Post($"withdrawals/{Failed}/payout-results", new { results })).Is(HttpStatusCode.OK);
    }

    async Task Ask()
    {
        await Settle(AskedMonth, await _town.Town.NewListing("12000.00"));
        Asked = (await _settlement.Withdraw(StatementOf(AskedMonth)))["id"]!;
    }

    async Task Draw()
    {
        await AcceptedMonth.Accept(_town.Server, DrawnMonth, await _settlement.Order(_town.Town), await _settlement.Order(_settlement.Other));
        await _settlement.Run(DrawnMonth);
    }

    /// <summary>One order, accepted, on a statement with its invoice.</summary>
    async Task<string> Settle(string month, string? listing = null)
    {
        var order = await _settlement.Order(_town.Town, "340100", listing);
        await AcceptedMonth.Accept(_town.Server, month, order);
        await _settlement.Run(month);
        await _settlement.Invoice(StatementOf(month), _town.Town.Vendor);
        return order;
    }
}
