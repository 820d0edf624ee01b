using System.Text.Json.Serialization;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Funds;

[JsonConverter(typeof(StringIdJsonConverter<FundId>))]
public readonly record struct FundId(string Value) : IStringId<FundId>
{
    public static FundId From(string value) => new(value);

    public override string ToString() => Value;
}
