using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Marketplace.StripeStandIn;

namespace Marketplace.Api.Tests.StripeStandIn;

/// <summary>The stand-in as a process of its own, which is killed in the end.</summary>
sealed class StandInProgram : IDisposable
{
    readonly Process _process;
    readonly HttpClient _client;

    StandInProgram(Process process, string address)
    {
        _process = process;
        _client = new HttpClient { BaseAddress = new Uri(address) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Till.Key);
    }

    public static async Task<StandInProgram> Start(string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(StandIn).Assembly.Location, .. arguments]) { RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync() ?? "";
        Assert.StartsWith("Listening on ", line, StringComparison.Ordinal);
        return new StandInProgram(process, line["Listening on ".Length..]);
    }

    public async Task<JsonNode> Get(string path) => JsonNode.Parse(await _client.GetStringAsync(new Uri(path, UriKind.Relative)))!;

    public async Task<JsonNode> Post(string path, string form)
    {
        using var content = new StringContent(form, MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded"));
        using var response = await _client.PostAsync(new Uri(path, UriKind.Relative), content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public void Dispose()
    {
        _client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
