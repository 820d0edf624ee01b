using Marketplace.Api.Access;
using Marketplace.Api.Orders;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;

namespace Marketplace.Api.Portals.Verification;

/// <summary>Where the code on a sheet of paper leads: whether exactly these figures are on record.</summary>
public static class VerificationPages
{
    public static void MapVerification(this IEndpointRouteBuilder portals) => portals.MapGet("/verify/{number}/{code}", Show).ForThePublic();

    static async Task<IResult> Show(string number, string code, HttpContext context, OrderLookup lookup, FactStreams streams)
    {
        var cancel = context.RequestAborted;
        var id = OrderNumber.IsValid(number) ? await lookup.Resolve(number, cancel) : default;
        var history = id.Value is null ? null : await streams.Stream(Order.Grain.StreamId(id.Value), cancel);
        if (PrintedOrder.Find(history, code) is not { } printed)
            return Pages.Show<VerificationPage>(null, StatusCodes.Status404NotFound);
        var listing = await streams.Row<ListingRow>(ListingRow.Table, printed.Order.Listing.Value, cancel);
        return Pages.Show<VerificationPage>(new { Printed = printed, Software = listing?.Name });
    }
}
