using Billing;
using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Listings;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Portals.Payments;

/// <summary>On what terms a vendor sells beyond the subsidy: what renewals cost, and what the platform keeps.</summary>
public static class VendorPricePages
{
    const string Path = "/vendor/prices";

    public static void MapVendorPrices(this IEndpointRouteBuilder portals)
    {
        portals.MapGet(Path, (HttpContext context, NpgsqlDataSource database, SubsidyPolicy policy) => Show(context, database, policy, null)).For(Role.Vendor);
        portals.MapPost($"{Path}/{{listing}}", Announce).For(Role.Vendor);
        portals.MapPost($"{Path}/{{listing}}/fee", AgreeToFee).For(Role.Vendor);
    }

    static async Task<IResult> Show(HttpContext context, NpgsqlDataSource database, SubsidyPolicy policy, RefusedForm? refused)
    {
        var parameters = new { Listings = await ListingsOf(context.Requester().Scope!, database, context.RequestAborted), Policy = policy, Refused = refused };
        return refused is null ? Pages.Show<VendorPricesPage>(parameters) : Pages.ShowAgain<VendorPricesPage>(parameters, refused.Problem);
    }

    static async Task<IReadOnlyList<ListingRow>> ListingsOf(string vendor, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select doc from read.listings where vendor = $1 order by doc ->> 'name', id");
        command.Parameters.AddWithValue(vendor);
        var listings = new List<ListingRow>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) listings.Add((ListingRow)ListingRow.Table.Read(reader.GetString(0)));
        return listings;
    }

    static async Task<IResult> Announce(string listing, HttpContext context, NpgsqlDataSource database, IGrains grains, SubsidyPolicy policy, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var input = new RenewalPriceInput(form["plan"], form.Money("pricePerYear"), form.Day("from"));
        var (turn, malformed) = ListingTermEndpoints.Read(listing, input, context.Requester(), policy);
        var refusal = turn is null ? malformed : await grains.Send(turn, form, context, freshness);
        return refusal is null
            ? Pages.SeeOther($"{Path}?notice=priceAnnounced#listing-{listing}") : await Show(context, database, policy, new RefusedForm($"announce-{listing}", form, refusal));
    }

    static async Task<IResult> AgreeToFee(string listing, HttpContext context, NpgsqlDataSource database, IGrains grains, SubsidyPolicy policy, Freshness freshness)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var input = new FeeInput(FeeWords.Read(form["feePercent"]));
        var refusal = ListingTermEndpoints.ReadFee(input, out var basisPoints)
            ?? await grains.Send(new AgreeToFee(new ListingId(listing), new CreditCode(context.Requester().Scope!), basisPoints), form, context, freshness);
        return refusal is null
            ? Pages.SeeOther($"{Path}?notice=feeAgreed#listing-{listing}") : await Show(context, database, policy, new RefusedForm($"fee-{listing}", form, refusal));
    }

    /// <summary>The first day from which a plan may become dearer.</summary>
    public static DateOnly EarliestFrom(SubsidyPolicy policy, DateTimeOffset now) => ChinaTime.DayOf(now).AddDays(policy.RenewalPriceNoticeDays);
}
