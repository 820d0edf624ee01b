using System.Text.Json.Serialization;
using Billing;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Acceptance.BatchCommand;
using static Marketplace.Grains.Acceptance.BatchEvent;

namespace Marketplace.Grains.Acceptance;

[JsonConverter(typeof(JsonStringEnumConverter<BatchStatus>))]
public enum BatchStatus
{
    [JsonStringEnumMemberName("none")] None,

    /// <summary>Its lines are being put together.</summary>
    [JsonStringEnumMemberName("preparing")] Preparing,

    /// <summary>The platform may adjust it.</summary>
    [JsonStringEnumMemberName("open")] Open,

    /// <summary>The cities verify it.</summary>
    [JsonStringEnumMemberName("submitted")] Submitted,

    /// <summary>The province wants it put right.</summary>
    [JsonStringEnumMemberName("returned")] Returned,

    /// <summary>The province has approved it; its lines are being carried out.</summary>
    [JsonStringEnumMemberName("approved")] Approved,

    /// <summary>All of it is carried out and can be settled.</summary>
    [JsonStringEnumMemberName("applied")] Applied,
}

/// <summary>By which values a batch is made; they bind it whatever the policy becomes.</summary>
/// <param name="SamplePercent">Of the inconspicuous lines of each city.</param>
/// <param name="AppealDays">In which what was not granted may be submitted again, counted from when the batch is carried out.</param>
public sealed record BatchTerms(string PolicyVersion, int SamplePercent, int SampleMinimum, int AppealDays);

/// <summary>What a batch holds of one city.</summary>
public sealed record CityPart(string City, int Lines, Money Asked);

/// <summary>The report's hash for one city, or for the whole under the province's name.</summary>
/// <param name="Hash">SHA-256, in hexadecimal, of the report's canonical JSON.</param>
public sealed record ReportHash(string Of, string Hash);

public abstract record BatchCommand
{
    public sealed record Begin(BatchTerms Terms, string UsageHash) : BatchCommand;
    public sealed record Open(EquatableList<CityPart> Cities) : BatchCommand;
    public sealed record Submit(string By) : BatchCommand;
    public sealed record Return(string Reason) : BatchCommand;
    public sealed record Approve(string By, EquatableList<ReportHash> Reports, string? Opinion) : BatchCommand;
    public sealed record Finish(DateTimeOffset At) : BatchCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record BatchEvent
{
    public sealed record BatchBegun(BatchTerms Terms, string UsageHash) : BatchEvent;
    public sealed record BatchOpened(EquatableList<CityPart> Cities) : BatchEvent;
    public sealed record BatchSubmitted(string By) : BatchEvent;
    public sealed record BatchReturned(string Reason) : BatchEvent;
    public sealed record BatchApproved(string By, EquatableList<ReportHash> Reports, string? Opinion) : BatchEvent;
    public sealed record BatchApplied(DateTimeOffset At) : BatchEvent;
}

/// <summary>What is accepted of one month (验收批次, S003 art.19); its key is the month. The lines are with the cities' parts.</summary>
/// <param name="UsageHash">Of all usage of the closed month; the samples' seeds follow from it.</param>
public sealed record Batch(
    BatchStatus Status, BatchTerms? Terms, string? UsageHash, EquatableList<CityPart> Cities, string? SubmittedBy, string? ReturnReason,
    string? ApprovedBy, string? Opinion, EquatableList<ReportHash> Reports, DateTimeOffset? AppliedAt)
    : IAggregate<Batch, BatchCommand, BatchEvent>
{
    public static readonly GrainType<Batch, BatchCommand, BatchEvent> Grain = new("batch");

    public static Batch Initial { get; } = new(BatchStatus.None, null, null, [], null, null, null, null, [], null);

    public static Decision<BatchEvent> Decide(Batch batch, BatchCommand command) => command switch
    {
        Begin c => batch.Status == BatchStatus.None ? new BatchBegun(c.Terms, c.UsageHash) : Nothing.Happens,

        _ when batch.Status == BatchStatus.None => BatchRefusal.Unknown,

        Open c => batch.Status == BatchStatus.Preparing ? new BatchOpened(c.Cities) : Nothing.Happens,

        Submit when batch.Status == BatchStatus.Submitted => Nothing.Happens,
        Submit c => batch.IsOpen ? new BatchSubmitted(c.By) : BatchRefusal.NotOpen,

        Return c when batch.Status == BatchStatus.Returned => batch.ReturnReason == c.Reason ? Nothing.Happens : BatchRefusal.NotSubmitted,
        Return c => batch.Status == BatchStatus.Submitted ? new BatchReturned(c.Reason) : batch.IsDecided ? BatchRefusal.Decided : BatchRefusal.NotSubmitted,

        Approve when batch.IsDecided => Nothing.Happens,
        Approve c when batch.SubmittedBy == c.By => BatchRefusal.SamePerson,
        Approve c => batch.Status == BatchStatus.Submitted ? new BatchApproved(c.By, c.Reports, c.Opinion) : BatchRefusal.NotSubmitted,

        Finish when batch.Status == BatchStatus.Applied => Nothing.Happens,
        Finish c => batch.Status == BatchStatus.Approved ? new BatchApplied(c.At) : BatchRefusal.NotApproved,
        _ => throw Unhandled.Of(command),
    };

    public static Batch Evolve(Batch batch, BatchEvent fact) => fact switch
    {
        BatchBegun f => batch with { Status = BatchStatus.Preparing, Terms = f.Terms, UsageHash = f.UsageHash },
        // There is nothing to decide upon where there are no lines.
        BatchOpened f => batch with { Status = f.Cities.Count > 0 ? BatchStatus.Open : BatchStatus.Applied, Cities = f.Cities },
        BatchSubmitted f => batch with { Status = BatchStatus.Submitted, SubmittedBy = f.By, ReturnReason = null },
        BatchReturned f => batch with { Status = BatchStatus.Returned, ReturnReason = f.Reason },
        BatchApproved f => batch with { Status = BatchStatus.Approved, ApprovedBy = f.By, Reports = f.Reports, Opinion = f.Opinion },
        BatchApplied f => batch with { Status = BatchStatus.Applied, AppliedAt = f.At },
        _ => throw Unhandled.Of(fact),
    };

    public bool IsOpen => Status is BatchStatus.Open or BatchStatus.Returned;

    public bool IsDecided => Status is BatchStatus.Approved or BatchStatus.Applied;
}
