using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Usage;

namespace Marketplace.Api.Portals.Usage;

/// <summary>What a vendor's usage came to: what arrived, how late, and what was refused and why.</summary>
public static class UsagePages
{
    public const string Path = "/vendor/usage";

    const int RefusedPerPage = 20;

    public static void MapUsagePages(this IEndpointRouteBuilder portals) => portals.MapGet(Path, Show).For(Role.Vendor);

    static async Task<IResult> Show(HttpContext context, UsageArrivals arrivals, TimeProvider clock)
    {
        if (Page.Read(context.Request.Query, out var page) is { } malformed) return Problems.Result(malformed);
        var (vendor, cancel) = (context.Requester().Scope!, context.RequestAborted);
        page = page with { Size = RefusedPerPage };
        var (refused, total) = await arrivals.Refused(vendor, page, cancel);
        return Pages.Show<UsagePage>(new
        {
            Days = await arrivals.ByDay(vendor, clock.GetUtcNow(), cancel), Lateness = await arrivals.Lateness(vendor, cancel),
            Refused = refused, RefusedTotal = total, Page = page.Number, Size = page.Size,
        });
    }
}
