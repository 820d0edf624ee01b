using Marketplace.Grains;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Orders;
using static Marketplace.Grains.Acceptance.VerificationEvent;
using Part = Marketplace.Grains.Acceptance.Verification;

namespace Marketplace.Api.Acceptance;

/// <summary>A fact of a city's part that says something of one line, or of all.</summary>
public sealed record LineFact(VerificationEvent Fact, DateTimeOffset At, string Actor);

/// <summary>Who did what to one line, and when: read from the facts of the city's part.</summary>
public static class LineHistory
{
    /// <summary>Oldest first.</summary>
    public static async Task<IReadOnlyList<LineFact>> Of(FactStreams streams, string month, string city, OrderId order, CancellationToken cancel)
    {
        var stream = await streams.Stream(Part.Grain.StreamId(Part.Of(month, city).Key), cancel);
        return
        [
            .. from fact in stream?.Facts ?? []
               let read = (VerificationEvent)Catalogue.Facts.Read(fact.Type, fact.Data.GetRawText())
               where Concerns(read, order)
               select new LineFact(read, fact.At, fact.Actor),
        ];
    }

    static bool Concerns(VerificationEvent fact, OrderId order) => fact switch
    {
        LinesProposed f => f.Lines.Any(l => l.Order == order),
        LinesAdjusted f => f.Adjustments.Any(a => a.Order == order),
        LinesVerified f => f.Checks.Any(c => c.Order == order),
        LinesApplied f => f.Lines.Any(l => l.Order == order),
        SampleDrawn or VerificationConfirmed or VerificationReopened => true,
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact.GetType().Name, "Not known here."),
    };
}
