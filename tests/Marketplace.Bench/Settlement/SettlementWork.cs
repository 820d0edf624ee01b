using System.Diagnostics;
using System.Text.Json;
using Marketplace.Bench.Http;
using Marketplace.Grains;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Signals;
using Marketplace.Grains.Storage;
using Marketplace.Grains.Usage;
using Npgsql;

namespace Marketplace.Bench.Settlement;

/// <summary>How long one step took.</summary>
/// <param name="CpuSeconds">Of this process alone: what the step takes of a busy machine.</param>
sealed record SettlementStep(string Name, double Seconds, double CpuSeconds);

/// <param name="Lines">Of the statements that were drawn.</param>
/// <param name="PeakBytes">The most memory that the process had in use, all of it counted.</param>
sealed record SettlementResults(IReadOnlyList<SettlementStep> Steps, int Lines, long PeakBytes)
{
    public double Seconds => Steps.Sum(s => s.Seconds);
}

/// <summary>
/// Acceptance and settlement of a world by the parts that the server puts together, in a process of its own, so that its memory
/// is what they need. Read tables are folded beside it, as on a server.
/// </summary>
sealed class SettlementWork : IAsyncDisposable
{
    public const string Verb = "settlement-work";

    static readonly Caller Operator = new("operator:bench");
    static readonly TimeSpan FoldPause = TimeSpan.FromMilliseconds(20);

    readonly NpgsqlDataSource _database;
    readonly PostgresEventStore _store;
    readonly GrainHost _grains;
    readonly Projector _projector;
    readonly UsageMonths _months;
    readonly BatchWork _batches;
    readonly SettlementRun _runs;
    readonly TimeProvider _clock = new ClockFrom(SettlementWorld.AcceptedAt);
    readonly List<SettlementStep> _steps = [];

    SettlementWork(string connectionString)
    {
        _database = NpgsqlDataSource.Create(connectionString);
        _store = new PostgresEventStore(connectionString, Catalogue.Facts);
        _grains = new GrainHost(_store, Catalogue.Facts, _clock, new SerialScheduler());
        _projector = new Projector(_database, Catalogue.Facts, Catalogue.ReadTables);
        _months = new UsageMonths(_database, SettlementWorld.Policy);
        _batches = new BatchWork(
            _database, _grains, _projector, _months, new Candidates(_database), new FraudSignals(_database), new RaisedFlags(_database, _clock),
            SettlementWorld.Policy, _clock);
        _runs = new SettlementRun(_grains, SettlementWorld.Policy);
    }

    /// <summary>In a process of its own, with a heap as it is where a container may use 1 GiB: three quarters of that.</summary>
    public static async Task<SettlementResults> InChild(SettlementWorld world)
    {
        await using var child = Child.Start(
            new ProcessStartInfo("dotnet", [typeof(SettlementWork).Assembly.Location, Verb, world.ConnectionString])
            {
                RedirectStandardOutput = true, Environment = { ["DOTNET_GCHeapHardLimit"] = "30000000" }, // 768 MiB, in hexadecimal
            });
        var said = await child.Process.StandardOutput.ReadToEndAsync();
        await child.Process.WaitForExitAsync();
        return child.Process.ExitCode == 0
            ? JsonSerializer.Deserialize<SettlementResults>(said)!
            : throw new NotMeasurableException($"The work ended with {child.Process.ExitCode}.");
    }

    /// <summary>What the process does: the work, and its result on its standard output.</summary>
    public static async Task<int> Run(string connectionString)
    {
        await using var work = new SettlementWork(connectionString);
        Console.WriteLine(JsonSerializer.Serialize(await work.Do()));
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _grains.DisposeAsync();
        await _store.DisposeAsync();
        await _database.DisposeAsync();
    }

    async Task<SettlementResults> Do()
    {
        await SettlementWorld.Attest(_grains);
        using var ended = new CancellationTokenSource();
        var folding = Fold(ended.Token);
        var month = SettlementWorld.LastMonth;
        await Time("close months", CloseMonths);
        await Time("prepare", async () => Expect(await _batches.Prepare(month, Operator, CancellationToken.None)));
        await Time("submit", () => Send(new SubmitBatch(month, "operator:bench")));
        await Time("verify", () => Verify(month));
        await Time("approve", () => Send(new ApproveBatch(month, "province:bench", null)));
        await Time("apply", async () => Expect(await _batches.Apply(month, Operator, null, CancellationToken.None)));
        var lines = 0;
        await Time("settle", async () =>
        {
            var (result, refusal) = await _runs.Run(month, Operator, null, CancellationToken.None);
            Expect(refusal);
            if (result!.Parked.Count > 0) throw new InvalidOperationException($"{result.Parked[0].Vendor} is parked: {result.Parked[0].Reason}");
            lines = result.Statements.Sum(s => s.Lines);
        });
        await ended.CancelAsync();
        await folding;
        await _projector.CatchUp(CancellationToken.None);
        return new SettlementResults(_steps, lines, Process.GetCurrentProcess().PeakWorkingSet64);
    }

    async Task Time(string step, Func<Task> work)
    {
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        await work();
        _steps.Add(new SettlementStep(step, clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds));
    }

    async Task Fold(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
            if (await _projector.Step(CancellationToken.None) < Projector.BatchMax) await Task.Delay(FoldPause, CancellationToken.None);
    }

    async Task CloseMonths()
    {
        foreach (var month in ChinaMonth.Range(SettlementWorld.FirstMonth, SettlementWorld.LastMonth))
            Expect((await _months.Close(month, Operator.Actor, _clock.GetUtcNow(), CancellationToken.None)).Refusal);
    }

    /// <summary>Every city passes its sample, and a second person confirms.</summary>
    async Task Verify(string month)
    {
        var state = await _grains.Read(turn => BatchState.Of(turn, month));
        foreach (var (city, part) in state.Parts)
        {
            var checks = part.Lines.Values.Where(l => l.State == ReviewState.Selected)
                .Select(l => new Check(l.Proposed.Order, CheckResult.Pass, null, null, null, null, []));
            foreach (var chunk in checks.Chunk(Verification.ChunkMax)) await Send(new VerifyLines(month, city, "city:first", [.. chunk]));
            await Send(new ConfirmVerification(month, city, "city:second", null));
        }
    }

    async Task Send(ITurn turn) => Expect((await _grains.Send(turn, Operator)).Refusal);

    static void Expect(Refusal? refusal)
    {
        if (refusal is not null) throw new InvalidOperationException($"{refusal.Code}: {refusal.Reason}");
    }
}
