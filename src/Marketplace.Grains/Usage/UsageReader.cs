using System.Data;
using Marketplace.Grains.Places;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Usage;

/// <summary>What orders were used, by month: closed months as they were closed, open ones as they stand.</summary>
public sealed class UsageReader(NpgsqlDataSource database)
{
    static readonly IReadOnlyList<UsageMonth> None = [];

    /// <summary>The months of one order in which there is anything, oldest first.</summary>
    public async Task<IReadOnlyList<UsageMonth>> Months(string order, CancellationToken cancel) =>
        (await Months([order], cancel)).GetValueOrDefault(order, None);

    /// <summary>The same for many orders in a few questions; orders that were never used are left out.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<UsageMonth>>> Months(IReadOnlyCollection<string> orders, CancellationToken cancel)
    {
        var months = new MonthsOfOrders();
        var wanted = orders.ToArray();
        await using var connection = await database.OpenConnectionAsync(cancel);
        // One snapshot, or a month that is closed meanwhile would be read twice or not at all.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        await ReadClosed(connection, wanted, months, cancel);
        await ReadOpenDays(connection, wanted, months, cancel);
        await ReadOpenAdjustments(connection, wanted, months, cancel);
        return months.ToDictionary();
    }

    static async Task ReadClosed(NpgsqlConnection connection, string[] orders, MonthsOfOrders months, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select order_id, month, uses, active_days, distinct_users from usage.monthly where order_id = any($1)", connection);
        command.Parameters.Add(Sql.Param(orders));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            months.Add(reader.GetString(0), new UsageMonth(reader.GetString(1), reader.GetInt64(2), reader.GetInt32(3), reader.GetInt32(4)));
    }

    /// <summary>Only the days between closed months are looked at, so that it does not grow with the years.</summary>
    static async Task ReadOpenDays(NpgsqlConnection connection, string[] orders, MonthsOfOrders months, CancellationToken cancel)
    {
        var (from, to) = OpenDays(await ClosedMonths(connection, cancel));
        await using var command = new NpgsqlCommand(
            """
            select d.order_id, d.day, d.uses, d.events, d.users
            from unnest($1) as o(id) cross join unnest($2, $3) as open(from_day, to_day)
            join usage.daily d on d.order_id = o.id and d.day >= open.from_day and d.day < open.to_day
            order by d.order_id, d.day
            """, connection);
        command.Parameters.Add(Sql.Param(orders));
        command.Parameters.Add(Sql.Param(from));
        command.Parameters.Add(Sql.Param(to));
        using var fold = new UsageFold();
        (string Order, string Month)? current = null;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var day = new UsageDay(reader.GetFieldValue<DateOnly>(1), reader.GetInt64(2), reader.GetInt32(3), reader.GetFieldValue<long[]>(4));
            var next = (reader.GetString(0), ChinaMonth.Of(day.Day));
            if (current is { } done && done != next) months.Add(done.Order, fold.End(done.Month).Month);
            current = next;
            fold.Add(day);
        }
        if (current is { } last) months.Add(last.Order, fold.End(last.Month).Month);
    }

    static async Task ReadOpenAdjustments(NpgsqlConnection connection, string[] orders, MonthsOfOrders months, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select order_id, month, sum(uses)::bigint from usage.adjustments a
            where order_id = any($1) and not exists (select from usage.months m where m.month = a.month and m.closed_at is not null)
            group by order_id, month
            """, connection);
        command.Parameters.Add(Sql.Param(orders));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) months.Adjust(reader.GetString(0), reader.GetString(1), reader.GetInt64(2));
    }

    static async Task<List<string>> ClosedMonths(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select month from usage.months where closed_at is not null order by month", connection);
        var closed = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) closed.Add(reader.GetString(0));
        return closed;
    }

    static (DateOnly[] From, DateOnly[] To) OpenDays(List<string> closed)
    {
        DateOnly[] from = [DateOnly.MinValue, .. closed.Select(ChinaMonth.DayAfter)];
        DateOnly[] to = [.. closed.Select(ChinaMonth.FirstDay), DateOnly.MaxValue];
        var open = Enumerable.Range(0, from.Length).Where(i => from[i] < to[i]).ToArray();
        return (Array.ConvertAll(open, i => from[i]), Array.ConvertAll(open, i => to[i]));
    }

    sealed class MonthsOfOrders
    {
        readonly Dictionary<string, SortedList<string, UsageMonth>> _months = new(StringComparer.Ordinal);

        public void Add(string order, UsageMonth month) => Of(order).Add(month.Month, month);

        public void Adjust(string order, string month, long uses)
        {
            var of = Of(order);
            var known = of.GetValueOrDefault(month) ?? new UsageMonth(month, 0, 0, 0);
            of[month] = known with { Uses = known.Uses + uses };
        }

        public IReadOnlyDictionary<string, IReadOnlyList<UsageMonth>> ToDictionary() =>
            _months.ToDictionary(m => m.Key, m => (IReadOnlyList<UsageMonth>)[.. m.Value.Values], StringComparer.Ordinal);

        SortedList<string, UsageMonth> Of(string order) =>
            _months.TryGetValue(order, out var known) ? known : _months[order] = new SortedList<string, UsageMonth>(StringComparer.Ordinal);
    }
}
