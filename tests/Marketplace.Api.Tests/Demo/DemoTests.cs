using System.Diagnostics;
using System.Net;
using Marketplace.Api.Demo;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Testing;

namespace Marketplace.Api.Tests.Demo;

/// <summary>The demo as a visitor meets it, and that none of it is there when it was not asked for.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task The_tour_finds_every_figure_right_again_and_again()
    {
        await using var server = new ApiServer();
        await server.InitializeAsync();

        Assert.Equal(0, await Tour.Run(["tour", "--url", server.Address.ToString()]));
        Assert.Equal(0, await Tour.Run(["tour", "--url", server.Address.ToString()]));

        await Books.Check(server.ConnectionString);
    }

    [Fact]
    public async Task The_demo_data_are_whole_and_loaded_once()
    {
        await using var server = new ApiServer();
        await server.Start(["--demo"]);
        var counts = new[]
        {
            ("select count(*) from read.companies", 3_000L), ("select count(*) from read.vendors", 120), ("select count(*) from read.listings", 260),
        };
        foreach (var (sql, expected) in counts) Assert.Equal(expected, await Books.Count(server.ConnectionString, sql));
        Assert.InRange(await Books.Count(server.ConnectionString, "select count(*) from read.orders"), 7_900, 8_000);
        Assert.Equal(16, await Books.Count(server.ConnectionString, "select count(distinct city) from read.companies"));
        Assert.True(await Books.Count(server.ConnectionString, "select count(*) from read.orders where status = 'ended'") > 0);
        await Books.Check(server.ConnectionString);

        var facts = await Books.Count(server.ConnectionString, "select count(*) from es.mt_events");
        await using var again = new ApiServer();
        await again.StartOn(server.ConnectionString, ["--demo"]);
        Assert.Equal(facts, await Books.Count(server.ConnectionString, "select count(*) from es.mt_events"));
    }

    [Fact]
    public async Task Without_demo_data_no_demo_key_opens_anything_and_the_clock_is_not_there()
    {
        await using var server = new ApiServer();
        await server.Start(["--production"]);
        (await server.Api("demo-operator").Get("companies")).IsProblem(HttpStatusCode.Unauthorized, "access.not-signed-in");
        Assert.Equal(HttpStatusCode.NotFound, (await server.Api("demo-operator").Get("demo/clock")).Status);
    }

    [Fact]
    public async Task The_first_operator_is_made_on_the_command_line()
    {
        await using var database = await TestDatabase.CreateAsync();
        Assert.Equal(0, await Command(database.ConnectionString, "Correct-horse-9", "create-operator", "alice"));
        Assert.Equal(1, await Command(database.ConnectionString, "Correct-horse-9", "create-operator", "alice"));
        Assert.Equal(1, await Command(database.ConnectionString, "short", "create-operator", "bob"));
        Assert.Equal(2, await Command(database.ConnectionString, "", "create-operator"));
        Assert.Equal(2, await Command(database.ConnectionString, "", "nonsense"));
        Assert.Equal(0, await Command(database.ConnectionString, "", "verify"));
        Assert.Equal(0, await Command(database.ConnectionString, "", "rebuild"));
        await using var server = new ApiServer();
        await server.StartOn(database.ConnectionString, ["--production"]);
        var answer = await server.Api("").Post("session", new { userName = "alice", password = "Correct-horse-9" });
        Assert.Equal("session.second-factor-setup-required", answer.Is(HttpStatusCode.Unauthorized)["code"]);
    }

    static async Task<int> Command(string connectionString, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            Environment = { ["ConnectionStrings__Marketplace"] = connectionString },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteLineAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        await Task.WhenAll(output, errors);
        return process.ExitCode;
    }
}
