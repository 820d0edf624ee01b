using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Access;

/// <summary>
/// How a request is signed: HMAC-SHA256 in lower-case hex over five lines, without a line feed at the end: method, path with query,
/// timestamp, nonce, and the SHA-256 of the body in lower-case hex.
/// </summary>
/// <param name="KeyId">Of the key whose signing secret was used.</param>
/// <param name="Timestamp">Seconds since 1970, as text.</param>
public sealed record RequestSignature(Guid KeyId, string Timestamp, string Nonce, string Signature)
{
    public const string KeyHeader = "X-Marketplace-Key";
    public const string TimestampHeader = "X-Marketplace-Timestamp";
    public const string NonceHeader = "X-Marketplace-Nonce";
    public const string SignatureHeader = "X-Marketplace-Signature";

    /// <summary>So far the caller's clock may be off.</summary>
    public static readonly TimeSpan ClockMax = TimeSpan.FromMinutes(5);

    const int NonceMin = 16;
    const int NonceMax = 64;
    const int SignatureLength = 64;

    public static bool Applies(HttpContext context) => context.Request.Headers.ContainsKey(SignatureHeader);

    /// <summary>The headers of a request, or what is wrong with them.</summary>
    public static Refusal? Read(IHeaderDictionary headers, DateTimeOffset now, out RequestSignature? signature)
    {
        signature = null;
        var (timestamp, nonce, hex) = (headers[TimestampHeader].ToString(), headers[NonceHeader].ToString(), headers[SignatureHeader].ToString());
        if (!Guid.TryParseExact(headers[KeyHeader].ToString(), "D", out var key)
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || nonce.Length is < NonceMin or > NonceMax || !nonce.All(char.IsAsciiLetterOrDigit)
            || hex.Length != SignatureLength || !hex.All(char.IsAsciiHexDigitLower))
            return SignatureRefusal.Malformed;
        if (Math.Abs(now.ToUnixTimeSeconds() - (double)seconds) > ClockMax.TotalSeconds) return SignatureRefusal.Stale;
        signature = new RequestSignature(key, timestamp, nonce, hex);
        return null;
    }

    /// <summary>What a request is signed with.</summary>
    public static string Sign(string secret, string method, string pathAndQuery, string timestamp, string nonce, ReadOnlySpan<byte> bodyHash)
    {
        var text = string.Join('\n', method, pathAndQuery, timestamp, nonce, Convert.ToHexStringLower(bodyHash));
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>In a time that says nothing about how much of it is right.</summary>
    public bool IsOf(string secret, string method, string pathAndQuery, ReadOnlySpan<byte> bodyHash) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Sign(secret, method, pathAndQuery, Timestamp, Nonce, bodyHash)), Encoding.ASCII.GetBytes(Signature));
}
