namespace Billing.Stripe;

/// <summary>What went wrong with a call to Stripe, as far as the caller has to tell it apart.</summary>
public enum StripeFault
{
    /// <summary>There is no key; nothing was sent.</summary>
    Unconfigured,

    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>Too many requests, or the object is just being changed by another; to be tried again later.</summary>
    RateLimited,

    /// <summary>Stripe does not accept what was asked; the same will not be accepted later.</summary>
    Refused,

    /// <summary>The means of payment was declined.</summary>
    Card,

    /// <summary>What was named does not exist at Stripe.</summary>
    UnknownObject,

    /// <summary>The idempotency key is in use right now, or was used for other content.</summary>
    Idempotency,

    /// <summary>The key is not valid, or not for this.</summary>
    Unauthorised,

    /// <summary>Stripe failed.</summary>
    Server,

    /// <summary>Stripe failed so often just now that nothing is sent for a while.</summary>
    CircuitOpen,

    /// <summary>The answer is not what the version of the API promises, or is about another currency than yuan.</summary>
    Unreadable,
}

/// <summary>A call to Stripe that did not succeed, in words that hold no secret and nothing of the answer's text.</summary>
public sealed class StripeException : Exception
{
    const int WordMax = 128;

    internal StripeException(StripeFault fault, string reason, bool mayHaveHappened = false, Exception? inner = null)
        : base(mayHaveHappened ? reason + " What was asked may have happened all the same." : reason, inner) =>
        (Fault, MayHaveHappened) = (fault, mayHaveHappened);

    public StripeFault Fault { get; }

    /// <summary>True if money may have moved although there is no answer that says so: look before doing it again, and then with the same key.</summary>
    public bool MayHaveHappened { get; }

    public int? Status { get; internal init; }
    public string? Type { get; internal init; }
    public string? Code { get; internal init; }
    public string? Param { get; internal init; }
    public string? DeclineCode { get; internal init; }
    public string? RequestId { get; internal init; }

    /// <summary>When Stripe (or the open circuit) wants to be asked again, if it said so.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>True if the same request with the same key may succeed in a moment.</summary>
    internal bool IsWorthRepeating { get; init; }

    /// <summary>A word of an answer as far as it can be shown: visible ASCII, and not long.</summary>
    internal static string? Word(string? text) =>
        string.IsNullOrEmpty(text) || text.Length > WordMax || text.AsSpan().ContainsAnyExceptInRange('!', '~') ? null : text;
}
