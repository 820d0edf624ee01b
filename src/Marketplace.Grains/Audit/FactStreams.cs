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
        await foreach (var stored in StoredFact.Read(database, streamId, cancel))
        {
            hash = HashChain.OfFact(hash, stored.Row);
            intact &= stored.Row.Version == facts.Count + 1 && hash.AsSpan().SequenceEqual(stored.Row.Hash);
            using var data = JsonDocument.Parse(stored.Row.Data);
            facts.Add(new FactView(
                stored.Row.Version, stored.Row.Type, stored.Row.At, stored.Row.Actor, data.RootElement.Clone(),
                Convert.ToHexStringLower(stored.Row.Hash)));
        }
        return facts.Count == 0 ? null : new StreamView(streamId, facts[^1].Version, facts, intact);
    }

    /// <summary>One row folded from its stream, as the projection will have it; null when there is no such stream.</summary>
    public async Task<TRow?> Row<TRow>(ReadTable table, string key, CancellationToken cancel) where TRow : class
    {
        object? row = null;
        await foreach (var stored in StoredFact.Read(database, table.Grain.StreamId(key), cancel))
            row = table.Evolve(row, catalogue.Read(stored.Row.Type, Encoding.UTF8.GetString(stored.Row.Data)),
                new Envelope(key, stored.Row.Version, stored.Row.Type, stored.Row.At, stored.Row.Actor));
        return (TRow?)row;
    }
}
