using Marketplace.Api.Access;
using Marketplace.Api.Lists;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Settlements;

/// <summary>Lists of withdrawals; a city sees those that take of its funds.</summary>
public static class WithdrawalLists
{
    public static readonly ListShape Shape = new()
    {
        Name = "withdrawals",
        From = "read.withdrawals w",
        Document =
            """
            (w.doc - array['statements', 'results']) || jsonb_build_object('statements', jsonb_array_length(w.doc -> 'statements'),
              'approvals', jsonb_array_length(w.doc -> 'approvals'), 'owners', jsonb_path_query_array(w.doc, '$.owners[*].owner'))
            """,
        Key = "w.id",
        DefaultOrder = "w.requested_at desc",
        Columns =
        [
            new("id", Sort: "w.id"), new("status", Sort: "w.status", Words: "withdrawalStatus"),
            new("total", ColumnKind.Money, Sort: "w.total", Sum: "w.total"), new("statements", ColumnKind.Whole),
            new("approvals", ColumnKind.Whole), new("requestedAt", ColumnKind.Instant, Sort: "w.requested_at"), new("paidAt", ColumnKind.Instant),
        ],
        Facets = new Dictionary<string, Facet> { ["status"] = new("w.status") },
    };

    /// <summary>What withdrawals take of one city's funds; what they take of others is no business of its bureau's.</summary>
    static readonly IReadOnlyDictionary<string, ListShape> OfCities = Province.Cities.Keys.ToDictionary(city => city, OfCity, StringComparer.Ordinal);

    static ListShape OfCity(string city)
    {
        var shares = $"from jsonb_array_elements(w.doc -> 'owners') o, jsonb_array_elements(o -> 'funds') f where o ->> 'owner' = '{city}'";
        var total = $"(select coalesce(sum((f ->> 'amount')::numeric), 0) {shares})";
        return Shape with
        {
            Document =
                $"""
                (w.doc - array['results', 'files']) || jsonb_build_object('owners', jsonb_build_array('{city}'), 'total', {total}::numeric(20, 2)::text,
                  'statements', (select count(distinct s) from jsonb_array_elements(w.doc -> 'statements') s, jsonb_array_elements(s -> 'funds') g
                    where exists (select {shares} and f ->> 'fund' = g ->> 'fund')),
                  'approvals', (select count(*) from jsonb_array_elements(w.doc -> 'approvals') a where a ->> 'owner' = '{city}'))
                """,
            Columns = [.. Shape.Columns.Select(c => c.Field == "total" ? c with { Sort = total, Sum = $"{total} * 100" } : c)],
        };
    }

    /// <summary>The one place that says which withdrawals a requester may list.</summary>
    public static Refusal? Read(Requester requester, IQueryCollection query, out ListRequest list) => ListRequest.Read(
        requester.Role == Role.CityBureau ? OfCities[requester.Scope!] : Shape,
        new ListFilter()
            .Only("jsonb_path_query_array(w.doc, '$.owners[*].owner') @> to_jsonb(?::text)", requester.Role == Role.CityBureau ? requester.Scope : null)
            .AnyOf("status", "w.status", query["status"]),
        query, out list);

    public static bool MaySee(Requester requester, WithdrawalRow withdrawal) => requester.Role == Role.CityBureau
        ? withdrawal.Owners.Any(o => o.Owner == requester.Scope) : Roles.Overseers.Includes(requester.Role);

    /// <summary>The withdrawal as the requester may see it: a city the shares of its own funds, and nothing of the bank's business.</summary>
    public static WithdrawalRow Seen(Requester requester, WithdrawalRow withdrawal)
    {
        if (requester.Role != Role.CityBureau) return withdrawal;
        var owners = withdrawal.Owners.Where(o => o.Owner == requester.Scope).ToArray();
        var funds = owners.SelectMany(o => o.Funds).Select(f => f.Fund).ToHashSet();
        return withdrawal with
        {
            Owners = [.. owners],
            Total = owners.SelectMany(o => o.Funds).Sum(),
            Statements =
            [
                .. from s in withdrawal.Statements
                   let shares = s.Funds.Where(f => funds.Contains(f.Fund)).ToArray()
                   where shares.Length > 0
                   select s with { Funds = [.. shares], Total = shares.Sum() },
            ],
            Approvals = [.. withdrawal.Approvals.Where(a => a.Owner == requester.Scope)],
            Files = [],
            Results = [],
        };
    }
}
