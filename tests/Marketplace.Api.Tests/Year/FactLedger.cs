using Marketplace.Api.Tests.Hosting;
using Npgsql;

namespace Marketplace.Api.Tests.Year;

/// <summary>What a test has done, fact by fact, to be held against what the server has recorded: all of it, and nothing else.</summary>
sealed class FactLedger(string connectionString)
{
    readonly SortedDictionary<string, int> _expected = new(StringComparer.Ordinal);
    readonly Dictionary<string, List<string>> _ofOrders = new(StringComparer.Ordinal);
    long _begins;

    /// <summary>What is there already is nobody's business.</summary>
    public async Task Begin() => _begins = await Books.Count(connectionString, "select coalesce(max(seq_id), 0)::bigint from es.mt_events");

    /// <summary>Kinds of facts, each so often.</summary>
    public void Expect(int times, params ReadOnlySpan<string> types)
    {
        foreach (var type in types) _expected[type] = _expected.GetValueOrDefault(type) + times;
    }

    public void Expect(params ReadOnlySpan<string> types) => Expect(1, types);

    /// <summary>The next facts of an order's own story.</summary>
    public void ExpectOf(string order, params ReadOnlySpan<string> types)
    {
        if (!_ofOrders.TryGetValue(order, out var story)) _ofOrders.Add(order, story = []);
        story.AddRange(types);
        Expect(types);
    }

    static string Text(SortedDictionary<string, int> counts) => string.Join('\n', counts.Select(c => $"{c.Key} {c.Value}"));

    public async Task Check()
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var recorded = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var stories = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        await using var command = database.CreateCommand("select stream_id, type from es.mt_events where seq_id > $1 order by stream_id, version");
        command.Parameters.AddWithValue(_begins);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var (stream, type) = (reader.GetString(0), reader.GetString(1));
            recorded[type] = recorded.GetValueOrDefault(type) + 1;
            if (!stream.StartsWith("order-", StringComparison.Ordinal)) continue;
            if (!stories.TryGetValue(stream["order-".Length..], out var story)) stories.Add(stream["order-".Length..], story = []);
            story.Add(type);
        }
        foreach (var (order, story) in stories)
            Assert.Equal((order, string.Join(' ', _ofOrders.GetValueOrDefault(order, []))), (order, string.Join(' ', story)));
        Assert.Equal(Text(_expected), Text(recorded));
    }
}
