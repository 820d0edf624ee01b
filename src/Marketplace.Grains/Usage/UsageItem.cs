using System.Text.Json.Nodes;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Usage;

public enum EventVerdict
{
    /// <summary>Counts, and is on record for ever.</summary>
    Accepted,

    /// <summary>The same content was accepted before; nothing happens.</summary>
    Duplicate,

    /// <summary>Other content was accepted under the same id.</summary>
    Conflict,

    Rejected,
}

/// <summary>One event of a call and what becomes of it.</summary>
public sealed class UsageItem
{
    /// <summary>As it was sent; null where there is none that could be read.</summary>
    public string? Id { get; init; }

    /// <summary>Null when it is malformed.</summary>
    public UsageEvent? Event { get; set; }

    /// <summary>The beginning of what was sent, where it is malformed.</summary>
    public string? Raw { get; init; }

    public Guid Digest { get; set; }

    /// <summary>What speaks against it without asking the record.</summary>
    public Refusal? Fault { get; set; }

    public EventVerdict Verdict { get; private set; }

    public Refusal? Refusal { get; private set; }

    /// <summary>When the event was first accepted.</summary>
    public DateTimeOffset? ReceivedAt { get; private set; }

    /// <summary>For a conflict: what was accepted first; null when it is no longer kept.</summary>
    public JsonNode? First { get; set; }

    /// <summary>For a correction that came after its month was closed: the month in which the difference counts.</summary>
    public string? AdjustedMonth { get; private set; }

    public bool IsTried => Event?.Order == UsageOrder.SandboxId;

    /// <summary>What was sent, as text.</summary>
    public string Sent => Event?.Content().ToJsonString(UsageEvent.Readable) ?? Raw ?? "";

    internal void Accept(DateTimeOffset at, string? adjustedMonth = null) =>
        (Verdict, Refusal, ReceivedAt, AdjustedMonth) = (EventVerdict.Accepted, null, at, adjustedMonth);

    internal void Reject(Refusal refusal) => (Verdict, Refusal, ReceivedAt) = (EventVerdict.Rejected, refusal, null);

    /// <summary>Something is on record under its id: the same, or something else.</summary>
    internal void Compare(Guid digest, DateTimeOffset receivedAt)
    {
        var isSame = digest == Digest;
        (Verdict, Refusal, ReceivedAt) = (isSame ? EventVerdict.Duplicate : EventVerdict.Conflict, isSame ? null : UsageRefusal.Conflict, receivedAt);
    }
}
