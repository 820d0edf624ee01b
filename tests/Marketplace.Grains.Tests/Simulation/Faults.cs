namespace Marketplace.Grains.Tests.Simulation;

/// <summary>How often what goes wrong, in thousandths; drawn anew for every history, so that some are calm and some are hell.</summary>
sealed record Faults
{
    public static readonly Faults None = new();

    public int AnswerLate { get; init; }
    public int LoadFails { get; init; }
    public int ConflictForNothing { get; init; }
    public int UnknownButCommitted { get; init; }
    public int UnknownAndLost { get; init; }

    /// <summary>The host is told "unknown" while the transaction is still at work on the server.</summary>
    public int UnknownAndStillUnderway { get; init; }

    public static Faults From(Random random) => random.Next(5) == 0 ? None : new Faults
    {
        AnswerLate = random.Next(150),
        LoadFails = random.Next(120),
        ConflictForNothing = random.Next(150),
        UnknownButCommitted = random.Next(80),
        UnknownAndLost = random.Next(80),
        UnknownAndStillUnderway = random.Next(80),
    };
}
