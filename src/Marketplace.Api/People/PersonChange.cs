namespace Marketplace.Api.People;

/// <summary>Who changed what about an account, and when; kept for ever.</summary>
public sealed class PersonChange
{
    public long Id { get; init; }
    public required Guid PersonId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Role, scope and id of whoever did it.</summary>
    public required string Actor { get; init; }

    /// <summary>One of the words of <see cref="PersonChanges"/>.</summary>
    public required string What { get; init; }

    public string? Detail { get; init; }
}

/// <summary>The words of the journal of accounts.</summary>
public static class PersonChanges
{
    public const string Created = "created";
    public const string RightsChanged = "rights-changed";
    public const string Closed = "closed";
    public const string PasswordChanged = "password-changed";
    public const string SecondFactorOn = "second-factor-on";
    public const string SecondFactorOff = "second-factor-off";
    public const string PasskeyAdded = "passkey-added";
    public const string PasskeyRemoved = "passkey-removed";
}
