using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Marketplace.Grains.Signals;

namespace Marketplace.Api.Personal;

/// <summary>
/// Makes marks of personal data: keyed hashes of what is written alike, by which two can be told to be the same and from
/// which, without the key, nothing can be learnt.
/// </summary>
public sealed partial class Marks(PersonalDataOptions secrets)
{
    const int KeyBytes = 32;

    /// <summary>Without an area code a number says nothing.</summary>
    const int PhoneDigitsMin = 7;

    const string CountryCode = "86";

    /// <summary>Of a mobile number, or of an area with a number.</summary>
    const int NationalDigitsMax = 11;

    const char WideFirst = '！';

    const char WideLast = '～';

    readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secrets.MasterKey, KeyBytes, info: "marks of signals"u8.ToArray());

    /// <summary>What a contact gives away: each phone number in it, and who it is where an e-mail address tells.</summary>
    public IEnumerable<(MarkKind Kind, byte[] Mark)> Of(Contact contact)
    {
        foreach (var phone in Phones(contact.Phone)) yield return (MarkKind.Phone, Of(MarkKind.Phone, phone));
        if (Plain(contact.Email) is { Length: > 0 } email) yield return (MarkKind.Person, Of(MarkKind.Person, $"{Plain(contact.Name)}\n{email}"));
    }

    /// <param name="account">The number of a bank account, however it is grouped.</param>
    public byte[] OfAccount(string account) => Of(MarkKind.Account, Digits(account));

    /// <summary>Of a network address; one that came as IPv4 in IPv6 is the same.</summary>
    public byte[] Of(IPAddress address) => Hash($"address\n{(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)}");

    byte[] Of(MarkKind kind, string plain) => Hash($"{kind.Code()}\n{plain}");

    byte[] Hash(string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text));

    static IEnumerable<string> Phones(string text) => Separator().Split(string.Concat(text.Select(Narrow)))
        .Select(Digits).Select(InChina).Where(d => d.Length >= PhoneDigitsMin).Distinct(StringComparer.Ordinal);

    /// <summary>Without the codes by which it is dialled from elsewhere.</summary>
    static string InChina(string digits)
    {
        var number = digits.TrimStart('0');
        return number.Length > NationalDigitsMax && number.StartsWith(CountryCode, StringComparison.Ordinal) ? number[CountryCode.Length..].TrimStart('0') : number;
    }

    static string Digits(string text) => string.Concat(text.Select(Narrow).Where(char.IsAsciiDigit));

    static string? Plain(string? text) => text is null ? null : string.Concat(text.Select(Narrow).Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();

    /// <summary>Characters as wide as Chinese ones (全角) are the same as the narrow ones.</summary>
    static char Narrow(char c) => c is >= WideFirst and <= WideLast ? (char)(c - WideFirst + '!') : c;

    [GeneratedRegex("[/,、;|或]")]
    private static partial Regex Separator();
}
