using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Marketplace.Bench.Http;
using Marketplace.Testing;
using Npgsql;

namespace Marketplace.Bench.Orders;

/// <summary>
/// <c>POST /api/v1/orders</c> to a server in a process of its own: closed-loop by wrk, open-loop at a fixed rate by this
/// process. Each company has a key of its own.
/// </summary>
static class HttpRun
{
    /// <summary>A server that has just started compiles while it works; it gets so many times the warm-up of the others.</summary>
    const int NewProcess = 2;

    static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    public static Task<Measured> Closed(BenchWorld world, int callers, TimeSpan warmUp, TimeSpan time) =>
        With(world, async address =>
        {
            await Orders(address, callers, warmUp * NewProcess, 0);
            return await Orders(address, callers, time, 1);
        });

    public static Task<Measured> Open(BenchWorld world, double perSecond, TimeSpan warmUp, TimeSpan time) =>
        With(world, async address =>
        {
            using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 256 };
            using var client = new HttpClient(handler) { BaseAddress = address };
            return await Load.Open(perSecond, warmUp * NewProcess, time, async n =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders");
                var order = BenchWorld.Order(n);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secret((int)(n % BenchWorld.Companies)));
                request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
                request.Content = new StringContent(
                    $$"""{"company":"{{order.Company}}","listing":"{{order.Listing}}","plan":"p"}""", Encoding.UTF8, "application/json");
                using var response = await client.SendAsync(request);
                return response.StatusCode switch
                {
                    HttpStatusCode.Created => true,
                    HttpStatusCode.ServiceUnavailable => false,
                    var status => throw new InvalidOperationException($"{(int)status}: {await response.Content.ReadAsStringAsync()}"),
                };
            });
        });

    static async Task<Measured> With(BenchWorld world, Func<Uri, Task<Measured>> load)
    {
        await MakeKeys(world);
        await using var api = await ServerProcess.Api(world.ConnectionString, StartMax);
        var measured = await load(api.Address);
        await world.Check(measured.Acknowledged, long.MaxValue / 2); // wrk stops with requests on their way
        return measured;
    }

    static string Secret(int company) => $"mk_bench_{company.ToString(CultureInfo.InvariantCulture)}";

    static async Task MakeKeys(BenchWorld world)
    {
        await using var database = NpgsqlDataSource.Create(world.ConnectionString);
        var script = Path.Combine(RepositoryRoot.Path, "src", "Marketplace.Api", "Hosting", "Migrations", "0100_access.sql");
        await using var schema = database.CreateCommand(
            $"{await File.ReadAllTextAsync(script)}; insert into public.migrations (name) values ('{Path.GetFileName(script)}')");
        await schema.ExecuteNonQueryAsync();
        await using var keys = database.CreateCommand(
            """
            insert into access.api_keys (id, hash, name, role, scope, created_at, created_by)
            select gen_random_uuid(), hash, 'bench', 'company', scope, now(), 'bench' from unnest($1, $2) as k(hash, scope)
            """);
        keys.Parameters.AddWithValue(Enumerable.Range(0, BenchWorld.Companies).Select(i => SHA256.HashData(Encoding.UTF8.GetBytes(Secret(i)))).ToArray());
        keys.Parameters.AddWithValue(BenchWorld.CompanyCodes.Select(c => c.Value).ToArray());
        await keys.ExecuteNonQueryAsync();
    }

    /// <param name="phase">0 or 1: so that warm-up and measurement place different orders.</param>
    static async Task<Measured> Orders(Uri address, int callers, TimeSpan time, int phase)
    {
        var result = await Wrk.Run(address, callers, time, Script(phase));
        return result.Errors == 0
            ? new Measured(result.PerSecond, result.P50Ms, result.P99Ms, 0, result.Answers)
            : throw new InvalidOperationException($"{result.Refused} requests were refused, {result.Broken} not answered.");
    }

    /// <summary>Every thread of wrk takes its own half of the orders.</summary>
    static string Script(int phase) =>
        $$"""
        local companies = { {{string.Join(",", BenchWorld.CompanyCodes.Select(c => $"'{c}'"))}} }
        local listings = { {{string.Join(",", BenchWorld.ListingIds.Select(l => $"'{l}'"))}} }
        local threads = 0
        function setup(thread) thread:set("id", threads); threads = threads + 1 end
        function init(args) n = id + {{phase}} * 1000000; math.randomseed(os.time() * 2 + id) end
        function request()
          local c = n % #companies
          local l = math.floor(n / #companies) % #listings
          n = n + 2
          local key = string.format("%08x-%04x-4%03x-8%03x-%012x", math.random(0, 0x7fffffff), math.random(0, 0xffff), math.random(0, 0xfff), id * 8 + {{phase}}, n)
          return wrk.format("POST", "/api/v1/orders",
            { ["Authorization"] = "Bearer mk_bench_" .. c, ["Idempotency-Key"] = key, ["Content-Type"] = "application/json" },
            '{"company":"' .. companies[c + 1] .. '","listing":"' .. listings[l + 1] .. '","plan":"p"}')
        end
        """;
}
