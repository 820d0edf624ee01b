using Marketplace.Api.Portals;
using Marketplace.Api.Portals.UsageRules;
using Marketplace.Grains.Listings;

namespace Marketplace.Api.Tests.Portals;

public sealed class UsageRuleWordsTests
{
    static readonly Texts Texts = new();

    public static TheoryData<string, string, string> Presets => new()
    {
        {
            "programme", "连续 3 个月，每月至少使用 10 次、且至少 4 天有使用，就算真正使用；首次使用须在订单确认后 30 天内。连续 3 个月没有使用，补贴即终止。",
            "It counts as really used when 3 months in a row each have at least 10 uses and at least 4 days of use; the first use must come within 30 days of the order. 3 months in a row without use end the support."
        },
        {
            "korea-2022", "有 1 个月至少使用 1 次，就算真正使用；首次使用须在订单确认后 30 天内。连续 3 个月没有使用，补贴即终止。",
            "It counts as really used when 1 month has at least 1 use; the first use must come within 30 days of the order. 3 months in a row without use end the support."
        },
        {
            "jiangsu-star-cloud", "连续 3 个月，每月至少使用 1 次，且核验的最后一个月仍在使用，就算真正使用。",
            "It counts as really used when 3 months in a row each have at least 1 use, and it is still in use in the last month that is judged."
        },
        {
            "kit-digital", "有 1 个月至少使用 1 次，就算真正使用。补贴这样结算：开通并首次使用后 70%；满 12 个月且仍在使用 30%。",
            "It counts as really used when 1 month has at least 1 use. The subsidy becomes due like this: 70 % once it is set up and first used; 30 % after twelve months, if it is still in use."
        },
    };

    [Theory]
    [MemberData(nameof(Presets))]
    public void A_preset_is_said_in_a_sentence_of_either_language(string preset, string chinese, string english)
    {
        var rule = UsageRulePreset.All.Single(p => p.Id == preset).Rule;
        Assert.Equal((chinese, english), (UsageRuleWords.Sentence(Texts, Language.Chinese, rule), UsageRuleWords.Sentence(Texts, Language.English, rule)));
    }

    [Fact]
    public void What_a_month_lacks_is_said_briefly() =>
        Assert.Equal(("6 次使用、1 个使用日", "6 uses, 1 day of use"), (
            UsageRuleWords.Missing(Texts, Language.Chinese, [new(UsageMetric.Uses, 6), new(UsageMetric.ActiveDays, 1)]),
            UsageRuleWords.Missing(Texts, Language.English, [new(UsageMetric.Uses, 6), new(UsageMetric.ActiveDays, 1)])));

    [Fact]
    public void Every_number_of_a_rule_is_in_its_sentence()
    {
        foreach (var metric in Enum.GetValues<UsageMetric>())
            foreach (var (months, consecutive) in new[] { (1, true), (6, false), (7, true) })
                foreach (var language in Enum.GetValues<Language>())
                {
                    var sentence = UsageRuleWords.Sentence(Texts, language, new UsageRule(
                        4, [new UsageMinimum(metric, 1234)], months, consecutive, 89, StillInUse: true, 11, [new(57, InstallmentMoment.Usage), new(43, InstallmentMoment.Anniversary)]));
                    Assert.Contains("1234", sentence, StringComparison.Ordinal);
                    Assert.Contains($"{months}", sentence, StringComparison.Ordinal);
                    Assert.All(["89", "11", "57", "43"], number => Assert.Contains(number, sentence, StringComparison.Ordinal));
                }
    }
}
