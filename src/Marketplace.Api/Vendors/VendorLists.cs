using Marketplace.Api.Access;
using Marketplace.Api.Lists;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Vendors;

/// <summary>Lists of vendors, which are public knowledge but for their contacts.</summary>
public static class VendorLists
{
    public static readonly ListShape Shape = new()
    {
        Name = "vendors",
        From = "read.vendors v left join (select vendor, count(*) as listings from read.listings group by vendor) l on l.vendor = v.id",
        // Whose money goes where, and what was attested, stand with its settlement.
        Document = "v.doc - '{contact,payee,bankAccount,creditStanding,lastBreach,connectedAccount,proposedAccount}'::text[] || jsonb_build_object('listings', coalesce(l.listings, 0))",
        Key = "v.id",
        DefaultOrder = "v.id",
        Columns =
        [
            new("creditCode", Sort: "v.id"), new("name", Sort: "v.name"), new("status", Sort: "v.status", Words: "vendorStatus"),
            new("listings", ColumnKind.Whole, Sort: "coalesce(l.listings, 0)"),
        ],
    };

    public static Refusal? Read(Requester requester, IQueryCollection query, out ListRequest list)
    {
        _ = requester; // everybody who lists vendors at all lists all of them
        return ListRequest.Read(Shape, new ListFilter().Search(query["q"], "v.name", "v.id"), query, out list);
    }
}
