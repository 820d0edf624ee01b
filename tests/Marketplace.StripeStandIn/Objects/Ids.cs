using System.Security.Cryptography;

namespace Marketplace.StripeStandIn.Objects;

/// <summary>Ids with Stripe's prefixes.</summary>
static class Ids
{
    const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string New(string prefix, int length = 24) => $"{prefix}_{RandomNumberGenerator.GetString(Alphabet, length)}";

    public static string Session() => New("cs_test", 58);
}
