namespace Marketplace.Grains.Runtime;

/// <summary>The stored facts of a stream make no state: somebody has changed them, or a newer program wrote them.</summary>
public sealed class UnreadableStreamException(string streamId, string reason, Exception? inner)
    : Exception($"The stream {streamId} cannot be read: {reason}.", inner)
{
    public const string Code = "record.unreadable";
}

/// <summary>Stands in a loaded stream for a fact that this program cannot read.</summary>
sealed record UnreadableFact(string Type);
