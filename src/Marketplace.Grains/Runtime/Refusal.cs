namespace Marketplace.Grains.Runtime;

/// <summary>How a refusal is told to callers; the one place that maps it to HTTP is in the API.</summary>
public enum RefusalKind
{
    /// <summary>The input is wrong; the refusal names the field.</summary>
    Invalid,

    /// <summary>The caller may not do this.</summary>
    NotAllowed,

    /// <summary>What was named does not exist, or not for this caller.</summary>
    Unknown,

    /// <summary>It contradicts what is already there.</summary>
    Conflict,

    /// <summary>A rule of the programme forbids it.</summary>
    Rule,

    /// <summary>Not now: send it again, with the same key.</summary>
    Overloaded,
}

/// <summary>Why a command was refused: a value with a stable code, and a reason for people in both languages.</summary>
/// <param name="Code">Stable, for programs: <c>wallet.insufficient</c>.</param>
/// <param name="Reason">English, with what would be right.</param>
/// <param name="ReasonZh">The same in Chinese.</param>
/// <param name="Field">The request field at fault, in JSON notation, where there is one.</param>
/// <param name="Article">The rule's source, such as <c>S003 art.17</c>, where there is one.</param>
public sealed record Refusal(
    RefusalKind Kind, string Code, string Reason, string ReasonZh, string? Field = null, string? Article = null)
{
    public static Refusal Invalid(string field, string reason, string reasonZh) =>
        new(RefusalKind.Invalid, "request.invalid", reason, reasonZh, field);
}
