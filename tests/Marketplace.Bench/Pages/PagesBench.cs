using System.Globalization;
using Marketplace.Bench.Http;
using Marketplace.Testing;

namespace Marketplace.Bench.Pages;

/// <summary>One row of the result; latencies in milliseconds.</summary>
/// <param name="OfHello">Requests per second as a share of those of the bare page at as many callers in the same run.</param>
/// <param name="Errors">Answers that refused and requests without an answer.</param>
/// <param name="Bytes">Of one page, as it is sent.</param>
sealed record PagesRow(
    int Callers, string Page, string Who, string Encoding, double PerSecond, double OfHello, double P50Ms, double P99Ms, long Errors, int Bytes);

/// <summary>
/// Pages on the demo data by wrk, as they are and compressed, beside a bare Razor page from a process of its own in the same run.
/// Whatever answers something else than 200 is not measured.
/// </summary>
static class PagesBench
{
    const string Public = "public", Company = "company";

    static readonly (string Path, string Who)[] Pages =
    [
        ("/", Public),
        ("/", Company),
        ("/company/wallet", Company),
        ("/company", Company),
    ];

    /// <summary>As browsers say it, without what the server does not have.</summary>
    const string Compressed = "gzip, br";

    const int WarmUpCallers = 8;

    /// <summary>Loading a year of demo data takes most of it.</summary>
    static readonly TimeSpan StartMax = TimeSpan.FromMinutes(10);

    public static async Task<int> Run(Arguments arguments)
    {
        var pages = Pages.Where(p => arguments.Wants(p.Path)).ToArray();
        if (pages.Length == 0) throw new NotMeasurableException($"--only takes some of {string.Join(',', Pages.Select(p => p.Path).Distinct())}.");
        _ = Arguments.Server; // there must be one
        await using var database = await TestDatabase.CreateAsync();
        Console.WriteLine("Loading demo data …");
        await using var api = await ServerProcess.Api(database.ConnectionString, StartMax, "--demo");
        await using var hello = await ServerProcess.This(HelloServer.Verb, "/", StartMax);
        var session = await DemoVisitor.SignIn(api.Address);
        var bare = new Target(hello.Address, "/", "hello");
        Target[] plain = [.. pages.Select(p => new Target(api.Address, p.Path, p.Who, p.Who == Company ? session : null))];
        Target[] targets = [.. plain, .. plain.Select(t => t with { AcceptEncoding = Compressed })];

        var bytes = new Dictionary<Target, int>();
        foreach (var target in targets.Prepend(bare)) bytes[target] = await target.Bytes();
        var warmUp = TimeSpan.FromSeconds(Math.Min(3, arguments.Time.TotalSeconds / 2));
        foreach (var target in targets.Prepend(bare)) await Ask(target, WarmUpCallers, warmUp);

        var rows = new List<PagesRow>();
        foreach (var callers in arguments.Callers)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"\n{callers + " callers",-42}   {"per second",10} {"of hello",9} {"p50 ms",9} {"p99 ms",9} {"errors",7} {"bytes",7}"));
            var ofBare = await Ask(bare, callers, arguments.Time);
            Add(bare, ofBare);
            foreach (var target in targets) Add(target, await Ask(await Fresh(target), callers, arguments.Time));

            void Add(Target target, WrkResult result)
            {
                var row = new PagesRow(
                    callers, target == bare ? "hello" : target.Path, target == bare ? "" : target.Who, target.AcceptEncoding ?? "",
                    result.PerSecond, result.PerSecond / ofBare.PerSecond, result.P50Ms, result.P99Ms, result.Errors, bytes[target]);
                rows.Add(row);
                Print(row);
            }
        }
        foreach (var target in targets) await target.Bytes(); // the session lasted to the end
        await arguments.Keep("pages", rows);
        return 0;

        // A browser's session is checked and renewed once a minute; one that is never renewed would be checked with every request.
        async Task<Target> Fresh(Target target) => target.Cookies is null ? target : target with { Cookies = await DemoVisitor.SignIn(api.Address) };
    }

    static Task<WrkResult> Ask(Target target, int callers, TimeSpan time) => Wrk.Run(target.Address, callers, time, headers: target.Headers);

    static void Print(PagesRow row) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"  {row.Page,-18} {row.Who,-9} {row.Encoding,-12} {row.PerSecond,10:0} {row.OfHello,9:0.000} {row.P50Ms,9:0.00} {row.P99Ms,9:0.00} {row.Errors,7} {row.Bytes,7}"));
}
