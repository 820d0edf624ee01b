using System.Globalization;
using System.Runtime.InteropServices;
using Marketplace.StripeStandIn.Shopping;

namespace Marketplace.StripeStandIn;

/// <summary>The stand-in as a program, until it is asked to end.</summary>
static class Program
{
    const string Usage = """
        Marketplace.StripeStandIn --key sk_test_… [--port 12111] [--webhooks URL --secret whsec_…] [--data FILE] [--clock URL]
          [--accounts acct_a,acct_b] [--payouts daily|manual]
        Marketplace.StripeStandIn shop MARKETPLACE STAND-IN     demo companies order there, and pay here
        """;

    const int PortOtherwise = 12111;

    static async Task<int> Main(string[] args)
    {
        if (args is ["shop", var marketplace, var standInAddress])
        {
            using var counter = new Counter(new Uri(marketplace), new Uri(standInAddress));
            await new Shoppers(counter, Console.Out).Shop();
            return 0;
        }
        if (Options(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }
        using var ending = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await using var standIn = await StandIn.Start(options);
        await Console.Out.WriteLineAsync($"Listening on {standIn.BaseAddress}");
        await StandIn.Serve(ending.Token);
        return 0;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ending.Cancel();
        }
    }

    /// <summary>Null when they make no sense.</summary>
    static StandInOptions? Options(string[] args)
    {
        if (args.Length % 2 != 0) return null;
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Length; i += 2) given[args[i]] = args[i + 1];
        string? Take(string name) => given.Remove(name, out var value) ? value : null;
        var port = Take("--port");
        var options = new StandInOptions
        {
            Port = port is null ? PortOtherwise : int.TryParse(port, CultureInfo.InvariantCulture, out var number) ? number : -1,
            Key = Take("--key") ?? "", Webhooks = Address(Take("--webhooks")), Secret = Take("--secret") ?? "whsec_standin", Data = Take("--data"),
            Clock = Address(Take("--clock")), Accounts = Take("--accounts")?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [],
            DailyPayouts = Take("--payouts") == "daily",
        };
        return given.Count == 0 && options is { Key.Length: > 0, Port: >= 0 } ? options : null;
    }

    static Uri? Address(string? text) => text is null ? null : new Uri(text);
}
