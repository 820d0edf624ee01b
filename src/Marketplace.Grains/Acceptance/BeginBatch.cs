using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Acceptance;

/// <summary>Begins the batch of a closed month; its lines follow.</summary>
/// <param name="UsageHash">Of all usage of the month, in hexadecimal.</param>
public sealed record BeginBatch(string Month, BatchTerms Terms, string UsageHash) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Batch.Grain[Month]];

    public Reply Run(Turn turn) =>
        turn.Do(Batch.Grain[Month], new BatchCommand.Begin(Terms, UsageHash)) is { } refusal ? refusal : BatchAnswer.Of(turn, Month);
}

/// <summary>Puts lines of one city into a batch that is being prepared; those that are in it already stay as they are.</summary>
public sealed record ProposeLines(string Month, string City, EquatableList<ProposedLine> Lines) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Batch.Grain[Month], Verification.Of(Month, City)];

    public Reply Run(Turn turn)
    {
        if (turn.Read(Batch.Grain[Month]).Status != BatchStatus.Preparing) return BatchRefusal.NotOpen;
        return turn.Do(Verification.Of(Month, City), new VerificationCommand.Propose(Lines)) is { } refusal ? refusal : BatchAnswer.Of(turn, Month);
    }
}

/// <summary>All lines are there: the platform may adjust and submit them.</summary>
/// <param name="Cities">Those that have lines.</param>
public sealed record OpenBatch(string Month, EquatableList<string> Cities) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Batch.Grain[Month], .. Cities.Select(c => Verification.Of(Month, c))];

    public Reply Run(Turn turn)
    {
        var parts = Cities.Select(city => (City: city, Part: turn.Read(Verification.Of(Month, city))))
            .Where(p => p.Part.Lines.Count > 0)
            .Select(p => new CityPart(p.City, p.Part.Lines.Count, p.Part.Lines.Values.Aggregate(Billing.Money.Zero, (sum, l) => sum + l.Proposed.Asked)));
        return turn.Do(Batch.Grain[Month], new BatchCommand.Open([.. parts])) is { } refusal ? refusal : BatchAnswer.Of(turn, Month);
    }
}
