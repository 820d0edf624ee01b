using System.Collections.Concurrent;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Usage;

/// <summary>
/// Finds orders for intake, many at once, straight from their facts: one that was confirmed a moment ago is known. Those found are
/// remembered for a short while.
/// </summary>
public sealed class UsageOrders(NpgsqlDataSource database, Projector projector, TimeProvider clock)
{
    /// <summary>So long usage after an order's end may still be taken for it.</summary>
    public static readonly TimeSpan MemoryMax = TimeSpan.FromSeconds(5);

    /// <summary>So long a number that is not in the read tables yet is waited for.</summary>
    static readonly TimeSpan NumberWaitMax = TimeSpan.FromSeconds(2);

    const int KnownMax = 100_000;

    readonly ConcurrentDictionary<string, (UsageOrder Order, long Since)> _known = new(StringComparer.Ordinal);

    /// <param name="names">Ids or numbers.</param>
    /// <returns>Those there are, by the name they were asked for.</returns>
    public async ValueTask<IReadOnlyDictionary<string, UsageOrder>> Find(IReadOnlyCollection<string> names, CancellationToken cancel)
    {
        var found = new Dictionary<string, UsageOrder>(names.Count, StringComparer.Ordinal);
        var unknown = new List<string>();
        foreach (var name in names)
        {
            if (_known.TryGetValue(name, out var known) && clock.GetElapsedTime(known.Since) < MemoryMax) found.Add(name, known.Order);
            else unknown.Add(name);
        }
        if (unknown.Count > 0) await Load(unknown, found, cancel);
        return found;
    }

    async Task Load(List<string> names, Dictionary<string, UsageOrder> found, CancellationToken cancel)
    {
        var since = clock.GetTimestamp();
        var idOf = await IdsOfNumbers(names, cancel);
        var orders = await FromFacts([.. names.Select(n => idOf.GetValueOrDefault(n, n)).Distinct(StringComparer.Ordinal)], cancel);
        if (_known.Count > KnownMax) _known.Clear();
        foreach (var name in names)
        {
            if (!orders.TryGetValue(idOf.GetValueOrDefault(name, name), out var order)) continue;
            found.Add(name, order);
            if (order.To is not null) _known[name] = (order, since); // one that waits may be confirmed at any moment
        }
    }

    async Task<Dictionary<string, string>> IdsOfNumbers(List<string> names, CancellationToken cancel)
    {
        var idOf = new Dictionary<string, string>(StringComparer.Ordinal);
        var numbers = names.Where(OrderNumber.IsValid).ToArray();
        if (numbers.Length == 0) return idOf;
        await ReadIds(numbers, idOf, cancel);
        if (idOf.Count == numbers.Length) return idOf;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(NumberWaitMax);
        try
        {
            await projector.CatchUp(patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // What is not there now is answered as unknown; it may be sent again.
        }
        await ReadIds([.. numbers.Where(n => !idOf.ContainsKey(n))], idOf, cancel);
        return idOf;
    }

    async Task ReadIds(string[] numbers, Dictionary<string, string> idOf, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select number, id from read.orders where number = any($1)");
        command.Parameters.Add(Sql.Param(numbers));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) idOf[reader.GetString(0)] = reader.GetString(1);
    }

    async Task<Dictionary<string, UsageOrder>> FromFacts(string[] ids, CancellationToken cancel)
    {
        var states = new Dictionary<string, (Order State, DateTimeOffset? EndedAt)>(StringComparer.Ordinal);
        await using var command = database.CreateCommand(
            "select stream_id, type, data, timestamp from es.mt_events where stream_id = any($1) order by stream_id, version");
        command.Parameters.Add(Sql.Param(Array.ConvertAll(ids, Order.Grain.StreamId)));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var id = Order.Grain.KeyOf(reader.GetString(0));
            var (before, endedAt) = states.GetValueOrDefault(id, (Order.Initial, null));
            var after = Order.Evolve(before, (OrderEvent)Catalogue.Facts.Read(reader.GetString(1), reader.GetString(2)));
            states[id] = (after, before.IsRunning && !after.IsRunning ? reader.GetFieldValue<DateTimeOffset>(3) : endedAt);
        }
        return states.ToDictionary(s => s.Key, s => UsageOrder.Of(s.Key, s.Value.State, s.Value.EndedAt), StringComparer.Ordinal);
    }
}
