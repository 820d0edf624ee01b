using Marketplace.Api.Jobs;
using Marketplace.Api.Signals;
using Marketplace.Grains;
using Marketplace.Grains.Outbox;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Api.Demo;

/// <summary>
/// Loads the demo's year into a database, once: 16 cities, 120 vendors, 260 listings, 3,000 companies and some 8,000
/// orders, what was used of them, what was accepted and paid month by month, all made up, all by commands to the engine, so that the
/// record is as whole as that of real use.
/// </summary>
public sealed class DemoData(DemoWorld world, PostgresEventStore store, JobRunner jobs, MarkKeeper marks, TimeProvider clock)
{
    const long Lock = 0x44454D4F; // "DEMO"

    /// <summary>The year and a few days, so that the first terms have ended by themselves.</summary>
    const int Days = 371;

    /// <summary>The last fact is so much older than now at least.</summary>
    static readonly TimeSpan Margin = TimeSpan.FromMinutes(15);

    /// <summary>Loads what is not loaded, one node for all. A load broken off is completed.</summary>
    public async Task Load(TextWriter say, CancellationToken cancel)
    {
        await using var connection = await world.Database.OpenConnectionAsync(cancel);
        await Execute(connection, $"select pg_advisory_lock({Lock})", cancel);
        if (!await IsTrue(connection, "select exists (select 1 from demo.loaded)", cancel))
        {
            if (await BeginOfThisLoad(connection, cancel) is { } begin) await Load(begin, connection, say, cancel);
            else await say.WriteLineAsync("This database holds facts of its own; no demo data are loaded into it.");
        }
        await Execute(connection, $"select pg_advisory_unlock({Lock})", cancel);
    }

    async Task Load(DateTimeOffset begin, NpgsqlConnection connection, TextWriter say, CancellationToken cancel)
    {
        await say.WriteLineAsync("Loading demo data, a year of the programme, once …");
        var started = clock.GetTimestamp();
        var walking = new WalkingClock(begin);
        await using var grains = new GrainHost(store, Catalogue.Facts, walking, new SerialScheduler());
        var end = clock.GetUtcNow() - Margin;
        var year = new DemoYear(world, grains, new DueMessages(world.Database, grains), walking, begin, Days, end);
        await year.Live((await store.ReserveOrderNumbers(DemoOrders.Count, cancel)).First, cancel);
        await world.Projector.CatchUp(cancel); // the lists are complete before anybody sees them
        await marks.CatchUp(cancel);
        await JobBooks.Enter(world.Database, jobs.Jobs, end, cancel); // what they do was done on the way
        await Execute(connection, "analyze; insert into demo.loaded (at) values (now())", cancel);
        await say.WriteLineAsync(
            $"Loaded {DemoCompanies.Count} companies, {DemoListings.VendorCount} vendors, {DemoListings.Count} listings, {year.Orders} orders and {year.UsageEvents} usage events in {clock.GetElapsedTime(started).TotalSeconds:0} s.");
    }

    /// <summary>When the year begins: of a load broken off, when that one began; null when others have written facts.</summary>
    async Task<DateTimeOffset?> BeginOfThisLoad(NpgsqlConnection connection, CancellationToken cancel)
    {
        var usual = new DateTimeOffset(ChinaTime.Of(clock.GetUtcNow()).Date.AddDays(-Days), ChinaTime.Offset);
        await using var command = new NpgsqlCommand("select timestamp, actor from es.mt_events order by seq_id limit 1", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel)) return usual;
        var first = new DateTimeOffset(ChinaTime.Of(reader.GetFieldValue<DateTimeOffset>(0)).Date, ChinaTime.Offset);
        return reader.GetString(1) == DemoYear.FirstActor && first <= usual ? first : null;
    }

    static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }

    static async Task<bool> IsTrue(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancel) is true;
    }
}
