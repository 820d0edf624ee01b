using System.Globalization;
using Marketplace.Api.Access;
using Marketplace.Api.Lists;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Orders;

/// <summary>Lists of orders: who sees which, by what they are filtered, and their columns.</summary>
public static class OrderLists
{
    public static readonly ListShape Shape = new()
    {
        Name = "orders",
        From =
            """
            read.orders o left join read.companies c on c.id = o.company left join read.vendors v on v.id = o.vendor
            left join read.listings l on l.id = o.listing
            """,
        Document = "o.doc || jsonb_build_object('companyName', c.name, 'vendorName', v.name, 'listingName', l.name)",
        Key = "o.id",
        DefaultOrder = "o.number desc",
        Columns =
        [
            new("number", Sort: "o.number"), new("id"), new("status", Sort: "o.status", Words: "orderStatus"),
            new("company", Sort: "o.company"), new("companyName", Sort: "c.name"), new("city", Sort: "o.city", Words: "city"),
            new("vendor", Sort: "o.vendor"), new("vendorName", Sort: "v.name"), new("listing"), new("listingName", Sort: "l.name"), new("plan"),
            new("price", ColumnKind.Money, Sort: "o.price", Sum: "o.price"),
            new("split.province", ColumnKind.Money, Sort: "o.province_share", Sum: "o.province_share"),
            new("split.city", ColumnKind.Money, Sort: "o.city_share", Sum: "o.city_share"),
            new("split.company", ColumnKind.Money, Sort: "o.company_share", Sum: "o.company_share"),
            new("placedAt", ColumnKind.Instant, Sort: "o.placed_at"), new("freeTerm.from", ColumnKind.Instant),
            new("freeTerm.to", ColumnKind.Instant, Sort: "o.free_until"), new("rating.satisfied", ColumnKind.Flag, Sort: "o.satisfied"),
        ],
        Facets = new Dictionary<string, Facet>
        {
            ["status"] = new("o.status"), ["city"] = new("o.city"),
            ["vendor"] = new("o.vendor", "v.name"), ["listing"] = new("o.listing", "l.name"),
        },
    };

    /// <summary>The one place that says which orders a requester may list: its own, or those of its city, or all.</summary>
    public static Refusal? Read(Requester requester, IQueryCollection query, out ListRequest list)
    {
        var from = ReadDay(query, "placedFrom", out var first);
        var to = ReadDay(query, "placedTo", out var last);
        var filter = Scope(requester)
            .Search(query["q"], "o.number", "o.company", "c.name", "v.name", "l.name")
            .AnyOf("status", "o.status", query["status"])
            .AnyOf("company", "o.company", query["company"])
            .AnyOf("vendor", "o.vendor", query["vendor"])
            .AnyOf("listing", "o.listing", query["listing"])
            .AnyOf("city", "o.city", query["city"])
            .Where("placedFrom", "o.placed_at >= ?", first)
            .Where("placedTo", "o.placed_at < ?", last?.AddDays(1));
        return ListRequest.Read(Shape, filter, query, out list) ?? from ?? to;
    }

    /// <summary>Whether the requester may know of this one order.</summary>
    public static bool MaySee(Requester requester, OrderRow order) => requester.Role switch
    {
        Role.Company => order.Company.Value == requester.Scope,
        Role.Vendor => order.Vendor.Value == requester.Scope,
        Role.CityBureau => order.City == requester.Scope,
        _ => Roles.Overseers.Includes(requester.Role),
    };

    static ListFilter Scope(Requester requester) => requester.Role switch
    {
        Role.Company => new ListFilter().Only("o.company = ?", requester.Scope),
        Role.Vendor => new ListFilter().Only("o.vendor = ?", requester.Scope),
        Role.CityBureau => new ListFilter().Only("o.city = ?", requester.Scope),
        _ when Roles.Overseers.Includes(requester.Role) => new ListFilter(),
        _ => throw new ArgumentOutOfRangeException(nameof(requester), requester.Role, "No role that lists orders."),
    };

    /// <summary>The beginning of a day in Asia/Shanghai.</summary>
    internal static Refusal? ReadDay(IQueryCollection query, string name, out DateTimeOffset? day)
    {
        day = null;
        var text = query[name].ToString();
        if (text.Length == 0) return null;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) || parsed.Year is < 2000 or > 2200)
            return Refusal.Invalid(name, $"{name} is a day such as 2026-11-21.", $"{name} 应为日期，例如 2026-11-21。");
        day = new DateTimeOffset(parsed, TimeOnly.MinValue, ChinaTime.Offset).ToUniversalTime();
        return null;
    }
}
