namespace Marketplace.Api.Demo;

/// <summary>What was asked for to try the program with; without it no demo key opens anything and the clock stays what it is.</summary>
/// <param name="IsOn">Demo keys and a clock that can be moved.</param>
/// <param name="WithData">Companies, vendors, listings and a year of orders too.</param>
public sealed record DemoMode(bool IsOn, bool WithData)
{
    const string Data = "--demo";
    const string KeysOnly = "--demo-keys";

    public static readonly DemoMode Off = new(false, false);

    public static bool IsOption(string argument) => argument is Data or KeysOnly;

    public static DemoMode Read(string[] args) => new(args.Any(IsOption), args.Contains(Data));
}
