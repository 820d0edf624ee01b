using System.Globalization;
using Marketplace.Api.Access;
using Marketplace.Api.Lists;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Funds;

/// <summary>Lists of funds with what their accounts hold; a city sees its own.</summary>
public static class FundLists
{
    const string Accounts =
        """
        read.funds f
        left join es.ledger_accounts a on a.id = 'fund/' || f.id || '/available'
        left join es.ledger_accounts e on e.id = 'fund/' || f.id || '/encumbered'
        left join es.ledger_accounts s on s.id = 'fund/' || f.id || '/spent'
        left join es.ledger_accounts w on w.id = 'fund/' || f.id || '/withdrawn'
        left join es.ledger_accounts r on r.id = 'fund/' || f.id || '/recoveries'
        """;

    public static readonly ListShape Shape = new()
    {
        Name = "funds",
        From = Accounts,
        Document =
            $"""
            f.doc || jsonb_build_object('available', {Yuan("a")}, 'encumbered', {Yuan("e")}, 'spent', {Yuan("s")},
              'withdrawn', {Yuan("w")}, 'recoveries', {Yuan("r")})
            """,
        Key = "f.id",
        DefaultOrder = "f.year desc, f.owner desc",
        Columns =
        [
            new("id", Sort: "f.id"), new("owner", Sort: "f.owner", Words: "city"), new("year", Sort: "f.year"),
            new("appropriated", ColumnKind.Money, Sort: "f.appropriated", Sum: "f.appropriated"),
            new("available", ColumnKind.Money, Sort: Fen("a"), Sum: Fen("a")),
            new("encumbered", ColumnKind.Money, Sort: Fen("e"), Sum: Fen("e")),
            new("spent", ColumnKind.Money, Sort: Fen("s"), Sum: Fen("s")),
            new("withdrawn", ColumnKind.Money, Sort: Fen("w"), Sum: Fen("w")),
            new("recoveries", ColumnKind.Money, Sort: Fen("r"), Sum: Fen("r")),
            new("interest", ColumnKind.Money, Sort: "f.interest", Sum: "f.interest"),
            new("carriedIn", ColumnKind.Money, Sort: "f.carried_in", Sum: "f.carried_in"),
            new("carriedOut", ColumnKind.Money, Sort: "f.carried_out", Sum: "f.carried_out"),
            new("closedAt", ColumnKind.Instant, Sort: "f.closed_at"),
        ],
        Facets = new Dictionary<string, Facet> { ["owner"] = new("f.owner"), ["year"] = new("f.year") },
    };

    /// <summary>The one place that says which funds a requester may list.</summary>
    public static Refusal? Read(Requester requester, IQueryCollection query, out ListRequest list)
    {
        var year = query["year"].ToString();
        var filter = new ListFilter()
            .Only("f.owner = ?", requester.Role == Role.CityBureau ? requester.Scope : null)
            .AnyOf("owner", "f.owner", query["owner"])
            .Where("year", "f.year = ?", int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null);
        var refusal = ListRequest.Read(Shape, filter, query, out list);
        return year.Length is 0 or 4 && year.All(char.IsAsciiDigit)
            ? refusal : Refusal.Invalid("year", "year is a year such as 2026.", "year 应为年份，例如 2026。");
    }

    /// <summary>Whether the requester may know of a fund of this owner.</summary>
    public static bool MaySee(Requester requester, string owner) =>
        owner.Length > 0 && (requester.Role == Role.CityBureau ? owner == requester.Scope : Roles.Overseers.Includes(requester.Role));

    static string Fen(string account) => $"coalesce({account}.balance, 0)";

    static string Yuan(string account) => $"(({Fen(account)}::numeric / 100)::numeric(20, 2))::text";
}
