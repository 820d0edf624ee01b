using Billing;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Acceptance.BatchEvent;

namespace Marketplace.Grains.Acceptance;

/// <summary>A batch in lists; its lines are read from the cities' parts.</summary>
public sealed record BatchRow(
    string Month, BatchStatus Status, int Lines, Money Asked, EquatableList<CityPart> Cities, DateTimeOffset BegunAt, DateTimeOffset? SubmittedAt,
    string? ReturnReason, DateTimeOffset? ApprovedAt, DateTimeOffset? AppliedAt) : IReadRow<BatchRow, BatchEvent>
{
    public static ReadTable Table { get; } = ReadTable.For<BatchRow, BatchEvent>(Batch.Grain, "batches");

    public static BatchRow Evolve(BatchRow? row, BatchEvent fact, Envelope envelope) => (row, fact) switch
    {
        (_, BatchBegun) => new BatchRow(envelope.Key, BatchStatus.Preparing, 0, Money.Zero, [], envelope.At, null, null, null, null),
        (null, _) => throw new InvalidOperationException($"The first fact of batch {envelope.Key} is {envelope.Type}."),
        (_, BatchOpened f) => row with
        {
            Status = f.Cities.Count > 0 ? BatchStatus.Open : BatchStatus.Applied, Cities = f.Cities, Lines = f.Cities.Sum(c => c.Lines),
            Asked = f.Cities.Aggregate(Money.Zero, (sum, c) => sum + c.Asked),
        },
        (_, BatchSubmitted) => row with { Status = BatchStatus.Submitted, SubmittedAt = envelope.At, ReturnReason = null },
        (_, BatchReturned f) => row with { Status = BatchStatus.Returned, ReturnReason = f.Reason },
        (_, BatchApproved) => row with { Status = BatchStatus.Approved, ApprovedAt = envelope.At },
        (_, BatchApplied f) => row with { Status = BatchStatus.Applied, AppliedAt = f.At },
        _ => throw Unhandled.Of(fact),
    };
}
