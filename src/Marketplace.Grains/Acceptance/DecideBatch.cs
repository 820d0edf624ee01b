using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Acceptance;

/// <summary>The province wants a batch put right; the platform may adjust it and submits it again.</summary>
public sealed record ReturnBatch(string Month, string Reason) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Batch.Grain[Month]];

    public Reply Run(Turn turn)
    {
        if (turn.Do(Batch.Grain[Month], new BatchCommand.Return(Reason)) is { } refused) return refused;
        foreach (var part in turn.Read(Batch.Grain[Month]).Cities)
            if (turn.Do(Verification.Of(Month, part.City), new VerificationCommand.Reopen()) is { } refusal) return refusal;
        return BatchAnswer.Of(turn, Month);
    }
}

/// <summary>
/// The province approves a batch that every city has confirmed; what the report says of it is fixed by its hash. What it
/// grants is carried out afterwards by <see cref="ApplyLines"/>.
/// </summary>
/// <param name="LinesHash">Of the lines that the approver has looked at; null where that is not said.</param>
public sealed record ApproveBatch(string Month, string By, string? Opinion, string? LinesHash = null) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Batch.Grain[Month]];

    public Reply Run(Turn turn)
    {
        var state = BatchState.Of(turn, Month);
        if (state.Batch.Status == BatchStatus.None) return BatchRefusal.Unknown;
        if (!state.Batch.IsDecided && state.Batch.Status == BatchStatus.Submitted && state.Parts.Any(p => p.Part.Status != VerificationStatus.Confirmed))
            return BatchRefusal.NotConfirmed;
        if (!state.Batch.IsDecided && LinesHash is { } seen && seen != AcceptanceReport.LinesHash(state.Lines)) return BatchRefusal.Changed;
        var approve = new BatchCommand.Approve(By, AcceptanceReport.HashesOf(state), Opinion);
        return turn.Do(Batch.Grain[Month], approve) is { } refusal ? refusal : BatchAnswer.Of(turn, Month);
    }
}
