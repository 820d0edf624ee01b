using Marketplace.Api.Portals;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.Portals;

/// <summary>
/// Every page there is, seen by whom it is for, in every look: sound, without barriers. A page that is not in the table
/// fails. Placeholders: <c>{order}</c>, <c>{listing}</c>, <c>{shown}</c>, <c>{company}</c>, <c>{vendor}</c>, <c>{invitation}</c>, <c>{fund}</c>,
/// <c>{list}</c>, <c>{job}</c>, <c>{run}</c>, <c>{flag}</c>, <c>{tip}</c> of the town.
/// <c>{list}</c> of the town; <c>{open}</c>, <c>{begun}</c>, <c>{checked}</c>, <c>{confirmed}</c>, <c>{applied}</c>, <c>{openOrder}</c>, <c>{begunOrder}</c>,
/// <c>{deducted}</c> of its batches; <c>{drawnMonth}</c>, <c>{paidStatement}</c>, <c>{drawnStatement}</c>, <c>{asked}</c>, <c>{failed}</c>, <c>{recovery}</c>, <c>{owed}</c>,
/// <c>{paidOrder}</c> of its settlements; <c>{unpaid}</c>, <c>{ownPaid}</c>, <c>{sale}</c>, <c>{payout}</c>, <c>{day}</c> of its payments.
/// </summary>
public sealed class PageTable(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    static readonly (string Who, string[] Addresses)[] Pages =
    [
        ("public",
        [
            "/sign-in", "/register", "/register?creditCode=91340000711771143J&city=340100&employees=60&annualRevenue=12000000", "/claim",
            "/invitation/{invitation}", "/verify/{number}/{code}", "/verify/acceptance/{month}/{of}/{code}", "/verify/statements/{id}/{code}", "/", "/?q=工厂&category=MES&price=4000-8000&first=true", "/?q=火箭", "/compare",
            "/compare?ids={listing},{shown}", "/software/{listing}", "/software/{shown}", "/vendors/{vendor}",
            "/tips", "/tips/received",
        ]),
        ("company",
        [
            "/company", "/company/wallet", "/company/orders", "/company/usage", "/company/orders/{order}", "/company/orders/{order}?confirm=cancel", "/company/orders/{order}/receipt",
            "/company/orders/{order}/sheet", "/company/orders/{unpaid}/payment", "/company/orders/{ownPaid}/payment", "/company/orders/{ownPaid}", "/company/orders/{order}/renewal",
            "/company/orders/{order}/renewal?confirm=decline", "/company/orders/{order}/renewal/check?plan=basic", "/company/payments", "/company/payments/{ownPaid}",
            "/software/{listing}/order?plan=basic",
            "/", "/software/{listing}", "/software/{shown}", "/compare?ids={listing},{shown}", "/company/welcome", "/company/members", "/company/keys", "/company/settings",
        ]),
        ("operator",
        [
            "/records", "/records/companies", "/records/companies/{company}", "/records/vendors", "/records/vendors/{vendor}", "/records/listings",
            "/records/listings/{listing}", "/records/listings/{listing}/usage-rule", "/records/listings/{listing}/usage-rule?preset=kit-digital",
            "/records/listings/{listing}/usage-rule/check?usageRule.uses=5&usageRule.months=2", "/records/orders", "/records/orders?sort=price&order=desc&status=confirmed", "/records/orders/{order}",
            "/acceptance", "/acceptance/{open}", "/acceptance/{begun}?state=selected&flagged=true", "/acceptance/{applied}", "/acceptance/{open}/submission",
            "/acceptance/{open}/lines/{openOrder}", "/acceptance/{open}/lines/{openOrder}?confirm=adjust", "/acceptance/{applied}/lines/{deducted}",
            "/acceptance/{applied}/report", "/acceptance/{begun}/report?city=340100",
            "/records/orders?q=nothing", "/records/funds", "/records/funds/{fund}", "/records/enrolments", "/records/enrolments/{list}",
            "/jobs", "/jobs?confirm=run-retention", "/jobs/{job}", "/jobs/runs/{run}",
            "/records/flags", "/records/flags/{flag}", "/records/signals", "/records/tips", "/records/tips/{tip}",
            "/settlement", "/settlement?month={drawnMonth}", "/settlement/request?statement={drawnStatement}", "/statements", "/statements/{paidStatement}",
            "/statements/{paidStatement}/receipt", "/withdrawals", "/withdrawals/{asked}", "/withdrawals/{failed}", "/recoveries", "/recoveries/new?order={paidOrder}",
            "/recoveries/check?order={paidOrder}&amount=10.00&reason=多付&method=statement", "/recoveries/{owed}", "/recoveries/{owed}?confirm=repay",
            "/records/vendors/{vendor}?confirm=name-payee", "/records/vendors/{vendor}?confirm=connect", "/records/orders/{paidOrder}",
            "/records/payments", "/records/payments/{ownPaid}", "/records/payments/{sale}?confirm=propose", "/records/listings/{listing}?confirm=offer-fee",
            "/reconciliations", "/reconciliations/new", "/reconciliations/{day}", "/sales-payouts", "/sales-payouts/bank", "/sales-payouts/bank?confirm=draw", "/sales-payouts/{payout}",
        ]),
        ("province",
        [
            "/acceptance", "/acceptance/{confirmed}", "/acceptance/{confirmed}?confirm=approve", "/acceptance/{confirmed}?confirm=return", "/acceptance/{applied}/report?city=340100",
            "/settlement?month={drawnMonth}", "/settlement/request?month={drawnMonth}", "/withdrawals", "/withdrawals/{asked}", "/withdrawals/{asked}?confirm=approve", "/withdrawals/{asked}?confirm=refuse", "/recoveries",
            "/recoveries/{recovery}", "/recoveries/{recovery}?confirm=confirm", "/records/funds/{fund}", "/records/funds/{fund}?confirm=credit-interest",
            "/records/funds/{fund}?confirm=appropriate", "/records/funds/{fund}?confirm=succeed",
        ]),
        ("operator-second", ["/records/payments/{ownPaid}?confirm=confirm", "/sales-payouts/{payout}?confirm=approve"]),
        ("auditor", ["/records/payments/{ownPaid}", "/reconciliations/{day}", "/sales-payouts/{payout}", "/acceptance", "/acceptance/{applied}", "/acceptance/{applied}/lines/{deducted}", "/statements/{paidStatement}", "/withdrawals/{failed}"]),
        ("vendor",
        [
            "/vendor/usage", "/vendor/usage?page=2", "/vendor/acceptance", "/vendor/acceptance/{applied}", "/vendor/acceptance/{applied}/lines/{deducted}", "/vendor/acceptance/{begun}/lines/{begunOrder}",
            "/vendor", "/vendor/orders", "/vendor/orders?state=silent", "/vendor/orders?state=all", "/vendor/statements", "/vendor/statements/{paidStatement}", "/vendor/statements/{drawnStatement}", "/vendor/statements/{paidStatement}/receipt", "/vendor/payouts",
            "/vendor/payments", "/vendor/payments/{ownPaid}", "/vendor/payments/{sale}", "/vendor/sales-payouts", "/vendor/sales-payouts/{payout}", "/vendor/prices",
        ]),
        ("city-340100-second", ["/acceptance/{checked}/results"]),
        ("city-340100",
        [
            "/acceptance", "/acceptance/{begun}", "/acceptance/{begun}/checks", "/acceptance/{begun}/checks/{begunOrder}", "/acceptance/{begun}/results",
            "/acceptance/{checked}/results", "/acceptance/{begun}/form", "/acceptance/{applied}/report",
            "/records", "/records/companies", "/records/companies/{company}", "/records/orders", "/records/orders/{order}", "/records/funds",
            "/records/flags", "/records/signals", "/records/tips", "/withdrawals", "/withdrawals/{asked}", "/records/funds/hefei-{year}",
        ]),
    ];

    /// <summary>What is answered by something else than a page to look at.</summary>
    static readonly string[] NotLookedAt = ["/preferences", "/demo/software", "/records/enrolments/{list}/progress", "/jobs/runs/{run}/progress"];

    public static TheoryData<string, Look> Walks =>
        new(Pages.SelectMany(p => Look.All.Select(look => (p.Who, look))));

    [Theory]
    [MemberData(nameof(Walks))]
    public async Task Every_page_is_sound_and_without_barriers(string who, Look look)
    {
        await using var visitor = await Visitor.Open(browser, town.Address, look);
        if (who == "company") await visitor.SignIn(town.Mine.Person);
        else if (who != "public") await visitor.ActAs(KeyOf(who, town));
        var barriers = new List<string>();
        foreach (var address in await AddressesOf(who, town))
        {
            await visitor.Visit(address);
            barriers.AddRange((await visitor.Barriers()).Select(b => $"{address}: {b}"));
        }
        Assert.True(barriers.Count == 0, string.Join('\n', barriers));
    }

    [Fact]
    public void Every_page_is_in_the_table()
    {
        var seen = Pages.SelectMany(p => p.Addresses).Select(a => a.Split('?')[0]).Concat(NotLookedAt).Select(Shape).ToHashSet(StringComparer.Ordinal);
        var missing = town.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<PortalPage>() is not null && e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("GET"))
            .Select(e => e.RoutePattern.RawText!).Where(p => !seen.Contains(Shape(p)));
        Assert.Equal("", string.Join(' ', missing));
    }

    /// <summary>A key of somebody in the role; the vendor is the town's.</summary>
    internal static string KeyOf(string who, PortalTown town) => who == "vendor" ? $"demo-vendor-{town.Town.Vendor}" : $"demo-{who}";

    /// <summary>Where somebody can go, in the town.</summary>
    internal static async Task<IReadOnlyList<string>> AddressesOf(string who, PortalTown town)
    {
        var (scene, settled, paid) = (await town.Scene(), await town.Settled(), await town.Paid());
        return [.. Pages.Single(p => p.Who == who).Addresses.Select(a => Concrete(a, town, scene, settled, paid))];
    }

    static string Concrete(string address, PortalTown town, AcceptanceScene scene, SettlementScene settled, PaymentScene paid) => new Dictionary<string, string>
    {
        ["/verify/{number}/{code}"] = town.Sheet, ["/verify/acceptance/{month}/{of}/{code}"] = scene.Report, ["/verify/statements/{id}/{code}"] = settled.Paper,
        ["{order}"] = town.Mine.Order, ["{listing}"] = town.Town.Listing, ["{shown}"] = town.Shown, ["{company}"] = town.Mine.Code,
        ["{vendor}"] = town.Town.Vendor, ["{invitation}"] = town.Invitation, ["{list}"] = town.EnrolmentList, ["{fund}"] = $"province-{Hosting.Town.Year}",
        ["{flag}"] = town.Flag, ["{tip}"] = town.Tip, ["{job}"] = "retention", ["{run}"] = town.JobRun,
        ["{open}"] = scene.Open, ["{begun}"] = scene.Begun, ["{checked}"] = scene.Checked, ["{confirmed}"] = scene.Confirmed, ["{applied}"] = scene.Applied,
        ["{openOrder}"] = scene.Orders[scene.Open][0].Id, ["{begunOrder}"] = scene.Orders[scene.Begun][1].Id, ["{deducted}"] = scene.Orders[scene.Applied][1].Id,
        ["{drawnMonth}"] = settled.DrawnMonth, ["{paidStatement}"] = settled.StatementOf(settled.PaidMonth), ["{drawnStatement}"] = settled.StatementOf(settled.DrawnMonth),
        ["{asked}"] = settled.Asked, ["{failed}"] = settled.Failed, ["{recovery}"] = settled.Recovery,
        ["{unpaid}"] = paid.Unpaid, ["{ownPaid}"] = paid.Own, ["{sale}"] = paid.Sale, ["{payout}"] = paid.Payout, ["{day}"] = paid.Day,
        ["{owed}"] = settled.Owed, ["{paidOrder}"] = settled.Order, ["{year}"] = Hosting.Town.Year.ToString(System.Globalization.CultureInfo.InvariantCulture),
    }.Aggregate(address, (text, hole) => text.Replace(hole.Key, hole.Value, StringComparison.Ordinal));

    /// <summary>The address with every placeholder alike.</summary>
    static string Shape(string address) => System.Text.RegularExpressions.Regex.Replace(address, @"\{[^}]+\}", "*");
}
