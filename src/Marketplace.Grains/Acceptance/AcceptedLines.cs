using System.Collections.Concurrent;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Acceptance;

/// <summary>What settlement pays for.</summary>
public static class AcceptedLines
{
    public static readonly ConcurrentDictionary<string, IReadOnlyList<AcceptedLine>> Stub = new();

    /// <summary>Null while the batch of the month is not carried out; else its lines with something granted, in order of their numbers.</summary>
    public static IReadOnlyList<AcceptedLine>? Of(Turn turn, string month)
    {
        _ = turn;
        return Stub.GetValueOrDefault(month);
    }
}
