using System.Text;
using System.Text.Json;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Audit;

/// <summary>Reads single streams straight from the facts: always current, and checked on the way.</summary>
public sealed class FactStreams(NpgsqlDataSource database, FactCatalogue catalogue)
{
    /// <summary>The stream, or null when there is none.</summary>
    public async Task<StreamView?> Stream(string streamId, CancellationToken cancel)
    {
        var facts = new List<FactView>();
        var hash = HashChain.Beginning;
        var intact = true;
        await foreach (var stored in StoredFact.Of(database, streamId, cancel))
        {
            hash = HashChain.OfFact(hash, stored.Row);
            intact &= stored.Row.Version == facts.Count + 1 && hash.AsSpan().SequenceEqual(stored.Row.Hash);
            using var data = JsonDocument.Parse(stored.Row.Data);
            facts.Add(new FactView(
                stored.Row.Version, stored.Row.Type, stored.Row.At, stored.Row.Actor, data.RootElement.Clone(),
                Convert.ToHexStringLower(stored.Row.Hash)));
        }
        var head = await Head(streamId, cancel);
        return facts.Count == 0 && head is null
            ? null
            : new StreamView(streamId, facts.Count, facts, intact && head == facts.Count);
    }

    /// <summary>The version that the stream's head names; facts cut off at the end show against it.</summary>
    async Task<long?> Head(string streamId, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select version from es.mt_streams where id = $1");
        command.Parameters.Add(Sql.Param(streamId));
        return (long?)await command.ExecuteScalarAsync(cancel);
    }

    /// <summary>One row folded from its stream, as the projection will have it; null when there is no such stream.</summary>
    public async Task<TRow?> Row<TRow>(ReadTable table, string key, CancellationToken cancel) where TRow : class
    {
        object? row = null;
        await foreach (var stored in StoredFact.Of(database, table.Grain.StreamId(key), cancel))
            row = table.Evolve(row, catalogue.Read(stored.Row.Type, Encoding.UTF8.GetString(stored.Row.Data)),
                new Envelope(key, stored.Row.Version, stored.Row.Type, stored.Row.At, stored.Row.Actor));
        return (TRow?)row;
    }
}
