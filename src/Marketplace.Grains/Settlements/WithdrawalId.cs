using System.Globalization;
using System.Text.Json.Serialization;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Settlements;

[JsonConverter(typeof(StringIdJsonConverter<WithdrawalId>))]
public readonly record struct WithdrawalId(string Value) : IStringId<WithdrawalId>
{
    public static WithdrawalId From(string value) => new(value);

    /// <summary>The same command, the same withdrawal.</summary>
    public static WithdrawalId MadeBy(Guid command) => new(HashChain.Derive(command, "withdrawal", 0).ToString("N", CultureInfo.InvariantCulture));

    public override string ToString() => Value;
}
