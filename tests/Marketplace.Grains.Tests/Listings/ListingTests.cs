using Marketplace.Grains.Listings;
using Marketplace.Grains.Runtime;
using static Billing.Money;
using static Marketplace.Grains.Listings.ListingCommand;
using static Marketplace.Grains.Listings.ListingEvent;
using static Marketplace.Grains.Tests.Some;

namespace Marketplace.Grains.Tests.Listings;

public sealed class ListingTests : Spec<Listing, ListingCommand, ListingEvent>
{
    static readonly ListingPublished Published = new(Content);

    [Fact]
    public void A_software_is_listed_with_its_plans() => Given().When(new Publish(Content)).Then(Published);

    [Fact]
    public void Listing_the_same_again_changes_nothing() =>
        Given(Published).When(new Publish(Content with { Plans = [BasicPlan with { }] })).ThenNothing();

    [Fact]
    public void A_listing_cannot_be_replaced_by_publishing() =>
        Given(Published).When(new Publish(Content with { Name = "另一个" })).ThenRefused(ListingRefusal.Exists);

    [Fact]
    public void A_price_may_equal_the_market_price() =>
        Given().When(new Publish(Content with { Plans = [BasicPlan with { PricePerYear = BasicPlan.MarketPrice }] }))
            .Then(new ListingPublished(Content with { Plans = [BasicPlan with { PricePerYear = BasicPlan.MarketPrice }] }));

    [Fact]
    public void No_plan_may_cost_a_fen_more_than_the_market_price() =>
        Given().When(new Publish(Content with { Plans = [BasicPlan, BasicPlan with { Id = "full", PricePerYear = BasicPlan.MarketPrice + new Billing.Money(1) }] }))
            .ThenRefused(ListingRefusal.PriceAboveMarket);

    [Fact]
    public void A_listing_without_a_plan_is_refused() =>
        Given().When(new Publish(Content with { Plans = [] })).ThenRefused(ListingRefusal.WithoutPlan);

    [Fact]
    public void Two_plans_cannot_share_an_id() =>
        Given().When(new Publish(Content with { Plans = [BasicPlan, BasicPlan with { PricePerYear = Yuan(1) }] })).ThenRefused(ListingRefusal.PlanIdTwice);

    [Fact]
    public void A_listing_without_cities_is_offered_in_the_whole_province() =>
        Given(Published).ThenIs(true, l => l.IsOfferedIn("340100")).ThenIs(true, l => l.IsOfferedIn("341800"));

    [Fact]
    public void A_listing_with_cities_is_offered_only_there() =>
        Given(new ListingPublished(Content with { Cities = ["340100"] }))
            .ThenIs(true, l => l.IsOfferedIn("340100")).ThenIs(false, l => l.IsOfferedIn("341800"));

    static readonly UsageRule Second = UsageRule.Default with { Version = 2, Months = 2 };

    [Fact]
    public void A_new_usage_rule_gets_the_next_version_and_the_old_one_stays() =>
        Given(Published).When(new FileRule(Second with { Version = 1 })).Then(new UsageRuleFiled(Second))
            .ThenIs(Second, l => l.Content!.UsageRule).ThenIs(UsageRule.Default, l => l.Rule(1)).ThenIs(Second, l => l.Rule(2)).ThenIs(null, l => l.Rule(3));

    [Fact]
    public void Filing_the_newest_rule_again_changes_nothing() =>
        Given(Published, new UsageRuleFiled(Second)).When(new FileRule(Second)).ThenNothing();

    [Fact]
    public void An_earlier_rule_may_come_back_as_a_new_version() =>
        Given(Published, new UsageRuleFiled(Second)).When(new FileRule(UsageRule.Default)).Then(new UsageRuleFiled(UsageRule.Default with { Version = 3 }));

    [Fact]
    public void A_rule_that_cannot_be_is_not_filed() =>
        Given(Published).When(new FileRule(Second with { Months = 13 })).ThenRefused(UsageRuleRefusal.OutOfRange("months", 1, 12));

    [Fact]
    public void A_rule_is_filed_only_for_what_is_listed() => Given().When(new FileRule(Second)).ThenRefused(ListingRefusal.Unknown);

    [Fact]
    public void A_software_has_a_limited_number_of_rules() =>
        Given([Published, .. Enumerable.Range(2, Listing.RulesMax - 1).Select(v => new UsageRuleFiled(Second with { Version = v, Months = v % 12 + 1 }))])
            .When(new FileRule(UsageRule.Default)).ThenRefused(ListingRefusal.TooManyRules);

    [Fact]
    public void Publishing_again_after_a_new_rule_still_changes_nothing() =>
        Given(Published, new UsageRuleFiled(Second)).When(new Publish(Content)).ThenNothing();

    [Fact]
    public void A_listing_of_before_there_were_pictures_is_stored_as_it_was()
    {
        const string Stored =
            """{"content":{"category":"mes","cities":[],"firstVersion":false,"industries":[],"name":"云排产","plans":[],"summary":"车间排产","usageRule":{"consecutive":true,"firstUseWithinDays":30,"minimums":[],"months":3,"version":1},"vendor":"914403001922038216"}}""";
        var fact = (ListingPublished)Catalogue.Facts.Read("listing_published", Stored);

        Assert.Null(fact.Content.Screenshots);
        Assert.Empty(fact.Content.Files());
        Assert.Equal(Stored, System.Text.Encoding.UTF8.GetString(CanonicalJson.Write(fact)));
    }
}
