using System.Globalization;

namespace Marketplace.Bench.Orders;

/// <summary>One row of the result, orders per second; latencies in milliseconds.</summary>
/// <param name="Dropped">In the open-loop runs at this many callers' rate, engine and HTTP together.</param>
/// <param name="OpenPerSecond">The fixed rate that was offered to the engine open-loop.</param>
sealed record OrdersRow(
    int Callers, double Baseline, double Limit, double Engine, double EngineP99Ms, double Http, double HttpP99Ms, long Dropped,
    double OpenPerSecond, double OpenEngineP99Ms, double OpenHttpPerSecond, double OpenHttpP99Ms);

/// <summary>
/// Placing orders four ways on the same PostgreSQL in the same run: pgbench with a transaction per order, bare groups of 100,
/// the engine, and HTTP. The trial balance is checked after every one.
/// </summary>
static class OrdersBench
{
    /// <summary>The share of the closed-loop rate that is offered open-loop: a busy day, not a collapse.</summary>
    const double OpenShare = 0.5;

    public static async Task<int> Run(Arguments arguments)
    {
        var (time, levels) = (arguments.Time, arguments.Callers);
        var warmUp = TimeSpan.FromSeconds(Math.Min(5, time.TotalSeconds / 4));
        bool Wants(string part) => arguments.Wants(part);

        await using var seed = await BenchWorld.Seed(Arguments.Server);
        var limit = Wants("limit") ? await On(seed, "limit", w => new LimitRun(w).Run(warmUp, time)) : 0;
        Console.WriteLine($"limit     {limit,9:0}/s   one connection, groups of 100");
        var rows = new List<OrdersRow>();
        var none = new Measured(0, 0, 0, 0, 0);
        foreach (var callers in levels)
        {
            var baseline = !Wants("baseline") ? 0 : await On(seed, "baseline", async w =>
            {
                await BaselineRun.Prepare(w);
                return await BaselineRun.Run(w, callers, warmUp, time);
            });
            var engine = Wants("engine") ? await On(seed, "engine", w => EngineRun.Closed(w, callers, warmUp, time)) : none;
            var http = Wants("http") ? await On(seed, "http", w => HttpRun.Closed(w, callers, warmUp, time)) : none;
            var openEngine = Wants("open") ? await On(seed, "open_engine", w => EngineRun.Open(w, engine.PerSecond * OpenShare, warmUp, time)) : none;
            var openHttp = Wants("open") && http.PerSecond > 0 ? await On(seed, "open_http", w => HttpRun.Open(w, http.PerSecond * OpenShare, warmUp, time)) : none;
            var row = new OrdersRow(
                callers, baseline, limit, engine.PerSecond, engine.P99Ms, http.PerSecond, http.P99Ms, openEngine.Dropped + openHttp.Dropped,
                engine.PerSecond * OpenShare, openEngine.P99Ms, http.PerSecond * OpenShare, openHttp.P99Ms);
            rows.Add(row);
            Print(row);
        }
        if (Wants("memory")) await PrintMemory(seed);
        await arguments.Keep("orders", rows);
        return 0;
    }

    static async Task<T> On<T>(BenchWorld seed, string name, Func<BenchWorld, Task<T>> run)
    {
        await using var world = await seed.Copy(name);
        return await run(world);
    }

    static void Print(OrdersRow row) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"""
        {row.Callers} callers
          baseline  {row.Baseline,9:0}/s
          engine    {row.Engine,9:0}/s   p99 {row.EngineP99Ms:0.0} ms   {row.Engine / row.Baseline:0.0} x baseline   {row.Engine / row.Limit:0.00} of the limit
          http      {row.Http,9:0}/s   p99 {row.HttpP99Ms:0.0} ms   {row.Http / row.Engine:0.00} of the engine
          open loop: engine {row.OpenPerSecond:0}/s p99 {row.OpenEngineP99Ms:0.0} ms, http {row.OpenHttpPerSecond:0}/s p99 {row.OpenHttpP99Ms:0.0} ms, {row.Dropped} dropped
        """));

    static async Task PrintMemory(BenchWorld seed)
    {
        const int grains = 100_000;
        await using var world = await seed.Copy("memory");
        for (var n = 0L; n < grains; n += 25_000) await EngineRun.Orders(world, n, 25_000);
        var (active, managed, process) = await EngineRun.Memory(world, grains);
        Console.WriteLine($"memory    {active} active grains, {managed / 1048576} MiB managed, {process / 1048576} MiB in the whole process");
    }
}
