using Marketplace.Api.Access;
using Marketplace.Api.Files;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Listings;

public static class ListingEndpoints
{
    public static void MapListings(this IEndpointRouteBuilder api)
    {
        api.MapPost("/listings", Publish).For(Role.Operator)
            .WithSummary("List a vendor's software with its plans and usage rule (S003 art.4, art.8).")
            .Produces<ListingRow>(StatusCodes.Status201Created);
        api.MapGet("/listings", (HttpContext context, ListAnswers lists) =>
                lists.Answer(context, ListingLists.Read(context.Request.Query, out var list), list))
            .ForThePublic().IsPaged("q", "category", "vendor", "firstVersion", "status").WithSummary("The catalogue.");
        api.MapGet("/listings/{id}", async (string id, HttpContext context, FactStreams streams) =>
                await streams.Row<ListingRow>(ListingRow.Table, id, context.RequestAborted) is { } listing
                    ? Results.Json(SeenBy(Requester.From(context.User), listing), ApiJson.Options) : Problems.Result(ListingRefusal.Unknown))
            .ForThePublic().WithSummary("One software.").Produces<ListingRow>();
    }

    /// <summary>What the platform keeps is between it and the vendor.</summary>
    static ListingRow SeenBy(Requester? requester, ListingRow listing) =>
        requester is not null && (Roles.Overseers.Includes(requester.Role) || (requester.Role == Role.Vendor && requester.Scope == listing.Vendor.Value))
            ? listing : listing with { FeeOffered = null, FeeAgreed = null };

    static async Task<IResult> Publish(ListingInput input, HttpContext context, IGrains grains, FileStore files)
    {
        if (input.Check(out var content) is { } malformed) return Problems.Result(malformed);
        if (await files.FirstMissing(content.Files(), context.RequestAborted) is { } missing)
            return Problems.Result(FileRefusal.NotStored(missing));
        return await grains.Send(context, new PublishListing(content), StatusCodes.Status201Created);
    }
}
