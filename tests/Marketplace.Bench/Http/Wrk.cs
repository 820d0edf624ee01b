using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Marketplace.Bench.Http;

/// <summary>What wrk counted.</summary>
/// <param name="Answers">Whatever their status.</param>
/// <param name="Refused">Answers with a status from 400 on.</param>
/// <param name="Broken">Requests without an answer: connections that failed or broke, and timeouts.</param>
sealed record WrkResult(long Answers, double Seconds, double P50Ms, double P99Ms, long Refused, long Broken)
{
    public double PerSecond => (Answers - Refused) / Seconds;

    public long Errors => Refused + Broken;
}

/// <summary>wrk, the load generator: closed-loop, every caller with a connection of its own.</summary>
static partial class Wrk
{
    const int ThreadsMax = 2;

    /// <param name="script">Lua that makes the requests; without it, the address is asked for.</param>
    /// <param name="headers">Sent with every request that no script makes: <c>Accept: text/html</c>.</param>
    public static async Task<WrkResult> Run(Uri address, int callers, TimeSpan time, string script = "", IEnumerable<string>? headers = null)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"{script}\n{Done}");
        try
        {
            var output = await Output([
                "-t", Text(Math.Min(ThreadsMax, callers)), "-c", Text(callers), "-d", $"{Text((int)Math.Ceiling(time.TotalSeconds))}s", "--timeout", "10s",
                "-s", file, .. (headers ?? []).SelectMany(h => new[] { "-H", h }), address.ToString(),
            ]);
            return Read(output) ?? throw new InvalidOperationException($"wrk: {output}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    static async Task<string> Output(string[] arguments)
    {
        try
        {
            await using var wrk = Child.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true });
            return await wrk.Process.StandardOutput.ReadToEndAsync();
        }
        catch (Win32Exception)
        {
            throw new NotMeasurableException("wrk, the load generator, is not installed (Debian, Ubuntu, Fedora, Homebrew: wrk).");
        }
    }

    static WrkResult? Read(string output)
    {
        if (Result().Match(output) is not { Success: true } found) return null;
        double Number(int group) => double.Parse(found.Groups[group].Value, CultureInfo.InvariantCulture);
        return new WrkResult((long)Number(1), Number(2), Number(3) / 1000, Number(4) / 1000, (long)Number(5), (long)Number(6));
    }

    const string Done =
        """
        function done(summary, latency, requests)
          local e = summary.errors
          io.write(string.format("RESULT %d %.6f %d %d %d %d\n", summary.requests, summary.duration / 1e6,
            latency:percentile(50), latency:percentile(99), e.status, e.connect + e.read + e.write + e.timeout))
        end
        """;

    [GeneratedRegex(@"RESULT (\d+) ([0-9.]+) (\d+) (\d+) (\d+) (\d+)")]
    private static partial Regex Result();

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
