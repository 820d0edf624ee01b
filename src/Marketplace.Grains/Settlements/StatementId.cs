using System.Text.Json.Serialization;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Settlements;

/// <summary>Month and vendor, such as <c>2026-10-91340000711771143J</c>: a vendor has one statement a month.</summary>
[JsonConverter(typeof(StringIdJsonConverter<StatementId>))]
public readonly record struct StatementId(string Value) : IStringId<StatementId>
{
    public static StatementId From(string value) => new(value);

    public static StatementId Of(string month, CreditCode vendor) => new($"{month}-{vendor}");

    public override string ToString() => Value;
}
