namespace Marketplace.Api.Portals.Vocabulary;

/// <summary>What a status means for whoever reads it; a word and a shape go with every colour.</summary>
public enum Tone
{
    /// <summary>Nothing to do or to think of.</summary>
    Quiet,

    /// <summary>Can be acted upon.</summary>
    Action,

    /// <summary>Done, good.</summary>
    Done,

    /// <summary>Somebody has to do something.</summary>
    Waiting,

    /// <summary>Refused or overdue.</summary>
    Refused,
}

public static class Tones
{
    public static string Icon(this Tone tone) => tone switch
    {
        Tone.Action => "arrow-right",
        Tone.Done => "check",
        Tone.Waiting => "hourglass",
        Tone.Refused => "ban",
        _ => "minus",
    };

    public static string Class(this Tone tone) => $"tone-{tone.ToString().ToLowerInvariant()}";
}
