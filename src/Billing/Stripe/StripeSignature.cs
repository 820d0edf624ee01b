using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Billing.Stripe;

/// <summary>Whether a message to the webhook can be believed, and if not, why.</summary>
public enum SignatureVerdict
{
    /// <summary>Signed with one of the secrets, just now.</summary>
    Valid,

    /// <summary>There is no secret to check with: nothing can be believed.</summary>
    NoSecret,

    /// <summary>No header, or not of the form that Stripe sends.</summary>
    Malformed,

    /// <summary>None of the signatures is of any of the secrets over this body.</summary>
    Wrong,

    /// <summary>Truly signed, but longer ago (or further ahead) than is tolerated: perhaps sent again by somebody who listened.</summary>
    Stale,
}

/// <summary>Tells whether a message to the webhook is from Stripe.</summary>
public static class StripeSignature
{
    public static readonly TimeSpan DefaultTolerance = TimeSpan.FromMinutes(5);

    public const int HeaderMax = 4096;
    public const int SignaturesMax = 16;

    const int TimestampMax = 12;

    public static SignatureVerdict Verify(
        ReadOnlySpan<byte> body, string? header, IReadOnlyList<string> secrets, DateTimeOffset now, TimeSpan? tolerance = null)
    {
        // An empty secret would make a signature that anybody can make.
        var usable = secrets.Where(secret => !string.IsNullOrWhiteSpace(secret)).ToList();
        if (usable.Count == 0) return SignatureVerdict.NoSecret;
        if (Read(header) is not var (timestamp, signatures)) return SignatureVerdict.Malformed;

        var matches = false;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var secret in usable)
        {
            Sign(secret, timestamp, body, expected);
            // All are compared, whatever was found: how long it takes says nothing.
            foreach (var signature in signatures) matches |= CryptographicOperations.FixedTimeEquals(expected, signature);
        }
        if (!matches) return SignatureVerdict.Wrong;

        var signedAt = DateTimeOffset.FromUnixTimeSeconds(Math.Min(
            long.Parse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture), DateTimeOffset.MaxValue.ToUnixTimeSeconds()));
        return (now - signedAt).Duration() > (tolerance ?? DefaultTolerance) ? SignatureVerdict.Stale : SignatureVerdict.Valid;
    }

    /// <summary>The header that Stripe would send with this body.</summary>
    internal static string Header(ReadOnlySpan<byte> body, string secret, DateTimeOffset signedAt)
    {
        var timestamp = signedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Sign(secret, timestamp, body, signature);
        return $"t={timestamp},v1={Convert.ToHexStringLower(signature)}";
    }

    static void Sign(string secret, string timestamp, ReadOnlySpan<byte> body, Span<byte> signature)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.UTF8.GetBytes(timestamp + "."));
        hash.AppendData(body);
        hash.GetHashAndReset(signature);
    }

    // t=1492774577,v1=5257a8…,v1=6ffbb5…,v0=…: schemes other than v1 are not believed.
    static (string Timestamp, List<byte[]> Signatures)? Read(string? header)
    {
        if (header is null || header.Length > HeaderMax) return null;
        string? timestamp = null;
        List<byte[]> signatures = [];
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("t=", StringComparison.Ordinal))
            {
                if (timestamp is not null) return null;
                timestamp = part[2..];
            }
            else if (part.StartsWith("v1=", StringComparison.Ordinal))
            {
                if (part.Length != 3 + 2 * HMACSHA256.HashSizeInBytes || part.AsSpan(3).ContainsAnyExcept("0123456789abcdefABCDEF")) return null;
                signatures.Add(Convert.FromHexString(part.AsSpan(3)));
            }
        }
        if (timestamp is null or "" || timestamp.Length > TimestampMax || timestamp.AsSpan().ContainsAnyExceptInRange('0', '9')) return null;
        return signatures.Count is 0 or > SignaturesMax ? null : (timestamp, signatures);
    }
}
