using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Marketplace.Testing;

namespace Marketplace.Api.Tests.Hosting;

/// <summary>What the README shows to type works as it stands, but for the address and what the reader fills in.</summary>
public sealed partial class ReadmeTests(ApiServer server) : IClassFixture<ApiServer>
{
    const string Address = "http://127.0.0.1:5080";

    static readonly string[] Snippets =
    [
        .. Block().Matches(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "README.md"))).Select(m => m.Groups["text"].Value)
            .Where(text => text.Contains("curl ", StringComparison.Ordinal)),
    ];

    [GeneratedRegex("^```sh\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [Fact]
    public async Task Every_snippet_is_answered_as_it_says()
    {
        var town = await new Town(server.Api).Build();
        await Patience.Until(async () => (await town.As("demo-province").Get("funds"))["total"] != "0");
        var company = await town.NewCompany();
        var order = (await town.Order(company)).Is(HttpStatusCode.Created)["id"]!;
        (await town.As($"demo-vendor-{town.Vendor}").Post($"orders/{order}/provisioning", new { })).Is(HttpStatusCode.OK);
        var launch = (await town.AsCompany(company).Post($"orders/{order}/launches", new { })).Is(HttpStatusCode.Created);
        var key = (await town.As("demo-operator").Post("api-keys", new { name = "签名", role = "vendor", scope = town.Vendor, signing = true })).Is(HttpStatusCode.Created);

        Assert.Collection(
            Snippets,
            funds => Assert.NotEmpty(Typed(funds)["items"]!.AsArray()),
            launched => Assert.Equal(order, Typed(launched.Replace("<from the address>", launch["token"], StringComparison.Ordinal))["order"]!["id"]!.ToString()),
            used => Assert.Equal(1, (int)Typed(used)["accepted"]!),
            signed => Assert.Equal(1, (int)Typed(signed.Replace("[…]", Event, StringComparison.Ordinal))["accepted"]!));

        JsonNode Typed(string snippet) => Type(snippet.Replace("<creditCode>", town.Vendor, StringComparison.Ordinal), key);
    }

    static string Event => $$"""[{"id":"signed-1","order":"sandbox","user":"u-17","kind":"report","count":3,"at":"{{TimeProvider.System.GetUtcNow():O}}"}]""";

    /// <summary>The answer to what somebody typed into a shell.</summary>
    JsonNode Type(string snippet, Answer key)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-euc", snippet.Replace(Address, server.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
            Environment = { ["KEY_ID"] = key["id"], ["SIGNING_SECRET"] = key["signingSecret"] },
        })!;
        var noise = shell.StandardError.ReadToEndAsync();
        var said = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.True(shell.ExitCode == 0, noise.Result);
        return JsonNode.Parse(said)!;
    }
}
