using System.Globalization;
using Marketplace.Bench.Http;
using Marketplace.Grains.Places;
using Marketplace.Grains.Usage;
using Npgsql;

namespace Marketplace.Bench.Usage;

/// <summary>One row of the result.</summary>
/// <param name="Http">Events a second.</param>
/// <param name="P99Ms">Of the calls of the worst turn.</param>
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

    /// <summary>Before anything is measured: until then half of the work is compiling.</summary>
    const long WarmUpEvents = 400_000;

    const int Turns = 5;

    const int FillCallers = 4;
    const long FillStep = 1_000_000;

    static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    public static async Task<int> Run(Arguments arguments, long rowsMax)
    {
        var rows = new List<UsageRow>();
        foreach (var callers in arguments.Callers)
        {
            var row = await Compare(callers, arguments.Time);
            rows.Add(row);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{callers,3} callers   http {row.Http,9:0}/s   p99 {row.P99Ms,6:0.0} ms   copy {row.Copy,9:0}/s   {row.Ratio:0.00} of copy"));
        }
        var fill = rowsMax > 0 ? await Fill(rowsMax) : [];
        await arguments.Keep("usage", new { callers = rows, fill });
        return 0;
    }

    /// <summary>In turns, so that what else the machine does meanwhile hits both alike.</summary>
    static async Task<UsageRow> Compare(int callers, TimeSpan time)
    {
        await using var bare = await UsageWorld.Make(Arguments.Server, "bench_usage_copy");
        await MakePartitions(bare);
        var copy = new CopyRun(bare);
        await using var world = await UsageWorld.Make(Arguments.Server, "bench_usage_http");
        await using var api = await ServerProcess.Api(world.ConnectionString, StartMax);
        await world.MakeKeys();
        using var load = new UsageLoad(api.Address);
        await copy.Run(callers, TimeSpan.MaxValue, WarmUpEvents);
        await load.Run(callers, TimeSpan.MaxValue, WarmUpEvents); // a server that has just started compiles while it works
        List<double> copied = [], taken = [], p99 = [];
        for (var turn = 0; turn < Turns; turn++)
        {
            copied.Add(await copy.Run(callers, time / Turns));
            var (perSecond, p99Ms) = await load.Run(callers, time / Turns);
            taken.Add(perSecond);
            p99.Add(p99Ms);
        }
        await Check(world, load.Sent);
        return new UsageRow(callers, taken.Average(), p99.Max(), copied.Average(), taken.Sum() / copied.Sum());
    }

    static async Task MakePartitions(UsageWorld world)
    {
        await using var database = NpgsqlDataSource.Create(world.ConnectionString);
        foreach (var month in new[] { UsageWorld.Now.AddDays(-7), UsageWorld.Now }.Select(ChinaMonth.Of).Distinct())
            await UsagePartitions.Make(database, month, CancellationToken.None);
    }

    static async Task<List<UsageFill>> Fill(long rowsMax)
    {
        await using var world = await UsageWorld.Make(Arguments.Server, "bench_usage_fill");
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
