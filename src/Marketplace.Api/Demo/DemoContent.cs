using System.Text.Json;
using Marketplace.Api.Demo.Pictures;
using Marketplace.Grains.Listings;

namespace Marketplace.Api.Demo;

/// <summary>What all software of a category has in common, in <c>content.json</c>.</summary>
/// <param name="Pictures">Which pictures are drawn of it.</param>
/// <param name="Kpis">Figures with their values.</param>
/// <param name="States">Words with their tones.</param>
/// <param name="About">Paragraphs; <c>{name}</c> stands for the software.</param>
sealed record DemoCategory(
    string Name, IReadOnlyList<string> Pictures, IReadOnlyList<string> Nav, IReadOnlyList<string[]> Kpis, IReadOnlyList<string> Items,
    IReadOnlyList<string[]> States, IReadOnlyList<string> Features, IReadOnlyList<string> About);

/// <summary>
/// Made-up texts, papers and pictures of listings and vendors. Chance of its own for each, so that who orders what in the
/// demo's year does not depend on how its pages look.
/// </summary>
sealed class DemoContent
{
    /// <summary>The stand-in for every vendor's software.</summary>
    public const string LaunchUrl = "/demo/software";

    const int FeaturesMin = 4;

    static readonly Content Texts = Load();

    readonly Dictionary<string, DemoCategory> _categories = Texts.Categories.ToDictionary(c => c.Name, StringComparer.Ordinal);

    public DemoPictures Pictures { get; } = new();

    sealed record Content(IReadOnlyList<DemoCategory> Categories, string Data, IReadOnlyList<string> Vendors, IReadOnlyList<string> Testers);

    /// <summary>The same listing, with everything its page shows.</summary>
    /// <param name="product">Its name without the vendor's brand.</param>
    public ListingContent Fill(ListingContent content, string product, int index)
    {
        var chance = new Chance(index);
        var category = _categories[content.Category];
        var about = category.About.Select(p => p.Replace("{name}", content.Name, StringComparison.Ordinal));
        var subject = new Subject(product, category, chance.Between(0, Colours.All.Count - 1));
        var pictures = Pictures.Of(subject).ToList();
        if (chance.Happens(0.35)) (pictures[0], pictures[1]) = (pictures[1], pictures[0]); // vendors do not all show the same first
        return content with
        {
            Description = string.Join("\n\n", about.Append(Texts.Data)),
            Features = [.. chance.Some(category.Features, chance.Between(FeaturesMin, category.Features.Count))],
            Screenshots = [.. pictures.Select(p => new Screenshot(p.File.Id, p.Caption))],
            Certificates = [.. Certificates(chance, content, index)],
            LaunchUrl = LaunchUrl,
            Support = $"400-000-{chance.Between(1000, 9999)}，工作日 8:30–17:30；紧急故障 24 小时",
        };
    }

    static IEnumerable<Certificate> Certificates(Chance chance, ListingContent content, int index)
    {
        var year = chance.Between(2021, 2024);
        yield return new Certificate(CertificateKind.Copyright, $"演示登字第 {year}SR{index * 37 % 10_000:0000}{chance.Between(100, 999)} 号", $"{content.Name} V{chance.Between(1, 6)}.0", "国家版权局", null);
        yield return new Certificate(CertificateKind.TestReport, $"YS-{year}-{chance.Between(1000, 9999)}", "软件产品第三方测试报告", chance.Of(Texts.Testers), null);
        if (chance.Happens(0.35)) yield return new Certificate(CertificateKind.Security, $"演示备 34010{chance.Between(10, 99)}-{year % 100}{chance.Between(100, 999)}", "网络安全等级保护备案（三级）", "所在市公安机关", null);
        if (chance.Happens(0.2)) yield return new Certificate(CertificateKind.Patent, $"演示 {year}1{chance.Between(100_000, 999_999)}.X", $"一种用于{content.Category}的数据采集方法", "国家知识产权局", null);
    }

    /// <summary>What a vendor says of itself.</summary>
    public static string VendorSummary(string brand, string seat, int index)
    {
        var chance = new Chance(index);
        return chance.Of(Texts.Vendors).Replace("{brand}", brand, StringComparison.Ordinal).Replace("{seat}", seat, StringComparison.Ordinal)
            .Replace("{people}", $"{chance.Between(12, 160)}", StringComparison.Ordinal).Replace("{year}", $"{chance.Between(2008, 2021)}", StringComparison.Ordinal)
            .Replace("{customers}", $"{chance.Between(6, 90) * 10}", StringComparison.Ordinal);
    }

    static Content Load()
    {
        using var file = typeof(DemoContent).Assembly.GetManifestResourceStream("content.json")!;
        return JsonSerializer.Deserialize<Content>(file, JsonSerializerOptions.Web)!;
    }
}
