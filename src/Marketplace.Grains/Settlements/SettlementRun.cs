using System.Collections.Concurrent;
using System.Text.Json;
using Billing.Subsidies;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Settlements;

/// <summary>A vendor whose statement could not be drawn, and why.</summary>
/// <param name="Reason">The code of the refusal.</param>
public sealed record ParkedVendor(CreditCode Vendor, string Reason, string Message, string MessageZh);

/// <param name="Statements">In order of vendors.</param>
/// <param name="Parked">Drawn by another run of the same month when they are put right.</param>
public sealed record SettlementResult(string Month, IReadOnlyList<StatementAnswer> Statements, IReadOnlyList<ParkedVendor> Parked);

/// <summary>
/// Draws the statements of a month for every vendor with accepted lines. One vendor's trouble parks that vendor alone; running a
/// month again changes nothing that is there and goes on where a run was broken off.
/// </summary>
public sealed class SettlementRun(IGrains grains, SubsidyPolicy policy)
{
    /// <summary>Vendors at a time: enough that their turns share commits.</summary>
    const int VendorsAtOnce = 8;

    /// <param name="progress">Vendors done, and all.</param>
    public async Task<(SettlementResult? Result, Refusal? Refusal)> Run(
        string month, Caller caller, Action<int, int>? progress, CancellationToken cancel)
    {
        if (await Read(month, cancel) is not { Lines: { } lines } batch) return (null, BatchRefusal.NotApproved);
        var vendors = lines.GroupBy(l => l.Vendor).OrderBy(g => g.Key.Value, StringComparer.Ordinal).ToArray();
        var (drawn, parked, done) = (new ConcurrentBag<StatementAnswer>(), new ConcurrentBag<ParkedVendor>(), 0);
        progress?.Invoke(0, vendors.Length);
        await Parallel.ForEachAsync(vendors, new ParallelOptions { MaxDegreeOfParallelism = VendorsAtOnce, CancellationToken = cancel }, async (vendor, stop) =>
        {
            var (answer, refusal) = await Draw(month, vendor.Key, [.. vendor], batch.AppliedOn, caller, stop);
            if (answer is not null) drawn.Add(answer);
            if (refusal is not null) parked.Add(new ParkedVendor(vendor.Key, refusal.Code, refusal.Reason, refusal.ReasonZh));
            progress?.Invoke(Interlocked.Increment(ref done), vendors.Length);
        });
        return (new SettlementResult(
            month, [.. drawn.OrderBy(s => s.Vendor.Value, StringComparer.Ordinal)], [.. parked.OrderBy(p => p.Vendor.Value, StringComparer.Ordinal)]), null);
    }

    Task<AppliedBatch> Read(string month, CancellationToken cancel) => grains.Read(
        turn => new AppliedBatch(
            AcceptedLines.Of(turn, month), ChinaTime.DayOf(turn.Read(Batch.Grain[month]).AppliedAt ?? turn.Now)), cancel);

    async Task<(StatementAnswer? Answer, Refusal? Refusal)> Draw(
        string month, CreditCode vendor, AcceptedLine[] lines, DateOnly acceptedOn, Caller caller, CancellationToken cancel)
    {
        for (var first = 0; ;)
        {
            var turn = new DrawStatement(month, vendor, first)
            {
                Lines = [.. lines.Skip(first).Take(DrawStatement.LinesMax).Select(StatementLine.Of)],
                Total = lines.Length, AcceptedOn = acceptedOn, Policy = policy,
            };
            var sent = await grains.Send(turn, caller with { CommandId = null }, cancel);
            if (sent.Refusal is { Kind: RefusalKind.Overloaded } overloaded) throw new GrainsUnavailableException(overloaded);
            if (sent.Refusal is { } refusal) return (null, refusal);
            var answer = JsonSerializer.Deserialize<StatementAnswer>(sent.Answer!, CanonicalJson.Options)!;
            if (answer.Status != StatementStatus.Drawing) return (answer, null);
            first = answer.Added;
        }
    }

    sealed record AppliedBatch(IReadOnlyList<AcceptedLine>? Lines, DateOnly AppliedOn);
}
