using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Marketplace.Api.People;

/// <summary>The one-time codes of authenticator apps (TOTP, RFC 6238): HMAC-SHA1, 30 seconds, 6 digits.</summary>
static class Totp
{
    const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const int StepSeconds = 30;
    const int Digits = 6;
    const int CodesCount = 1_000_000;

    /// <summary>One step before and after now: a phone's clock may be wrong by half a minute (RFC 6238 section 5.2).</summary>
    const int WindowSteps = 1;

    /// <summary>
    /// The time step whose code this is, above the last one that was used; null when there is none. The latest of several, so
    /// that the same digits do not count again for a later step.
    /// </summary>
    /// <param name="secret">Base32, as in the app.</param>
    public static long? StepOf(string secret, string code, long? lastStep, DateTimeOffset now)
    {
        if (code.Length != Digits || !code.All(char.IsAsciiDigit)) return null; // " 123456" or "+23456" would be a number too
        var (key, current) = (Bytes(secret), now.ToUnixTimeSeconds() / StepSeconds);
        long? found = null;
        for (var step = current - WindowSteps; step <= current + WindowSteps; step++)
            if (!(step <= lastStep) && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(key, step)), Encoding.ASCII.GetBytes(code)))
                found = step;
        return found;
    }

    /// <summary>RFC 4226 section 5.3.</summary>
    static string Code(byte[] key, long step)
    {
        var counter = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // SHA-1 is what authenticator apps know
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & 0x7FFFFFFF;
        return (number % CodesCount).ToString("000000", CultureInfo.InvariantCulture);
    }

    static byte[] Bytes(string base32)
    {
        var (bytes, bits, count) = (new List<byte>(), 0, 0);
        foreach (var character in base32.TrimEnd('='))
        {
            (bits, count) = (((bits << 5) | Base32.IndexOf(char.ToUpperInvariant(character), StringComparison.Ordinal)) & 0xFFF, count + 5);
            if (count < 8) continue;
            count -= 8;
            bytes.Add((byte)(bits >> count));
        }
        return [.. bytes];
    }
}
