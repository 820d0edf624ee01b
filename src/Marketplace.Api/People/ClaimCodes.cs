using System.Security.Cryptography;
using System.Text;
using Marketplace.Api.Personal;
using Marketplace.Grains.Companies;
using Npgsql;

namespace Marketplace.Api.People;

/// <summary>
/// The codes by which companies that were enrolled from a list claim their record (认领码). A code follows from the credit code,
/// a secret and how often the record was claimed: none is stored, it can be printed on a notice at any time, and it makes one
/// first account; whoever claimed wrongly and was closed cannot claim again with it.
/// </summary>
public sealed class ClaimCodes
{
    /// <summary>Base32 without I, L, O and U, which are misread.</summary>
    const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    const int Length = 12;
    const int GroupLength = 4;
    const int BitsPerCharacter = 5;

    readonly byte[] _key;
    readonly NpgsqlDataSource _database;

    public ClaimCodes(PersonalDataOptions options, NpgsqlDataSource database)
    {
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, options.MasterKey, 32, info: "marketplace claim codes"u8.ToArray());
        _database = database;
    }

    /// <summary>The code that opens now.</summary>
    public async Task<string> Of(CreditCode company, CancellationToken cancel) => Of(company, await Generation(company, cancel));

    /// <summary>How often the company's record was claimed.</summary>
    public async Task<int> Generation(CreditCode company, CancellationToken cancel)
    {
        await using var command = _database.CreateCommand("select generation from people.claim_generations where company = $1");
        command.Parameters.AddWithValue(company.Value);
        return await command.ExecuteScalarAsync(cancel) is int generation ? generation : 0;
    }

    /// <summary><c>XXXX-XXXX-XXXX</c>: 60 bits.</summary>
    public string Of(CreditCode company, int generation)
    {
        // The first is of the credit code alone, as on the notices that were sent before codes had generations.
        var bits = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(generation == 0 ? company.Value : $"{company.Value} {generation}"));
        var code = new StringBuilder();
        for (var i = 0; i < Length; i++)
        {
            if (i > 0 && i % GroupLength == 0) code.Append('-');
            code.Append(Alphabet[Character(bits, i)]);
        }
        return code.ToString();
    }

    /// <summary>Compares in the same time whatever was typed; blanks, hyphens and case do not matter, nor O for 0 and I or L for 1.</summary>
    public bool IsRight(CreditCode company, int generation, string typed) =>
        CryptographicOperations.FixedTimeEquals(Plain(Of(company, generation)), Plain(typed));

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
