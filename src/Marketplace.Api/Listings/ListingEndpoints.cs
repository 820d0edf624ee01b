using Marketplace.Api.Access;
using Marketplace.Api.Files;
using Marketplace.Api.Http;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Listings;

public static class ListingEndpoints
{
    static readonly string[] CsvFields = ["id", "name", "category", "vendor", "priceFrom", "firstVersion", "status", "listedAt"];

    /// <summary>What only the page of one software shows; lists stay light.</summary>
    static readonly string[] LongMembers = ["description", "features", "screenshots", "certificates", "launchUrl", "support"];

    public static void MapListings(this IEndpointRouteBuilder api)
    {
        api.MapPost("/listings", Publish).For(Role.Operator)
            .WithSummary("List a vendor's software with its plans and usage rule (S003 art.4, art.8).")
            .Produces<ListingRow>(StatusCodes.Status201Created);
        api.MapGet("/listings", (HttpContext context, ReadLists lists, string? q, string? category, string? vendor) =>
                lists.Answer(context, ListingRow.Table,
                    new ReadLists.Filter().Search(q, "name", "category", "doc ->> 'summary'").Where("category = ?", category).Where("vendor = ?", vendor),
                    "category, name", CsvFields, LongMembers))
            .ForThePublic().IsPaged().WithSummary("The catalogue by ?q=&category=&vendor=.");
        api.MapGet("/listings/{id}", async (string id, HttpContext context, FactStreams streams) =>
                await streams.Row<ListingRow>(ListingRow.Table, id, context.RequestAborted) is { } listing
                    ? Results.Json(listing, ApiJson.Options) : Problems.Result(ListingRefusal.Unknown))
            .ForThePublic().WithSummary("One software.").Produces<ListingRow>();
    }

    static async Task<IResult> Publish(ListingInput input, HttpContext context, IGrains grains, FileStore files)
    {
        if (input.Check(out var content) is { } malformed) return Problems.Result(malformed);
        if (await files.FirstMissing(content.Files(), context.RequestAborted) is { } missing)
            return Problems.Result(FileRefusal.NotStored(missing));
        return await grains.Send(context, new PublishListing(content), StatusCodes.Status201Created);
    }
}
