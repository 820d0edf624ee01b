using System.Globalization;
using System.Text.Json.Serialization;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Orders;

[JsonConverter(typeof(StringIdJsonConverter<OrderId>))]
public readonly record struct OrderId(string Value) : IStringId<OrderId>
{
    public static OrderId From(string value) => new(value);

    /// <summary>The id of the order that a command places: the same command, the same order.</summary>
    public static OrderId PlacedBy(Guid command) =>
        new(HashChain.Derive(command, "order", 0).ToString("N", CultureInfo.InvariantCulture));

    public override string ToString() => Value;
}
