using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Marketplace.Bench.Settlement;

/// <summary>The result.</summary>
/// <param name="SumSeconds">The bare SQL that only sums the days by order and month, in the same database.</param>
/// <param name="Ratio">Of the sum.</param>
sealed record SettlementRow(
    int Orders, long Aggregates, IReadOnlyList<SettlementStep> Steps, double Seconds, double SumSeconds, double Ratio,
    double MicrosecondsPerOrder, double PeakMiB);

/// <summary>
/// Acceptance and settlement of a month from the closing of its usage to the vendors' statements, beside the bare SQL that only
/// sums the same usage.
/// </summary>
static class SettlementBench
{
    /// <summary>Up to so many orders everything that was written is recomputed afterwards.</summary>
    const int VerifiedMax = 20_000;

    /// <summary>The outermost sum is for the planner, who leaves out what nobody looks at.</summary>
    const string Sum =
        """
        select (sum(uses) + sum(active_days))::bigint from (
          select order_id, to_char(day, 'YYYY-MM') as month, sum(uses) as uses, count(*) filter (where uses > 0) as active_days
          from usage.daily group by 1, 2) as s
        """;

    public static async Task<int> Run(Arguments arguments, int orders, long aggregates)
    {
        var world = await SettlementWorld.Make(Arguments.Server, "bench_settlement", orders, aggregates);
        var rows = await world.Ask("select count(*) from usage.daily");
        await world.Ask(Sum); // so that neither is the one that warms the caches
        var sum = await Time(() => world.Ask(Sum));
        var work = await SettlementWork.InChild(world);
        if (work.Lines != orders) throw new InvalidOperationException($"{orders} orders were to be settled, {work.Lines} are.");
        if (orders <= VerifiedMax) await world.Verify();
        var row = new SettlementRow(
            orders, rows, work.Steps, work.Seconds, sum, work.Seconds / sum, work.Seconds * 1_000_000 / orders, work.PeakBytes / 1048576.0);
        Print(row);
        await arguments.Keep("settlement", row);
        return 0;
    }

    static async Task<double> Time(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalSeconds;
    }

    static void Print(SettlementRow row)
    {
        foreach (var step in row.Steps) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {step.Name,-13} {step.Seconds,8:0.00} s   {step.CpuSeconds,8:0.00} s of CPU"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"""
            {row.Orders} orders, {row.Aggregates} days of use
              all           {row.Seconds,8:0.00} s   {row.MicrosecondsPerOrder:0} µs per order   {row.Ratio:0.0} x the bare sum
              bare sum      {row.SumSeconds,8:0.00} s
              memory        {row.PeakMiB,8:0} MiB at most
            """));
    }
}
