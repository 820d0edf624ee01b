using Marketplace.Api.Access;
using Marketplace.Api.Demo;
using Marketplace.Api.Http;
using Marketplace.Api.Launches;

namespace Marketplace.Api.Portals.StandIn;

/// <summary>
/// A stand-in for every vendor's software, where there are demo data: it takes the token that a launch sends, resolves it
/// as the vendor would, and shows what the vendor learns.
/// </summary>
public static class DemoSoftwarePages
{
    const string Actor = "demo software";

    public static void MapDemoSoftware(this IEndpointRouteBuilder portals) => portals.MapGet(DemoContent.LaunchUrl, Enter).ForThePublic();

    static async Task<IResult> Enter(string? token, HttpContext context, Launches.Launches launches)
    {
        var cancel = context.RequestAborted;
        if (token is null or { Length: > Launches.Launches.TokenMax } || await launches.VendorOf(token, cancel) is not { } vendor)
            return Problems.Result(LaunchRefusal.Unknown);
        var resolution = await launches.Resolve(token, vendor, Actor, key: null, cancel);
        return resolution.Refusal is { } refusal
            ? Problems.Result(refusal)
            : Pages.Show<DemoSoftwarePage>(new { Entered = LaunchView.Read(resolution.Answer!) });
    }
}
