using Billing.Subsidies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Signals;
using Marketplace.Grains.Storage;
using Marketplace.Grains.Usage;
using Npgsql;

namespace Marketplace.Grains.Acceptance;

/// <summary>
/// The long work around a batch: putting its lines together from the usage of a month, and carrying it out once it is
/// approved. Whatever was done stays done when it is broken off, and the rest follows when it is begun again.
/// </summary>
public sealed class BatchWork(
    NpgsqlDataSource database, IGrains grains, Projector projector, UsageMonths usage, Candidates candidates, FraudSignals signals, RaisedFlags raised,
    SubsidyPolicy policy, TimeProvider clock)
{
    /// <summary>Closes the month and opens its batch; one that there is already stays as it is.</summary>
    /// <param name="caller">Who asks; every step becomes a command of its own.</param>
    public async Task<Refusal?> Prepare(string month, Caller caller, CancellationToken cancel)
    {
        if (await grains.Read(turn => turn.Read(Batch.Grain[month]), cancel) is { Status: not (BatchStatus.None or BatchStatus.Preparing) }) return null;
        var (closed, open) = await usage.Close(month, caller.Actor, clock.GetUtcNow(), cancel);
        if (open is not null) return open;
        await projector.CatchUp(cancel);
        var terms = new BatchTerms(policy.Version, policy.SamplePercent, policy.SampleMinimum, policy.AppealDays);
        if (await Send(new BeginBatch(month, terms, Convert.ToHexStringLower(closed!.Hash)), caller, cancel) is { } refused) return refused;
        if (await ProposeAll(month, caller, cancel) is { } stopped) return stopped;
        var opened = await grains.Read(turn => turn.Read(Batch.Grain[month]), cancel);
        return opened.Status == BatchStatus.Applied ? await Expire(month, caller, cancel) : null;
    }

    /// <summary>Carries an approved batch out, and gives back what nothing can be asked for any more.</summary>
    /// <param name="progress">How many lines are done, of how many.</param>
    public async Task<Refusal?> Apply(string month, Caller caller, Action<int, int>? progress, CancellationToken cancel)
    {
        var state = await grains.Read(turn => BatchState.Of(turn, month), cancel);
        if (!state.Batch.IsDecided) return BatchRefusal.NotApproved;
        var (done, all) = (0, state.Batch.Cities.Sum(c => c.Lines));
        var turns = new TurnsUnderway<ApplyLines>(async turn =>
        {
            if (await Send(turn, caller, cancel) is { } refused) return refused;
            progress?.Invoke(Interlocked.Add(ref done, turn.Orders.Count), all);
            return null;
        });
        foreach (var turn in Remaining(state))
            if (await turns.Add(turn) is { } refused) return refused;
        return await turns.End() ?? await Send(new FinishBatch(month), caller, cancel) ?? await Expire(month, caller, cancel);
    }

    /// <summary>What of a batch is not carried out yet.</summary>
    static IEnumerable<ApplyLines> Remaining(BatchState state) =>
        from part in state.Parts
        from chunk in part.Part.InOrder.Where(l => l.Applied is null).Select(l => l.Proposed.Order).Chunk(ApplyLines.ChunkMax)
        select new ApplyLines(state.Month, part.City, [.. chunk]);

    async Task<Refusal?> ProposeAll(string month, Caller caller, CancellationToken cancel)
    {
        var flags = await signals.In(month, cancel);
        await raised.Record(month, flags, caller.Actor, cancel);
        var today = ChinaTime.DayOf(clock.GetUtcNow());
        var cities = new SortedSet<string>(StringComparer.Ordinal);
        var turns = new TurnsUnderway<ProposeLines>(turn => Send(turn, caller, cancel));
        var chunk = new List<ProposedLine>(Verification.ChunkMax);
        string? city = null;
        await foreach (var (of, line) in candidates.Of(month, flags, today, cancel))
        {
            if (chunk.Count > 0 && (of != city || chunk.Count == Verification.ChunkMax) && await Propose() is { } refused) return refused;
            city = of;
            chunk.Add(line);
        }
        if (chunk.Count > 0 && await Propose() is { } last) return last;
        return await turns.End() ?? await Send(new OpenBatch(month, [.. cities]), caller, cancel);

        Task<Refusal?> Propose()
        {
            var turn = new ProposeLines(month, city!, [.. chunk]);
            cities.Add(city!);
            chunk.Clear();
            return turns.Add(turn);
        }
    }

    async Task<Refusal?> Expire(string month, Caller caller, CancellationToken cancel)
    {
        await projector.CatchUp(cancel);
        await using var command = database.CreateCommand(
            "select id from read.orders where held > 0 and status = 'ended' and read.instant(doc ->> 'endedAt') < $1 order by id");
        command.Parameters.Add(Sql.Param(ChinaMonth.End(month).UtcDateTime));
        var orders = new List<OrderId>();
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel)) orders.Add(new OrderId(reader.GetString(0)));
        if (orders.Count == 0) return null; // so that no other batch is read for nothing
        var asked = await Undecided(cancel);
        foreach (var chunk in orders.Where(o => !asked.Contains(o)).Chunk(ApplyLines.ChunkMax))
            foreach (var refused in await Task.WhenAll(chunk.Select(o => Send(new ExpireSubsidy(o, month), caller, cancel))))
                if (refused is not null) return refused;
        return null;
    }

    /// <summary>Orders that wait in batches which are not carried out: what is asked for them is not given back under the hands of those who verify it.</summary>
    async Task<HashSet<OrderId>> Undecided(CancellationToken cancel)
    {
        var months = new List<string>();
        await using (var command = database.CreateCommand("select id from read.batches where status <> 'applied' order by id"))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel)) months.Add(reader.GetString(0));
        var orders = new HashSet<OrderId>();
        foreach (var month in months)
            orders.UnionWith(await grains.Read(turn => BatchState.Of(turn, month).Lines.Where(l => l.Applied is null).Select(l => l.Proposed.Order).ToArray(), cancel));
        return orders;
    }

    async Task<Refusal?> Send(ITurn turn, Caller caller, CancellationToken cancel) =>
        (await grains.Send(turn, caller with { CommandId = null }, cancel)).Refusal;
}
