using System.Text.Json;
using Billing.Ledger;
using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Companies;
using Marketplace.Api.Funds;
using Marketplace.Api.Http;
using Marketplace.Api.Ledger;
using Marketplace.Api.Listings;
using Marketplace.Api.Lists;
using Marketplace.Api.Orders;
using Marketplace.Api.People;
using Marketplace.Api.Personal;
using Marketplace.Api.Portals.Payments;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Api.Settlements;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;

namespace Marketplace.Api.Portals.Records;

/// <summary>A page of ledger movements.</summary>
public sealed record Movements(IReadOnlyList<JsonElement> Rows, Page Page, long Total);

/// <summary>Single records, to those who may list them.</summary>
public static class RecordDetails
{
    public static void MapRecordDetails(this IEndpointRouteBuilder records)
    {
        records.MapGet("/records/companies/{creditCode}", Company).For(RecordsPages.Readers);
        records.MapGet("/records/vendors/{creditCode}", (string creditCode, HttpContext context, VendorRecords vendors) => vendors.Show(creditCode, context)).For(RecordsPages.Readers);
        records.MapGet("/records/listings/{id}", (string id, HttpContext context, FactStreams streams, ListReader reader, SubsidyPolicy policy) =>
            Listing(id, context, streams, reader, policy, null)).For(RecordsPages.Readers);
        records.MapPost("/records/listings/{id}/fee-contract", OfferFee).For(Role.Operator);
        records.MapGet("/records/orders/{id}", Order).For(RecordsPages.Readers);
        records.MapGet("/records/funds/{id}", (string id, HttpContext context, FundRecords funds) => funds.Show(id, context)).For(RecordsPages.Readers);
    }

    static async Task<IResult> Company(string creditCode, HttpContext context, FactStreams streams, Wallets wallets, OwnOrders orders, PersonalData personalData, ClaimCodes codes)
    {
        var (requester, cancel, code) = (context.Requester(), context.RequestAborted, new CreditCode(creditCode));
        var company = code.IsValid ? await streams.Row<CompanyRow>(CompanyRow.Table, creditCode, cancel) : null;
        if (company is null || !CompanyLists.MaySee(requester, company)) return Problems.Result(CompanyRefusal.Unknown);
        return Pages.Show<CompanyRecordPage>(new
        {
            Company = company,
            SeesFigures = CompanyLists.SeesFigures(requester),
            Contact = CompanyLists.SeesContact(requester, company) ? await personalData.Open(creditCode, company.Contact, cancel) : null,
            ClaimCode = requester.Role == Role.Operator ? await codes.Of(code, cancel) : null,
            Wallet = await wallets.Of(code, cancel),
            Orders = await orders.Of(code, cancel),
        });
    }

    static async Task<IResult> Listing(
        string id, HttpContext context, FactStreams streams, ListReader reader, SubsidyPolicy policy, RefusedForm? refused)
    {
        var cancel = context.RequestAborted;
        if (await streams.Row<ListingRow>(ListingRow.Table, id, cancel) is not { } listing) return Problems.Result(ListingRefusal.Unknown);
        var vendor = await streams.Row<VendorRow>(VendorRow.Table, listing.Vendor.Value, cancel);
        OrderLists.Read(context.Requester(), Query("listing", id), out var orders);
        var parameters = new
        {
            Listing = listing, Vendor = vendor?.Name ?? listing.Vendor.Value, Orders = await reader.Totals(orders, cancel),
            Statuses = await reader.Facet(orders, "status", cancel), Policy = policy, Refused = refused,
        };
        return refused is null ? Pages.Show<ListingRecordPage>(parameters) : Pages.ShowAgain<ListingRecordPage>(parameters, refused.Problem);
    }

    static async Task<IResult> OfferFee(string id, HttpContext context, FactStreams streams, ListReader reader, SubsidyPolicy policy, IGrains grains, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var refusal = ListingTermEndpoints.ReadFee(new FeeInput(FeeWords.Read(form["feePercent"])), out var basisPoints)
            ?? await grains.Send(new OfferFee(new ListingId(id), basisPoints, context.Requester().Signatory), form, context, freshness);
        return refusal is null
            ? Pages.SeeOther($"/records/listings/{id}?notice=feeOffered#fee")
            : await Listing(id, context, streams, reader, policy, new RefusedForm("fee", form, refusal with { Field = refusal.Field is null ? null : "feePercent" }));
    }

    static async Task<IResult> Order(string id, HttpContext context, FactStreams streams, OrderLookup lookup, ListReader reader, OrderUsages usages)
    {
        var (requester, cancel) = (context.Requester(), context.RequestAborted);
        var key = await lookup.Resolve(id, cancel);
        var order = await streams.Row<OrderRow>(OrderRow.Table, key.Value, cancel);
        if (order is null || !OrderLists.MaySee(requester, order)) return Problems.Result(OrderRefusal.Unknown);
        var company = await streams.Row<CompanyRow>(CompanyRow.Table, order.Company.Value, cancel);
        var vendor = await streams.Row<VendorRow>(VendorRow.Table, order.Vendor.Value, cancel);
        LedgerLists.Read(Query("order", key.Value), out var movements);
        return Pages.Show<OrderRecordPage>(new
        {
            Order = order, Company = company?.Name ?? order.Company.Value, Vendor = vendor?.Name ?? order.Vendor.Value,
            Listing = (await streams.Row<ListingRow>(ListingRow.Table, order.Listing.Value, cancel))!,
            Usage = await usages.Of(order, cancel),
            History = (await streams.Stream(Grains.Orders.Order.Grain.StreamId(key.Value), cancel))!,
            Recoveries = Roles.Overseers.Includes(requester.Role) ? await RecoveriesOf(key.Value, requester, reader, cancel) : [],
            Payment = Roles.Overseers.Includes(requester.Role) ? (await streams.Stream(Grains.Payments.OrderPayment.Grain.StreamId(key.Value), cancel))?.Facts ?? [] : [],
            Movements = await Ledger(requester, movements, new Page(1, Page.SizeMax), reader, cancel),
        });
    }

    static async Task<IReadOnlyList<JsonElement>> RecoveriesOf(string order, Requester requester, ListReader reader, CancellationToken cancel)
    {
        RecoveryLists.Read(requester, Query("of", order), out var recoveries);
        return RecordsPages.Parse(await reader.Page(recoveries, new Page(1, Page.SizeMax), cancel));
    }

    /// <summary>Newest first; null for who may not look into the ledger.</summary>
    internal static async Task<Movements?> Ledger(Requester requester, ListRequest list, Page page, ListReader reader, CancellationToken cancel)
    {
        if (!Roles.Overseers.Includes(requester.Role)) return null;
        var newestFirst = list with { Shape = list.Shape with { DefaultOrder = "e.seq_id desc" } };
        return new Movements(RecordsPages.Parse(await reader.Page(newestFirst, page, cancel)), page, (await reader.Totals(list, cancel)).Count);
    }

    internal static QueryCollection Query(string name, params string[] values) => new(new Dictionary<string, Microsoft.Extensions.Primitives.StringValues> { [name] = values });
}
