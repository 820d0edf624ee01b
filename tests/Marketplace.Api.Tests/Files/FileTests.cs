using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Files;

/// <summary>Pictures and papers of listings, over HTTP.</summary>
public sealed class FileTests(ApiServer server) : IClassFixture<ApiServer>
{
    const string Svg = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8"/></svg>""";

    static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    Task<Answer> Store(byte[] content, string mediaType, string key = "demo-operator") =>
        server.Api(key).Send(HttpMethod.Post, "files", new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } }, null);

    [Fact]
    public async Task A_file_is_stored_once_under_the_hash_of_its_content_and_fetched_by_everybody()
    {
        var first = (await Store(Png, "image/png")).Is(HttpStatusCode.Created);
        var again = (await Store(Png, "image/png")).Is(HttpStatusCode.OK);

        Assert.Equal(first.Text, again.Text);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Png)), first["id"]);
        using var client = new HttpClient { BaseAddress = server.Address };
        using var fetched = await client.GetAsync(first["url"]);
        Assert.Equal(Png, await fetched.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/png", fetched.Content.Headers.ContentType!.MediaType);
        Assert.Contains("immutable", fetched.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("nosniff", fetched.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", fetched.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var known = new HttpRequestMessage(HttpMethod.Get, first["url"]) { Headers = { IfNoneMatch = { fetched.Headers.ETag! } } };
        using var unchanged = await client.SendAsync(known);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Theory]
    [InlineData("image/png", "GIF89a")]
    [InlineData("image/jpeg", "<html>")]
    [InlineData("image/webp", "RIFF")]
    [InlineData("application/pdf", "plain")]
    [InlineData("text/html", "<html></html>")]
    [InlineData("image/svg+xml", "<svg/>")]
    [InlineData("image/svg+xml", """<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>""")]
    [InlineData("image/svg+xml", """<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>""")]
    [InlineData("image/svg+xml", """<svg xmlns="http://www.w3.org/2000/svg"><a href="javascript:alert(1)"/></svg>""")]
    [InlineData("image/svg+xml", """<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>""")]
    public async Task Content_that_is_not_what_it_is_said_to_be_is_refused(string mediaType, string content) =>
        (await Store(Encoding.UTF8.GetBytes(content), mediaType)).IsProblem(HttpStatusCode.BadRequest, "file.wrong-kind");

    [Fact]
    public async Task Evidence_is_its_own_sides_and_what_a_city_has_stored_is_no_other_citys()
    {
        Task<Answer> Evidence(string content, string key) => server.Api(key).Send(
            HttpMethod.Post, "evidence", new ByteArrayContent(Encoding.UTF8.GetBytes($"%PDF-1.7 {content}")) { Headers = { ContentType = new MediaTypeHeaderValue("application/pdf") } }, null);
        var (city, vendor) = ((await Evidence("现场", "demo-city-340100")).Is(HttpStatusCode.Created)["id"], $"demo-vendor-{Town.NewCode()}");
        var paper = (await Evidence("材料", vendor)).Is(HttpStatusCode.Created)["id"];

        foreach (var key in new[] { "demo-city-340100", "demo-province", "demo-auditor" }) (await server.Api(key).Get($"evidence/{city}")).Is(HttpStatusCode.OK);
        foreach (var key in new[] { "demo-city-340200", vendor }) (await server.Api(key).Get($"evidence/{city}")).IsProblem(HttpStatusCode.NotFound, "file.unknown");
        (await server.Api("demo-city-340200").Get($"evidence/{paper}")).Is(HttpStatusCode.OK);

        for (var i = 1; i < Marketplace.Api.Files.Evidence.PerDayMax; i++) (await Evidence($"{i}", vendor)).Is(HttpStatusCode.Created);
        (await Evidence("一份太多", vendor)).IsProblem(HttpStatusCode.UnprocessableEntity, "file.too-many");
        (await Evidence("一份太多", "demo-city-340100")).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_picture_of_the_vector_kind_a_paper_and_nothing_above_two_megabytes()
    {
        (await Store(Encoding.UTF8.GetBytes(Svg), "image/svg+xml")).Is(HttpStatusCode.Created);
        (await Store("%PDF-1.7 x"u8.ToArray(), "application/pdf")).Is(HttpStatusCode.Created);
        (await Store([.. Png, .. new byte[2 * 1024 * 1024]], "image/png")).IsProblem(HttpStatusCode.RequestEntityTooLarge, "request.too-large");
        (await server.Api("demo-operator").Get("files/none")).IsProblem(HttpStatusCode.NotFound, "file.unknown");
        (await server.Api("demo-operator").Get($"files/{new string('0', 64)}")).IsProblem(HttpStatusCode.NotFound, "file.unknown");
    }
}
