using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Marketplace.Grains.Places;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Usage;

/// <summary>What a call changes about the days of its orders.</summary>
sealed class UsageDays
{
    /// <summary>Users of an order that are told apart on one day; far above any small manufacturer.</summary>
    const int UsersMax = 10_000;

    readonly Dictionary<(string Order, DateOnly Day), Sum> _sums = [];
    readonly HashSet<(string Order, DateOnly Day)> _corrected = [];
    readonly Dictionary<string, long> _hashes = new(StringComparer.Ordinal); // a call has few users

    sealed class Sum
    {
        public long Uses;
        public int Events;
        public readonly HashSet<long> Users = [];
    }

    public void Add(UsageEvent usage)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, (usage.Order, ChinaTime.DayOf(usage.At)), out _);
        sum ??= new Sum();
        sum.Uses += usage.Count;
        sum.Events++;
        sum.Users.Add(HashOf(usage));
    }

    long HashOf(UsageEvent usage)
    {
        ref var hash = ref CollectionsMarshal.GetValueRefOrAddDefault(_hashes, usage.User, out var isKnown);
        return isKnown ? hash : hash = usage.UserHash();
    }

    /// <summary>The day is to be counted anew, as a user or all use may have gone from it.</summary>
    public void Recount(string order, DateTimeOffset at) => _corrected.Add((order, ChinaTime.DayOf(at)));

    public IEnumerable<NpgsqlBatchCommand> Commands()
    {
        if (_sums.Count > 0) yield return Upsert();
        if (_corrected.Count == 0) yield break;
        var (orders, days) = Arrays(InOrder(_corrected));
        // Locked by a statement of its own, so that the next one sees what those before had committed.
        yield return Sql.Command(
            """
            select from usage.daily d join unnest($1, $2) as c(order_id, day) on d.order_id = c.order_id and d.day = c.day
            order by d.order_id, d.day for update of d
            """, Sql.Param(orders), Sql.Param(days));
        yield return Sql.Command(
            """
            update usage.daily d set uses = s.uses, events = s.events, users = s.users
            from unnest($1, $2, $3, $4) as c(order_id, day, from_at, to_at), lateral (
              select coalesce(sum(e.count), 0) as uses, count(*)::int as events,
                array(select distinct u from unnest(array_agg(usage.user_hash(e.user_id)) filter (where e.count > 0)) as u order by u limit $5) as users
              from usage.events e
              where e.order_id = c.order_id and e.at >= c.from_at and e.at < c.to_at
                and not exists (select from usage.replaced r where r.vendor = e.vendor and r.id = e.id)) s
            where d.order_id = c.order_id and d.day = c.day
            """,
            Sql.Param(orders), Sql.Param(days), Sql.Param(Array.ConvertAll(days, ChinaTime.BeginUtc)),
            Sql.Param(Array.ConvertAll(days, d => ChinaTime.BeginUtc(d.AddDays(1)))), Sql.Param(UsersMax));
    }

    NpgsqlBatchCommand Upsert()
    {
        var keys = InOrder(_sums.Keys);
        var (orders, days) = Arrays(keys);
        return Sql.Command(
            """
            insert into usage.daily as d (order_id, day, uses, events, users)
            select s.order_id, s.day, s.uses, s.events, s.users::bigint[] from unnest($1, $2, $3, $4, $5) as s(order_id, day, uses, events, users)
            on conflict (order_id, day) do update
            set uses = d.uses + excluded.uses, events = d.events + excluded.events,
              users = case when d.users @> excluded.users then d.users else usage.merge(d.users, excluded.users, $6) end
            """,
            Sql.Param(orders), Sql.Param(days), Sql.Param(Array.ConvertAll(keys, k => _sums[k].Uses)), Sql.Param(Array.ConvertAll(keys, k => _sums[k].Events)),
            Sql.Param(Array.ConvertAll(keys, k => Literal(_sums[k].Users))), Sql.Param(UsersMax));
    }

    static (string Order, DateOnly Day)[] InOrder(IReadOnlyCollection<(string Order, DateOnly Day)> keys)
    {
        var sorted = keys.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Order, b.Order) is not 0 and var order ? order : a.Day.CompareTo(b.Day));
        return sorted;
    }

    static (string[] Orders, DateOnly[] Days) Arrays((string Order, DateOnly Day)[] keys) =>
        (Array.ConvertAll(keys, k => k.Order), Array.ConvertAll(keys, k => k.Day));

    /// <summary>As PostgreSQL writes an array; arrays of arrays cannot differ in length.</summary>
    static string Literal(HashSet<long> users)
    {
        var sorted = users.ToArray();
        Array.Sort(sorted);
        var text = new StringBuilder("{", 2 + 21 * sorted.Length);
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{sorted[i]}");
        }
        return text.Append('}').ToString();
    }
}
