using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Marketplace.Api.Access;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Access;

/// <summary>A vendor's server signs its requests instead of showing its key.</summary>
public sealed class SignedRequestTests(ApiServer server) : IClassFixture<ApiServer>
{
    const string Body = """{"events":[]}""";
    const string Path = "/api/v1/usage-events";

    [Theory]
    [InlineData("ms_test", "POST", "/api/v1/usage-events", "1795224600", "0123456789abcdef", """{"events":[]}""", "21579d05c20a4a417d2ab270f11580638e2939e57b38807e862a1d7784c51e78")]
    [InlineData("ms_test", "GET", "/api/v1/orders?page=2", "1795224600", "0123456789abcdef", "", "8cf4c792ebbf9c40dafe201446b6516d8e012a24706e64f56d9ae7c939d64e69")]
    public void The_signature_is_that_of_the_test_vectors(string secret, string method, string path, string timestamp, string nonce, string body, string signature) =>
        Assert.Equal(signature, RequestSignature.Sign(secret, method, path, timestamp, nonce, SHA256.HashData(Encoding.UTF8.GetBytes(body))));

    [Fact]
    public async Task A_good_signature_opens_once_for_what_was_signed()
    {
        var (id, secret, vendor) = await Key();
        var request = Signed(id, secret);
        // Let in, and told that a call has at least one event.
        (await Send(request)).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        (await Send(request)).IsProblem(HttpStatusCode.Unauthorized, "usage.signature-replayed");
        var orders = await Send(Signed(id, secret, "GET", "/api/v1/orders?size=5", ""));
        Assert.Equal("0", orders.Is(HttpStatusCode.OK)["total"]);
        Assert.NotNull(vendor);
    }

    [Fact]
    public async Task Whatever_is_changed_after_signing_closes_it()
    {
        var (id, secret, _) = await Key();
        (await Send(Signed(id, secret) with { Body = """{"events":[ ]}""" })).IsProblem(HttpStatusCode.Unauthorized, "usage.signature-wrong");
        (await Send(Signed(id, secret) with { Path = $"{Path}?x=1" })).IsProblem(HttpStatusCode.Unauthorized, "usage.signature-wrong");
        (await Send(Signed(id, secret) with { Nonce = "fedcba9876543210" })).IsProblem(HttpStatusCode.Unauthorized, "usage.signature-wrong");
        (await Send(Signed(id, "ms_other"))).IsProblem(HttpStatusCode.Unauthorized, "usage.signature-wrong");
        (await Send(Signed(Guid.NewGuid().ToString(), secret))).IsProblem(HttpStatusCode.Unauthorized, "usage.signature-wrong");
        (await Send(Signed(id, secret) with { Nonce = "short" })).IsProblem(HttpStatusCode.Unauthorized, "usage.signature-malformed");
        (await Send(Signed(id, secret) with { Timestamp = "now" })).IsProblem(HttpStatusCode.Unauthorized, "usage.signature-malformed");
        (await Send(Signed(id, secret, after: TimeSpan.FromMinutes(-6)))).IsProblem(HttpStatusCode.Unauthorized, "usage.signature-stale");
        (await Send(Signed(id, secret, after: TimeSpan.FromMinutes(6)))).IsProblem(HttpStatusCode.Unauthorized, "usage.signature-stale");
        (await Send(Signed(id, secret))).IsProblem(HttpStatusCode.BadRequest, "request.invalid"); // still good
    }

    [Fact]
    public async Task Only_keys_made_for_it_sign_and_none_that_is_revoked_and_no_secret_is_stored()
    {
        var vendor = Town.NewCode();
        var plain = (await server.Api("demo-operator").Post("api-keys", new { name = "x", role = "vendor", scope = vendor })).Is(HttpStatusCode.Created);
        Assert.Null(plain["signingSecret"]);
        (await Send(Signed(plain["id"]!, plain["key"]!))).IsProblem(HttpStatusCode.Unauthorized, "usage.signature-wrong");

        var (id, secret, _) = await Key();
        Assert.Equal(0, await Books.Count(server.ConnectionString, $"select count(*) from access.api_keys where signing_secret::text like '%{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret))}%'"));
        (await server.Api("demo-operator").Delete($"api-keys/{id}")).Is(HttpStatusCode.NoContent);
        (await Send(Signed(id, secret))).IsProblem(HttpStatusCode.Unauthorized, "usage.signature-wrong");
    }

    sealed record Request(string Method, string Path, string Body, string Key, string Timestamp, string Nonce, string Signature);

    async Task<(string Id, string Secret, string Vendor)> Key()
    {
        var vendor = Town.NewCode();
        var made = (await server.Api("demo-operator").Post("api-keys", new { name = "签名", role = "vendor", scope = vendor, signing = true })).Is(HttpStatusCode.Created);
        return (made["id"]!, made["signingSecret"]!, vendor);
    }

    static Request Signed(string key, string secret, string method = "POST", string path = Path, string body = Body, TimeSpan after = default)
    {
        var timestamp = (TimeProvider.System.GetUtcNow() + after).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var nonce = Guid.NewGuid().ToString("N");
        return new Request(method, path, body, key, timestamp, nonce,
            RequestSignature.Sign(secret, method, path, timestamp, nonce, SHA256.HashData(Encoding.UTF8.GetBytes(body))));
    }

    async Task<Answer> Send(Request request)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Path);
        if (request.Body.Length > 0) message.Content = new StringContent(request.Body, Encoding.UTF8, "application/json");
        message.Headers.Add(RequestSignature.KeyHeader, request.Key);
        message.Headers.Add(RequestSignature.TimestampHeader, request.Timestamp);
        message.Headers.Add(RequestSignature.NonceHeader, request.Nonce);
        message.Headers.Add(RequestSignature.SignatureHeader, request.Signature);
        using var response = await client.SendAsync(message);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers.ContentType?.MediaType);
    }
}
