using System.Diagnostics;
using Marketplace.Grains;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;

namespace Marketplace.Bench.Orders;

/// <summary><c>PlaceOrder</c> through <see cref="IGrains"/>, with a fresh idempotency key each, looked up like any other.</summary>
static class EngineRun
{
    public static async Task<Measured> Closed(BenchWorld world, int callers, TimeSpan warmUp, TimeSpan time) =>
        await With(world, send => Load.Closed(callers, warmUp, time, send));

    public static async Task<Measured> Open(BenchWorld world, double perSecond, TimeSpan warmUp, TimeSpan time) =>
        await With(world, send => Load.Open(perSecond, warmUp, time, send));

    static async Task<Measured> With(BenchWorld world, Func<Func<long, Task<bool>>, Task<Measured>> load)
    {
        await using var store = new PostgresEventStore(world.ConnectionString, Catalogue.Facts);
        await using var host = new GrainHost(store, Catalogue.Facts, TimeProvider.System, new SerialScheduler());
        var measured = await load(async n =>
        {
            var sent = await host.Send(BenchWorld.Order(n), new Caller("company:bench", Guid.NewGuid()));
            return sent.Refusal switch
            {
                null => true,
                { Kind: RefusalKind.Overloaded } => false,
                var refusal => throw new InvalidOperationException($"Order {n}: {refusal.Code}"),
            };
        });
        await world.Check(measured.Acknowledged, measured.Dropped);
        return measured;
    }

    /// <summary>Places so many orders as fast as it goes, from the n-th on.</summary>
    public static async Task Orders(BenchWorld world, long from, int count)
    {
        await using var store = new PostgresEventStore(world.ConnectionString, Catalogue.Facts);
        await using var host = new GrainHost(store, Catalogue.Facts, TimeProvider.System, new SerialScheduler());
        for (var n = 0; n < count; n += 1000)
            await Task.WhenAll(Enumerable.Range(n, 1000).Select(i => host.Send(BenchWorld.Order(from + i), new Caller("company:bench", Guid.NewGuid()))));
    }

    /// <summary>What so many active grains cost: managed bytes beyond an empty host, and the whole process.</summary>
    public static async Task<(int Grains, long ManagedBytes, long ProcessBytes)> Memory(BenchWorld world, int grains)
    {
        var ids = (await world.Ask<string[]>($"select array(select substr(id, 7) from es.mt_streams where type = 'order' limit {grains})"))!;
        await using var store = new PostgresEventStore(world.ConnectionString, Catalogue.Facts);
        await using var host = new GrainHost(store, Catalogue.Facts, TimeProvider.System, new SerialScheduler());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var chunk in ids.Chunk(2000))
            await Task.WhenAll(chunk.Select(id => host.Read(t => t.Read(Order.Grain[id]))));
        var after = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        return (host.ActiveGrains, after - before, process.WorkingSet64);
    }
}
