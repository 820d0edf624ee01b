using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Billing.Subsidies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Marketplace.Grains.Usage;

/// <summary>A month over which acceptance may decide: nothing in it changes any more.</summary>
/// <param name="Hash">SHA-256 over a line per order, in the order of their bytes: <c>order-id hash-in-lower-case-hex</c> and a line feed.</param>
public sealed record ClosedMonth(string Month, DateTimeOffset ClosedAt, string ClosedBy, int Orders, long Uses, byte[] Hash);

/// <summary>Closes months (结账): sums per order with a hash over their days, and one over all of it.</summary>
public sealed class UsageMonths(NpgsqlDataSource database, SubsidyPolicy policy)
{
    /// <summary>Where the orders are parted among the sessions that read them: ids are random hexadecimal, so that the parts are alike.</summary>
    static readonly string[] Bounds = ["", "4", "8", "c"];

    /// <summary>The first moment at which a month may be closed: what happened on its last day may still come until then.</summary>
    public DateTimeOffset ClosesAt(string month) => ChinaTime.BeginUtc(ChinaMonth.DayAfter(month).AddDays(policy.UsageAgeDaysMax));

    /// <summary>Closing again changes nothing and answers the same.</summary>
    /// <param name="month">Such as <c>2026-10</c>.</param>
    public async Task<(ClosedMonth? Closed, Refusal? Refusal)> Close(string month, string closedBy, DateTimeOffset now, CancellationToken cancel)
    {
        if (!ChinaMonth.IsOne(month)) return (null, UsageRefusal.NoMonth);
        if (now < ClosesAt(month)) return (null, UsageRefusal.MonthOpen(ClosesAt(month)));
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await UsageMonthLock.Own(connection, month, cancel);
        if (await Find(connection, month, cancel) is { } closed) return (closed, null);
        // Read by other sessions, which see all that was committed before the lock was had.
        var (orders, uses, hash) = await Write(connection, month, await Sum(month, cancel), cancel);
        closed = new ClosedMonth(month, now, closedBy, orders, uses, hash);
        await Insert(connection, closed, cancel);
        await transaction.CommitAsync(cancel);
        return (closed, null);
    }

    /// <summary>Null while it is open.</summary>
    public async Task<ClosedMonth?> Find(string month, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await Find(connection, month, cancel);
    }

    static async Task<ClosedMonth?> Find(NpgsqlConnection connection, string month, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select closed_at, closed_by, orders, uses, hash from usage.months where month = $1 and closed_at is not null", connection);
        command.Parameters.Add(Sql.Param(month));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new ClosedMonth(
                month, reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetInt32(2), reader.GetInt64(3), reader.GetFieldValue<byte[]>(4))
            : null;
    }

    /// <summary>
    /// Every order's sum, by its id. Several sessions read at once, each the orders between two bounds: adding up and hashing millions
    /// of days takes longer than reading them.
    /// </summary>
    async Task<OrderSum[]> Sum(string month, CancellationToken cancel)
    {
        var parts = await Task.WhenAll(Bounds.Select((from, i) => Task.Run(() => Sum(month, from, Bounds.ElementAtOrDefault(i + 1), cancel), cancel)));
        return [.. parts.SelectMany(p => p)];
    }

    /// <summary>In one pass over the days as the index has them, holding one order at a time.</summary>
    async Task<List<OrderSum>> Sum(string month, string from, string? to, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        using var sums = new Sums(month, await Adjustments(connection, month, from, to, cancel));
        var below = to is null ? "" : $"and order_id < '{to}'";
        await using var copied = await connection.BeginRawBinaryCopyAsync(
            $"""
            copy (
              select order_id, day, uses, events, users from usage.daily
              where day >= '{ChinaMonth.FirstDay(month):O}' and day < '{ChinaMonth.DayAfter(month):O}' and order_id >= '{from}' {below}
              order by order_id, day)
            to stdout (format binary)
            """, cancel);
        var reader = new BinaryCopyReader(copied);
        while (reader.NextRow())
        {
            sums.TurnTo(reader.Text());
            sums.Add(new UsageDay(reader.Date(), reader.Int64(), reader.Int32(), reader.Int64s()));
        }
        return sums.End();
    }

    static async Task<(int Orders, long Uses, byte[] Hash)> Write(NpgsqlConnection connection, string month, OrderSum[] sums, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var writer = await connection.BeginBinaryImportAsync(
            "copy usage.monthly (order_id, month, uses, active_days, distinct_users, hash) from stdin (format binary)", cancel);
        foreach (var (order, sum, orderHash) in sums)
        {
            writer.StartRow();
            writer.Write(order, NpgsqlDbType.Text);
            writer.Write(month, NpgsqlDbType.Text);
            writer.Write(sum.Uses, NpgsqlDbType.Bigint);
            writer.Write(sum.ActiveDays, NpgsqlDbType.Integer);
            writer.Write(sum.DistinctUsers, NpgsqlDbType.Integer);
            writer.Write(orderHash, NpgsqlDbType.Bytea);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{order} {Convert.ToHexStringLower(orderHash)}\n")));
        }
        await writer.CompleteAsync(cancel);
        return (sums.Length, sums.Sum(s => s.Month.Uses), hash.GetHashAndReset());
    }

    static async Task<Queue<Adjustment>> Adjustments(NpgsqlConnection connection, string month, string from, string? to, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select order_id, event_id, about_month, uses from usage.adjustments
            where month = $1 and order_id >= $2 and ($3 is null or order_id < $3) order by order_id, event_id
            """, connection);
        command.Parameters.Add(Sql.Param(month));
        command.Parameters.Add(Sql.Param(from));
        command.Parameters.Add(Sql.Param(to));
        var adjustments = new Queue<Adjustment>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            adjustments.Enqueue(new Adjustment(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3)));
        return adjustments;
    }

    static async Task Insert(NpgsqlConnection connection, ClosedMonth closed, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into usage.months (month, closed_at, closed_by, orders, uses, hash) values ($1, $2, $3, $4, $5, $6)
            on conflict (month) do update set closed_at = excluded.closed_at, closed_by = excluded.closed_by, orders = excluded.orders,
              uses = excluded.uses, hash = excluded.hash
            """, connection);
        command.Parameters.Add(Sql.Param(closed.Month));
        command.Parameters.Add(Sql.Param(closed.ClosedAt.ToUniversalTime()));
        command.Parameters.Add(Sql.Param(closed.ClosedBy));
        command.Parameters.Add(Sql.Param(closed.Orders));
        command.Parameters.Add(Sql.Param(closed.Uses));
        command.Parameters.Add(Sql.Param(closed.Hash));
        await command.ExecuteNonQueryAsync(cancel);
    }

    sealed record Adjustment(string Order, string EventId, string AboutMonth, long Uses);

    /// <summary>What a month came to for an order, with the hash over its days and adjustments.</summary>
    sealed record OrderSum(string Order, UsageMonth Month, byte[] Hash);

    /// <summary>Adds up order by order, days first and then adjustments.</summary>
    sealed class Sums(string month, Queue<Adjustment> adjustments) : IDisposable
    {
        readonly UsageFold _fold = new();
        readonly List<OrderSum> _sums = [];
        string? _order;
        byte[] _orderText = [];

        /// <summary>What is added from here on belongs to this order.</summary>
        /// <param name="order">Its id in UTF-8.</param>
        public void TurnTo(ReadOnlySpan<byte> order)
        {
            if (order.SequenceEqual(_orderText)) return;
            _orderText = order.ToArray();
            Begin(Encoding.UTF8.GetString(order));
        }

        public void Add(UsageDay day) => _fold.Add(day);

        public List<OrderSum> End()
        {
            Begin(null);
            return _sums;
        }

        public void Dispose() => _fold.Dispose();

        /// <summary>Ends the order before, and those between that have adjustments only.</summary>
        void Begin(string? next)
        {
            if (_order is not null) EndOrder();
            while (adjustments.TryPeek(out var adjustment) && (next is null || string.CompareOrdinal(adjustment.Order, next) < 0))
            {
                _order = adjustment.Order;
                EndOrder();
            }
            _order = next;
        }

        void EndOrder()
        {
            while (adjustments.TryPeek(out var adjustment) && adjustment.Order == _order)
            {
                _fold.Adjust(adjustment.EventId, adjustment.AboutMonth, adjustment.Uses);
                adjustments.Dequeue();
            }
            var (sum, hash) = _fold.End(month);
            _sums.Add(new OrderSum(_order!, sum, hash));
        }
    }
}
