using System.Buffers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Marketplace.Api.Access;

/// <summary>Signs in machines by a signature over the request (<see cref="RequestSignature"/>), so that no secret travels.</summary>
public sealed class SignedAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, SigningKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Signed";

    /// <summary>Bodies stay in memory while they are checked and then read; larger ones are not taken anywhere that is signed.</summary>
    const int BodyBytesMax = 4 * 1024 * 1024;

    /// <summary>Kept with the request, so that who is not let in hears why.</summary>
    public sealed record Failure(Refusal Refusal);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var cancel = Context.RequestAborted;
        // Signatures are of the real world, also where the demo's clock is moved.
        var now = System.TimeProvider.System.GetUtcNow();
        if (RequestSignature.Read(Request.Headers, now, out var signature) is { } malformed) return Fail(malformed);
        if (await keys.Find(signature!.KeyId, cancel) is not { } signer) return Fail(SignatureRefusal.Wrong);
        var path = Context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (!signature.IsOf(signer.Secret, Request.Method, path, await BodyHash(cancel))) return Fail(SignatureRefusal.Wrong);
        if (!await keys.Take(signature.KeyId, signature.Nonce, now, cancel)) return Fail(SignatureRefusal.Replayed);
        var principal = new ClaimsPrincipal(new ClaimsIdentity(signer.Requester.ToClaims(), SchemeName));
        return AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
    }

    AuthenticateResult Fail(Refusal refusal)
    {
        Context.Features.Set(new Failure(refusal));
        return AuthenticateResult.Fail(refusal.Code);
    }

    async Task<byte[]> BodyHash(CancellationToken cancel)
    {
        Request.EnableBuffering(BodyBytesMax, BodyBytesMax);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        for (int read; (read = await Request.Body.ReadAsync(buffer, cancel)) > 0;) hash.AppendData(buffer, 0, read);
        ArrayPool<byte>.Shared.Return(buffer);
        Request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}
