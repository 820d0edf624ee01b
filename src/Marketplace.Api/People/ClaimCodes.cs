using System.Security.Cryptography;
using System.Text;
using Marketplace.Api.Personal;
using Marketplace.Grains.Companies;

namespace Marketplace.Api.People;

/// <summary>
/// The codes by which companies that were enrolled from a list claim their record (认领码). A code follows from the credit code
/// and a secret, so none is stored, and it can be printed on a notice at any time.
/// </summary>
public sealed class ClaimCodes
{
    /// <summary>Base32 without I, L, O and U, which are misread.</summary>
    const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    const int Length = 12;
    const int GroupLength = 4;
    const int BitsPerCharacter = 5;

    readonly byte[] _key;

    public ClaimCodes(PersonalDataOptions options) =>
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, options.MasterKey, 32, info: "marketplace claim codes"u8.ToArray());

    /// <summary><c>XXXX-XXXX-XXXX</c>: 60 bits.</summary>
    public string Of(CreditCode company)
    {
        var bits = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(company.Value));
        var code = new StringBuilder();
        for (var i = 0; i < Length; i++)
        {
            if (i > 0 && i % GroupLength == 0) code.Append('-');
            code.Append(Alphabet[Character(bits, i)]);
        }
        return code.ToString();
    }

    /// <summary>Compares in the same time whatever was typed; blanks, hyphens and case do not matter, nor O for 0 and I or L for 1.</summary>
    public bool IsRight(CreditCode company, string typed) =>
        CryptographicOperations.FixedTimeEquals(Plain(Of(company)), Plain(typed));

    static int Character(byte[] bits, int index)
    {
        var value = 0;
        for (var bit = index * BitsPerCharacter; bit < (index + 1) * BitsPerCharacter; bit++)
            value = (value << 1) | ((bits[bit / 8] >> (7 - bit % 8)) & 1);
        return value;
    }

    static byte[] Plain(string code)
    {
        var plain = new byte[Length];
        var length = 0;
        foreach (var character in code.ToUpperInvariant())
        {
            if (character is '-' or ' ' or '－' or '　') continue;
            if (length == Length || !char.IsAscii(character)) return new byte[Length];
            plain[length++] = (byte)(character switch { 'O' => '0', 'I' or 'L' => '1', _ => character });
        }
        return plain;
    }
}
