using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Marketplace.StripeStandIn.Webhooks;

/// <summary>How events are signed.</summary>
public enum Signing
{
    Right,

    /// <summary>By the new secret and by the old one, as while a secret is being rolled.</summary>
    Both,
    OldSecret,
    WrongSecret,
    StaleTimestamp,
    None,
}

/// <summary>The header <c>Stripe-Signature</c>.</summary>
static class Signature
{
    const long Stale = 10 * 60;

    /// <param name="now">The wall clock, whatever time Stripe lives in.</param>
    public static string? Of(string payload, Signing signing, string secret, string? oldSecret, DateTimeOffset now)
    {
        var at = (now.ToUnixTimeSeconds() - (signing == Signing.StaleTimestamp ? Stale : 0)).ToString(CultureInfo.InvariantCulture);
        string[] secrets = signing switch
        {
            Signing.Both => [secret, oldSecret ?? secret],
            Signing.OldSecret => [oldSecret ?? secret],
            Signing.WrongSecret => ["whsec_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))],
            _ => [secret],
        };
        var signatures = string.Concat(secrets.Select(s => $",v1={Sign(s, $"{at}.{payload}")}"));
        return signing == Signing.None ? null : $"t={at}{signatures},v0={Sign("noise", payload)}";
    }

    static string Sign(string secret, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
}
