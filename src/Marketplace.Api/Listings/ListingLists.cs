using Marketplace.Api.Lists;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Listings;

/// <summary>Lists of software: the catalogue, which is public.</summary>
public static class ListingLists
{
    public static readonly ListShape Shape = new()
    {
        Name = "listings",
        From = "read.listings l left join read.vendors v on v.id = l.vendor",
        // Without what only the page of one software shows: lists stay light.
        Document = "l.doc - '{description,features,screenshots,certificates,launchUrl,support,rules,feeOffered,feeAgreed}'::text[] || jsonb_build_object('vendorName', v.name)",
        Key = "l.id",
        DefaultOrder = "l.category, l.name",
        Columns =
        [
            new("id"), new("name", Sort: "l.name"), new("category", Sort: "l.category"), new("vendor", Sort: "l.vendor"),
            new("vendorName", Sort: "v.name"), new("priceFrom", ColumnKind.Money, Sort: "l.price_from"),
            new("firstVersion", ColumnKind.Flag, Sort: "l.first_version"), new("status", Sort: "l.status", Words: "listingStatus"),
            new("listedAt", ColumnKind.Instant, Sort: "l.listed_at"),
        ],
        Facets = new Dictionary<string, Facet>
        {
            ["category"] = new("l.category"), ["vendor"] = new("l.vendor", "v.name"), ["firstVersion"] = new("l.first_version"), ["status"] = new("l.status"),
        },
    };

    /// <summary>What only the page of one software shows; lists stay light.</summary>
    static readonly string[] LongMembers = ["description", "features", "screenshots", "certificates", "launchUrl", "support", "rules"];

    public static Refusal? Read(IQueryCollection query, out ListRequest list)
    {
        var firstVersion = query["firstVersion"].ToString();
        var filter = new ListFilter()
            .Search(query["q"], "l.name", "l.category", "l.doc ->> 'summary'")
            .AnyOf("category", "l.category", query["category"])
            .AnyOf("vendor", "l.vendor", query["vendor"])
            .AnyOf("status", "l.status", query["status"])
            .Where("firstVersion", "l.first_version = ?", bool.TryParse(firstVersion, out var isFirst) ? isFirst : null);
        var refusal = ListRequest.Read(Shape, filter, query, out list, LongMembers);
        return firstVersion is "" or "true" or "false"
            ? refusal : Refusal.Invalid("firstVersion", "firstVersion is true or false.", "firstVersion 应为 true 或 false。");
    }
}
