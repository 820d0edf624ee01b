using System.Text.Json.Serialization;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Companies;

/// <summary>Unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters, the last one a check character.</summary>
[JsonConverter(typeof(StringIdJsonConverter<CreditCode>))]
public readonly record struct CreditCode(string Value) : IStringId<CreditCode>
{
    /// <summary>What its characters are of: no I, O, S, V, Z.</summary>
    public const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    const int Modulus = 31;

    public const int Length = 18;

    public static CreditCode From(string value) => new(value);

    /// <summary>True when all 18 characters are of the alphabet and the last one is right. The city is never inferred from it.</summary>
    public bool IsValid => Value is { Length: Length } && Value.AsSpan(0, Length - 1).IndexOfAnyExcept(Alphabet) < 0
        && Value[^1] == CheckCharacter(Value.AsSpan(0, Length - 1));

    /// <summary>The 18th character for the first 17: weights 3^(i-1) mod 31, check = (31 − Σ mod 31) mod 31.</summary>
    public static char CheckCharacter(ReadOnlySpan<char> first17)
    {
        var sum = 0;
        var weight = 1;
        foreach (var character in first17)
        {
            sum += Alphabet.IndexOf(character, StringComparison.Ordinal) * weight;
            weight = weight * 3 % Modulus;
        }
        return Alphabet[(Modulus - sum % Modulus) % Modulus];
    }

    public override string ToString() => Value;
}
