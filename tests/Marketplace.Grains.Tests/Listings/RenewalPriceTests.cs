using Billing;
using Marketplace.Grains.Listings;
using static Billing.Money;
using static Marketplace.Grains.Listings.ListingCommand;
using static Marketplace.Grains.Listings.ListingEvent;
using static Marketplace.Grains.Tests.Some;

namespace Marketplace.Grains.Tests.Listings;

/// <summary>What a software costs after the free year, and what the platform keeps of that.</summary>
public sealed class RenewalPriceTests : Spec<Listing, ListingCommand, ListingEvent>
{
    const int NoticeDays = 60;

    static readonly ListingPublished Published = new(Content);
    static readonly DateOnly Tomorrow = Day.AddDays(1);
    static readonly DateOnly Noticed = Day.AddDays(NoticeDays);
    static readonly FeeContract Contract = new(800, "operator:1");

    static RenewalPrice Price(long yuan, DateOnly from) => new("basic", Yuan(yuan), from, Day);

    static AnnouncePrice Announce(long yuan, DateOnly from) => new(Vendor, Price(yuan, from), Day, NoticeDays);

    static RenewalPriceAnnounced Announced(long yuan, DateOnly from) => new(Price(yuan, from));

    [Fact]
    public void A_plan_renews_at_its_market_price_until_another_is_announced() =>
        Given(Published).ThenIs(BasicPlan.MarketPrice, l => l.RenewalPrice("basic", Day)).ThenIs(null, l => l.RenewalPrice("none", Day))
            .When(Announce(3_000, Tomorrow)).Then(Announced(3_000, Tomorrow)).When(Announce(3_000, Tomorrow)).ThenNothing()
            .ThenIs(BasicPlan.MarketPrice, l => l.RenewalPrice("basic", Day)).ThenIs(Yuan(3_000), l => l.RenewalPrice("basic", Tomorrow));

    [Fact]
    public void Cheaper_from_tomorrow_and_dearer_with_notice()
    {
        var listing = Given(Published);
        listing.When(Announce(3_000, Day)).ThenRefused(ListingRefusal.AnnouncedTooLate);
        listing.When(Announce(3_601, Noticed.AddDays(-1))).ThenRefused(ListingRefusal.AnnouncedTooLate);
        listing.When(Announce(3_601, Noticed)).Then(Announced(3_601, Noticed));
    }

    [Fact]
    public void What_was_announced_cheaper_is_not_taken_back_without_notice()
    {
        var cheaper = Given(Published, Announced(3_000, Noticed.AddDays(-1)));
        cheaper.When(Announce(3_600, Tomorrow)).ThenRefused(ListingRefusal.AnnouncedTooLate);
        cheaper.When(Announce(2_900, Tomorrow)).Then(Announced(2_900, Tomorrow)).ThenIs(Yuan(2_900), l => l.RenewalPrice("basic", Noticed));
        Given(Published, Announced(3_000, Noticed)).When(Announce(3_600, Tomorrow)).Then(Announced(3_600, Tomorrow));
    }

    [Fact]
    public void A_price_is_for_a_plan_there_is_and_its_vendor_says_it()
    {
        Given(Published).When(new AnnouncePrice(Vendor, Price(1, Noticed) with { Plan = "none" }, Day, NoticeDays)).ThenRefused(ListingRefusal.PlanUnknown);
        Given(Published).When(Announce(1, Noticed) with { Vendor = Code }).ThenRefused(ListingRefusal.Unknown);
        Given().When(Announce(1, Noticed)).ThenRefused(ListingRefusal.Unknown);
    }

    [Fact]
    public void A_software_announces_so_many_prices_and_no_more() =>
        Given([Published, .. Enumerable.Range(0, Listing.RenewalPricesMax).Select(i => Announced(1, Noticed.AddDays(i)))])
            .When(Announce(1, Noticed.AddDays(Listing.RenewalPricesMax))).ThenRefused(ListingRefusal.TooManyPrices);

    [Fact]
    public void The_platform_offers_a_fee_and_the_vendor_accepts_just_that() =>
        Given(Published).ThenIs(null, l => l.FeeBasisPoints).When(new ProposeFee(Contract)).Then(new FeeProposed(Contract)).ThenIs(null, l => l.FeeBasisPoints)
            .When(new ProposeFee(Contract)).ThenNothing()
            .When(new AcceptFee(Vendor, 700)).ThenRefused(ListingRefusal.FeeNotOffered).When(new AcceptFee(Code, 800)).ThenRefused(ListingRefusal.Unknown)
            .When(new AcceptFee(Vendor, 800)).Then(new FeeAgreed(Contract)).ThenIs(800, l => l.FeeBasisPoints).When(new AcceptFee(Vendor, 800)).ThenNothing()
            .When(new ProposeFee(Contract)).ThenNothing();

    [Theory]
    [InlineData(-1)]
    [InlineData(FeeContract.FeeBasisPointsMax + 1)]
    public void A_fee_has_its_bounds(int basisPoints) =>
        Given(Published).When(new ProposeFee(Contract with { FeeBasisPoints = basisPoints })).ThenRefused(ListingRefusal.FeeOutOfRange);
}
