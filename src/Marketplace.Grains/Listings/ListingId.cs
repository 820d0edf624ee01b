using System.Text.Json.Serialization;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Listings;

[JsonConverter(typeof(StringIdJsonConverter<ListingId>))]
public readonly record struct ListingId(string Value) : IStringId<ListingId>
{
    public static ListingId From(string value) => new(value);

    public override string ToString() => Value;
}
