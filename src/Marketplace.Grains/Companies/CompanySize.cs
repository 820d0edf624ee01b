using System.Text.Json;
using System.Text.Json.Serialization;
using Billing;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Companies;

/// <summary>Size of an industrial company (工信部联企业〔2011〕300号).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CompanySize>))]
public enum CompanySize
{
    [JsonStringEnumMemberName("micro")] Micro,
    [JsonStringEnumMemberName("small")] Small,
    [JsonStringEnumMemberName("medium")] Medium,
    [JsonStringEnumMemberName("large")] Large,
}

/// <summary>The lower bounds of a size; both must hold, else the company is one size down, and so on.</summary>
public sealed record SizeThreshold(CompanySize Size, int Employees, Money AnnualRevenue);

/// <summary>The thresholds in force from a day on; the data are dated so that a later standard is a new entry, not an edit.</summary>
public sealed record SizeStandard(DateOnly EffectiveOn, string Source, IReadOnlyList<SizeThreshold> Thresholds)
{
    public static IReadOnlyList<SizeStandard> All { get; } = Load();

    /// <summary>The standard in force on a day.</summary>
    public static SizeStandard On(DateOnly day) => All.Where(s => s.EffectiveOn <= day).MaxBy(s => s.EffectiveOn) ?? All[0];

    /// <summary>The largest size whose two bounds both hold; micro when none does.</summary>
    public CompanySize SizeOf(int employees, Money annualRevenue) =>
        Thresholds.Where(t => employees >= t.Employees && annualRevenue >= t.AnnualRevenue)
            .Select(t => t.Size).DefaultIfEmpty(CompanySize.Micro).Max();

    static IReadOnlyList<SizeStandard> Load()
    {
        using var file = typeof(SizeStandard).Assembly.GetManifestResourceStream("size-standards.json")!;
        return JsonSerializer.Deserialize<IReadOnlyList<SizeStandard>>(file, CanonicalJson.Options)!;
    }
}
