using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Billing;

/// <summary>
/// An amount of yuan, kept as whole fen (1 yuan = 100 fen). Arithmetic is checked and there is no division:
/// amounts are split by <see cref="Allocation"/>, which says where the last fen goes.
/// </summary>
[JsonConverter(typeof(MoneyJsonConverter))]
public readonly record struct Money(long Fen) : IComparable<Money>
{
    public static readonly Money Zero;

    public bool IsPositive => Fen > 0;
    public bool IsNegative => Fen < 0;
    public bool IsZero => Fen == 0;

    public static Money Yuan(long yuan) => new(checked(yuan * 100));

    public static Money Min(Money a, Money b) => a.Fen <= b.Fen ? a : b;

    public static Money operator +(Money a, Money b) => new(checked(a.Fen + b.Fen));
    public static Money operator -(Money a, Money b) => new(checked(a.Fen - b.Fen));
    public static Money operator -(Money a) => new(checked(-a.Fen));
    public static bool operator <(Money a, Money b) => a.Fen < b.Fen;
    public static bool operator >(Money a, Money b) => a.Fen > b.Fen;
    public static bool operator <=(Money a, Money b) => a.Fen <= b.Fen;
    public static bool operator >=(Money a, Money b) => a.Fen >= b.Fen;

    public int CompareTo(Money other) => Fen.CompareTo(other.Fen);

    /// <summary>Yuan with exactly two decimals and a point, whatever the culture: <c>1200.00</c>.</summary>
    public override string ToString()
    {
        var magnitude = Math.Abs((decimal)Fen) / 100;
        return (Fen < 0 ? "-" : "") + magnitude.ToString("0.00", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Reads yuan with at most two decimals (<c>1200</c>, <c>1200.5</c>, <c>-3.07</c>); false for anything else:
    /// fractions of a fen, exponents, group separators, blanks, or more fen than 64 bits hold. Whatever is written can be read.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Money money)
    {
        money = default;
        var digits = text.StartsWith("-") ? text[1..] : text;
        var point = digits.IndexOf('.');
        var yuan = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? [] : digits[(point + 1)..];
        if (yuan.IsEmpty || yuan.Length > 17 || (point >= 0 && fraction.Length is 0 or > 2)) return false;
        if (yuan.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9')) return false;

        var fen = (Int128)long.Parse(yuan, NumberStyles.None, CultureInfo.InvariantCulture) * 100;
        if (!fraction.IsEmpty)
            fen += int.Parse(fraction, NumberStyles.None, CultureInfo.InvariantCulture) * (fraction.Length == 1 ? 10 : 1);
        if (digits.Length != text.Length) fen = -fen;
        if (fen < long.MinValue || fen > long.MaxValue) return false;
        money = new Money((long)fen);
        return true;
    }

    public static Money Parse(string text) =>
        TryParse(text, out var money) ? money : throw new FormatException($"'{text}' is not an amount in yuan, such as 1200.00.");
}

/// <summary>Money travels and is stored as a string of yuan, so that no reader can turn it into a binary fraction.</summary>
public sealed class MoneyJsonConverter : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && Money.TryParse(reader.GetString(), out var money)) return money;
        throw new JsonException("An amount is a string in yuan with at most two decimals, such as \"1200.00\".");
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
