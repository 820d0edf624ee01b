using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Acceptance;

/// <summary>A batch with the parts of its cities, as a turn sees them.</summary>
public sealed record BatchState(string Month, Batch Batch, IReadOnlyList<(string City, Verification Part)> Parts)
{
    public static BatchState Of(Turn turn, string month)
    {
        var batch = turn.Read(Batch.Grain[month]);
        return new BatchState(month, batch, [.. batch.Cities.Select(c => (c.City, turn.Read(Verification.Of(month, c.City))))]);
    }

    public IEnumerable<BatchLine> Lines => Parts.SelectMany(p => p.Part.InOrder);

    public Verification? Part(string city) => Parts.FirstOrDefault(p => p.City == city).Part;
}

/// <summary>What commands about a batch answer with; the lines are read apart.</summary>
public sealed record BatchAnswer(string Id, string Month, BatchStatus Status)
{
    public static Reply Of(Turn turn, string month) =>
        Reply.With(new BatchAnswer(month, month, turn.Read(Batch.Grain[month]).Status));
}
