using Marketplace.Api.Portals;
using Marketplace.Api.Portals.Storefront;
using Marketplace.Grains.Listings;

namespace Marketplace.Api.Tests.Portals;

public sealed class UsageRuleWordsTests
{
    static readonly Texts Texts = new();

    [Fact]
    public void The_preset_is_said_in_a_sentence_of_either_language()
    {
        Assert.Equal("连续 3 个月，每月至少使用 10 次、且至少 4 天有使用，就算真正使用；首次使用须在订单确认后 30 天内。",
            UsageRuleWords.Sentence(Texts, Language.Chinese, UsageRule.Default));
        Assert.Equal("It counts as really used when 3 months in a row each have at least 10 uses and at least 4 days of use; the first use must come within 30 days of the order.",
            UsageRuleWords.Sentence(Texts, Language.English, UsageRule.Default));
    }

    [Fact]
    public void Every_number_of_a_rule_is_in_its_sentence()
    {
        foreach (var metric in Enum.GetValues<UsageMetric>())
            foreach (var (months, consecutive) in new[] { (1, true), (6, false), (7, true) })
                foreach (var language in Enum.GetValues<Language>())
                {
                    var sentence = UsageRuleWords.Sentence(Texts, language, new UsageRule(4, [new UsageMinimum(metric, 1234)], months, consecutive, 89));
                    Assert.Contains("1234", sentence, StringComparison.Ordinal);
                    Assert.Contains($"{months}", sentence, StringComparison.Ordinal);
                    Assert.Contains("89", sentence, StringComparison.Ordinal);
                }
    }
}
