using System.Globalization;
using System.Text.Json.Serialization;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Payments;

[JsonConverter(typeof(StringIdJsonConverter<RefundId>))]
public readonly record struct RefundId(string Value) : IStringId<RefundId>
{
    public static RefundId From(string value) => new(value);

    /// <summary>The same command, the same refund.</summary>
    public static RefundId MadeBy(Guid command) => new(HashChain.Derive(command, "refund", 0).ToString("N", CultureInfo.InvariantCulture));

    public override string ToString() => Value;
}
