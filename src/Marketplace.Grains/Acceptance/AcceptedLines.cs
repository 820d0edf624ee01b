using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Acceptance;

/// <summary>What settlement pays for.</summary>
public static class AcceptedLines
{
    /// <summary>Null while the batch of the month is not carried out; else its lines with something granted, in order of their numbers.</summary>
    public static IReadOnlyList<AcceptedLine>? Of(Turn turn, string month)
    {
        var state = BatchState.Of(turn, month);
        return state.Batch.Status != BatchStatus.Applied ? null :
        [
            .. from line in state.Lines
               where line.Applied is { Approved.Count: > 0 }
               orderby line.Proposed.Number
               let p = line.Proposed
               select new AcceptedLine(
                   p.Order, p.Number, p.Company, p.Vendor, p.Listing, p.Percent, line.Applied!.Approved, p.RuleVersion, p.Usage, p.Evidence),
        ];
    }
}
