using System.Globalization;
using Marketplace.Bench.Http;
using Marketplace.Grains.Places;
using Marketplace.Grains.Usage;
using Npgsql;

namespace Marketplace.Bench.Usage;

/// <summary>One row of the result.</summary>
/// <param name="Http">Events a second.</param>
/// <param name="Copy">Rows a second of bare COPY, with the same number of callers.</param>
/// <param name="Ratio">Of COPY.</param>
sealed record UsageRow(int Callers, double Http, double P99Ms, double Copy, double Ratio);

/// <summary>One step of filling.</summary>
/// <param name="Events">On record at the end of the step.</param>
/// <param name="MicrosecondsPerEvent">Of the last million.</param>
sealed record UsageFill(long Events, double MicrosecondsPerEvent);

/// <summary>
/// Usage over HTTP, a thousand events a call, beside bare COPY of the same rows into the same table in the same run; and what an
/// event costs when there are millions.
/// </summary>
static class UsageBench
{
    public const int Batch = 1000;

    /// <summary>Before anything is measured over HTTP: until then half of the work is compiling.</summary>
    const long WarmUpEvents = 400_000;

    const int FillCallers = 4;
    const long FillStep = 1_000_000;

    static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    public static async Task<int> Run(Arguments arguments, long rowsMax)
    {
        var rows = new List<UsageRow>();
        foreach (var callers in arguments.Callers)
        {
            var name = callers.ToString(CultureInfo.InvariantCulture);
            var copy = await Copy($"bench_usage_copy_{name}", callers, arguments.Time);
            var (http, p99) = await Http($"bench_usage_http_{name}", callers, arguments.Time);
            rows.Add(new UsageRow(callers, http, p99, copy, http / copy));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{callers,3} callers   http {http,9:0}/s   p99 {p99,6:0.0} ms   copy {copy,9:0}/s   {http / copy:0.00} of copy"));
        }
        var fill = rowsMax > 0 ? await Fill(rowsMax) : [];
        await arguments.Keep("usage", new { callers = rows, fill });
        return 0;
    }

    static async Task<double> Copy(string name, int callers, TimeSpan time)
    {
        var world = await UsageWorld.Make(Arguments.Server, name);
        await MakePartitions(world);
        await CopyRun.Run(world, callers, time / 4);
        return await CopyRun.Run(world, callers, time);
    }

    static async Task MakePartitions(UsageWorld world)
    {
        await using var database = NpgsqlDataSource.Create(world.ConnectionString);
        foreach (var month in new[] { UsageWorld.Now.AddDays(-7), UsageWorld.Now }.Select(ChinaMonth.Of).Distinct())
            await UsagePartitions.Make(database, month, CancellationToken.None);
    }

    static async Task<(double PerSecond, double P99Ms)> Http(string name, int callers, TimeSpan time)
    {
        var world = await UsageWorld.Make(Arguments.Server, name);
        await using var api = await ServerProcess.Api(world.ConnectionString, StartMax);
        await world.MakeKeys();
        using var load = new UsageLoad(api.Address);
        await load.Run(callers, TimeSpan.MaxValue, WarmUpEvents); // a server that has just started compiles while it works
        var result = await load.Run(callers, time);
        await Check(world, load.Sent);
        return result;
    }

    static async Task<List<UsageFill>> Fill(long rowsMax)
    {
        var world = await UsageWorld.Make(Arguments.Server, "bench_usage_fill");
        await using var api = await ServerProcess.Api(world.ConnectionString, StartMax);
        await world.MakeKeys();
        using var load = new UsageLoad(api.Address);
        var fill = new List<UsageFill>();
        for (var events = FillStep; events <= rowsMax; events += FillStep)
        {
            var (perSecond, _) = await load.Run(FillCallers, TimeSpan.MaxValue, events);
            fill.Add(new UsageFill(load.Sent, 1_000_000 / perSecond));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{load.Sent / 1e6,5:0} M events   {1_000_000 / perSecond:0.0} µs per event"));
        }
        await Check(world, load.Sent);
        return fill;
    }

    /// <summary>Throws unless every event that was accepted is there once and counted once.</summary>
    static async Task Check(UsageWorld world, long sent)
    {
        var (events, counted) = (await world.Count("select count(*) from usage.events"), await world.Count("select coalesce(sum(events), 0)::bigint from usage.daily"));
        if (events != sent || counted != sent) throw new InvalidOperationException($"{sent} events were accepted, {events} are stored, {counted} counted.");
    }
}
