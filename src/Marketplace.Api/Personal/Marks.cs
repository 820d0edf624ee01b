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

    static IEnumerable<string> Phones(string text) => Separator().Split(text.Normalize(NormalizationForm.FormKC))
        .Select(Digits).Select(d => d.TrimStart('0')).Select(d => d.Length > 11 && d.StartsWith(CountryCode, StringComparison.Ordinal) ? d[CountryCode.Length..].TrimStart('0') : d)
        .Where(d => d.Length >= PhoneDigitsMin).Distinct(StringComparer.Ordinal);

    static string Digits(string text) => string.Concat(text.Normalize(NormalizationForm.FormKC).Where(char.IsAsciiDigit));

    static string? Plain(string? text) => text is null ? null : string.Concat(text.Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();

    [GeneratedRegex("[/,、;|或]")]
    private static partial Regex Separator();
}
