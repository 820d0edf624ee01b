using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Acceptance;

/// <summary>The platform takes back some of what it proposed, before it submits.</summary>
public sealed record AdjustBatch(string Month, EquatableList<Adjustment> Adjustments) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Batch.Grain[Month]];

    public Reply Run(Turn turn)
    {
        var state = BatchState.Of(turn, Month);
        if (state.Batch.Status == BatchStatus.None) return BatchRefusal.Unknown;
        if (!state.Batch.IsOpen) return BatchRefusal.NotOpen;
        if (Adjustments.Any(a => state.Parts.All(p => !p.Part.Lines.ContainsKey(a.Order)))) return BatchRefusal.LineUnknown;
        foreach (var (city, part) in state.Parts)
        {
            var own = Adjustments.Where(a => part.Lines.ContainsKey(a.Order)).ToArray();
            if (own.Length > 0 && turn.Do(Verification.Of(Month, city), new VerificationCommand.Adjust([.. own])) is { } refusal) return refusal;
        }
        return BatchAnswer.Of(turn, Month);
    }
}

/// <summary>The platform submits a batch to the cities, and each city's sample is drawn (S003 art.19).</summary>
/// <param name="By">Who submits; the same person does not approve.</param>
public sealed record SubmitBatch(string Month, string By) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Batch.Grain[Month]];

    public Reply Run(Turn turn)
    {
        if (turn.Do(Batch.Grain[Month], new BatchCommand.Submit(By)) is { } refused) return refused;
        var batch = turn.Read(Batch.Grain[Month]);
        foreach (var part in batch.Cities)
        {
            var sample = new VerificationCommand.Submit(
                Sample.SeedFor(batch.UsageHash!, part.City), batch.Terms!.SamplePercent, batch.Terms.SampleMinimum);
            if (turn.Do(Verification.Of(Month, part.City), sample) is { } refusal) return refusal;
        }
        return BatchAnswer.Of(turn, Month);
    }
}
