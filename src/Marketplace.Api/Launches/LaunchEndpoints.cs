using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Orders;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Launches;

/// <param name="Token">As it came with the browser, in <c>?token=</c>.</param>
public sealed record LaunchInput(string? Token);

public static class LaunchEndpoints
{
    public static void MapLaunches(this IEndpointRouteBuilder api)
    {
        api.MapPost("/orders/{id}/launches", Make).For(Role.Company, Right.Order)
            .WithSummary("A one-time way into the software of a provisioned order, good for five minutes; each call makes another.")
            .Produces<Launch>(StatusCodes.Status201Created);
        api.MapPost("/launches/resolve", Resolve).For(Role.Vendor)
            .WithSummary("The vendor learns who enters. A token opens once; send an Idempotency-Key to be able to ask again after a broken line.")
            .Produces<LaunchView>();
    }

    static async Task<IResult> Make(string id, HttpContext context, Launches launches, OrderLookup lookup)
    {
        var order = await lookup.Resolve(id, context.RequestAborted);
        var (launch, refusal) = await launches.Make(order, context.Requester(), context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return launch is null ? Problems.Result(refusal!) : Results.Json(launch, ApiJson.Options, statusCode: StatusCodes.Status201Created);
    }

    static async Task<IResult> Resolve(LaunchInput input, HttpContext context, Launches launches)
    {
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        var check = new Checked();
        var token = check.Text("token", input.Token, Launches.TokenMax);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        var requester = context.Requester();
        var resolution = await launches.Resolve(token, new CreditCode(requester.Scope!), requester.Actor, key, context.RequestAborted);
        if (resolution.Refusal is { } refusal) return Problems.Result(refusal);
        context.Response.Headers.CacheControl = "no-store";
        if (resolution.Repeated) context.Response.Headers[Commands.ReplayedHeader] = "true";
        return Results.Text(resolution.Answer, "application/json; charset=utf-8");
    }
}
