using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Acceptance;

/// <summary>A city enters what it found at orders of its sample (S003 art.19).</summary>
/// <param name="By">Who looked.</param>
public sealed record VerifyLines(string Month, string City, string By, EquatableList<Check> Checks) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Batch.Grain[Month], Verification.Of(Month, City)];

    public Reply Run(Turn turn) => CityTurn.Run(turn, Month, City, new VerificationCommand.Verify(By, Checks));
}

/// <summary>A second person of the city confirms all that was found.</summary>
/// <param name="LinesHash">Of the lines that this person has looked at; null where that is not said.</param>
public sealed record ConfirmVerification(string Month, string City, string By, string? Opinion, string? LinesHash = null) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Batch.Grain[Month], Verification.Of(Month, City)];

    public Reply Run(Turn turn)
    {
        var part = turn.Read(Verification.Of(Month, City));
        return LinesHash is { } seen && part.Status == VerificationStatus.Submitted && seen != AcceptanceReport.LinesHash(part.InOrder)
            ? BatchRefusal.Changed : CityTurn.Run(turn, Month, City, new VerificationCommand.Confirm(By, Opinion));
    }
}

static class CityTurn
{
    public static Reply Run(Turn turn, string month, string city, VerificationCommand command)
    {
        var batch = turn.Read(Batch.Grain[month]);
        if (batch.Status == BatchStatus.None) return BatchRefusal.Unknown;
        if (batch.Cities.All(c => c.City != city)) return BatchRefusal.CityUnknown;
        if (batch.Status != BatchStatus.Submitted) return batch.IsDecided ? BatchRefusal.Decided : BatchRefusal.NotSubmitted;
        return turn.Do(Verification.Of(month, city), command) is { } refusal ? refusal : BatchAnswer.Of(turn, month);
    }
}
