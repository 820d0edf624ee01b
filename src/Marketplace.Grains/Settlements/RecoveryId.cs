using System.Globalization;
using System.Text.Json.Serialization;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Settlements;

[JsonConverter(typeof(StringIdJsonConverter<RecoveryId>))]
public readonly record struct RecoveryId(string Value) : IStringId<RecoveryId>
{
    public static RecoveryId From(string value) => new(value);

    /// <summary>The same command, the same recovery.</summary>
    public static RecoveryId MadeBy(Guid command) => new(HashChain.Derive(command, "recovery", 0).ToString("N", CultureInfo.InvariantCulture));

    public override string ToString() => Value;
}
