namespace Marketplace.Api.Demo.Pictures;

/// <summary>What a picture shows: one product, in the words of its category, in one of the colours.</summary>
/// <param name="Look">Which of <see cref="Colours.All"/>.</param>
sealed record Subject(string Product, DemoCategory Category, int Look)
{
    public Colours Colours => Colours.All[Look % Colours.All.Count];

    /// <summary>The same product always shows the same figures.</summary>
    public Chance Chance(string picture) => new(Product.Concat(picture).Aggregate(17, (seed, c) => unchecked(seed * 31 + c)));
}

/// <summary>The colours of one software.</summary>
sealed record Colours(string Main, string Soft, string Side, string SideText)
{
    public const string Ink = "#1d2733", Quiet = "#6b7785", Line = "#e3e7ec", Page = "#f5f7f9", White = "#fff";
    public const string Done = "#1f9d61", DoneSoft = "#e2f5ea", Waiting = "#d98a12", WaitingSoft = "#fdf1dc", Refused = "#d64545", RefusedSoft = "#fde8e8";

    public static readonly IReadOnlyList<Colours> All =
    [
        new("#2468d8", "#e5eefc", "#14253d", "#b9c7da"),
        new("#0e8577", "#dff3f0", White, "#4d5967"),
        new("#6a4fc4", "#ece8fa", "#241c40", "#c4bde0"),
        new("#b8541a", "#faebe0", White, "#4d5967"),
    ];

    public (string Strong, string Soft) Of(string tone) => tone switch
    {
        "done" => (Done, DoneSoft),
        "waiting" => (Waiting, WaitingSoft),
        "refused" => (Refused, RefusedSoft),
        _ => (Main, Soft),
    };
}
