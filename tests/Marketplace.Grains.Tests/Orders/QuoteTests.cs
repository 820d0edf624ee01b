using System.Text.Json;
using Billing;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Tests.Runtime;
using Marketplace.Grains.Vendors;
using Marketplace.Grains.Wallets;
using static Billing.Money;

namespace Marketplace.Grains.Tests.Orders;

/// <summary>What a company is shown before it orders is what it gets when it does.</summary>
public sealed class QuoteTests
{
    static readonly FundId Province = new("province-2026");
    static readonly FundId City = new("340100-2026");

    readonly HostUnderTest _host = new();
    SubsidyPolicy _policy = new();

    public QuoteTests()
    {
        Do(new RegisterVendor(new VendorProfile(Some.Vendor, "云工", "sealed")));
        Do(new EnrolCompany(Some.Profile) { Policy = _policy });
    }

    Sent Do(ITurn turn)
    {
        var answer = _host.Send(turn);
        _host.CommitAll();
        return answer.Result;
    }

    ListingId List(long yuan, params string[] cities) => new(Field(Do(new PublishListing(Some.Content with
    {
        Name = Yuan(yuan).ToString(), Cities = [.. cities], Plans = [Some.BasicPlan with { PricePerYear = Yuan(yuan), MarketPrice = Yuan(yuan) }],
    })), "id"));

    void Fund(FundId id, string owner, long yuan)
    {
        Do(new OpenFund(id, owner, 2026));
        Do(new AppropriateMoney(id, owner, Yuan(yuan), "皖财企"));
    }

    Quote Ask(ListingId listing)
    {
        var asked = _host.Read(t => Quote.For(t, Some.Code, listing, "basic", _policy));
        _host.CommitAll();
        return asked.Result.Quote!;
    }

    Sent Order(ListingId listing) => Do(new PlaceOrder(Some.Code, listing, "basic") { Number = OrderNumber.Of(2026, 1), Policy = _policy });

    static string Field(Sent sent, string name) => JsonDocument.Parse(sent.Answer!).RootElement.GetProperty(name).ToString();

    /// <summary>Asks, orders, and finds both the same: the split to the fen, or the reason of the refusal.</summary>
    Quote Agree(ListingId listing)
    {
        var quote = Ask(listing);
        var sent = Order(listing);
        Assert.Equal(quote.Refusal, sent.Refusal);
        if (sent.Answer is not null)
            Assert.Equal(quote.Split, ((OrderRow)CanonicalJson.Read(sent.Answer, typeof(OrderRow))).Split);
        return quote;
    }

    [Theory]
    [InlineData(50_000, 0)]
    [InlineData(50_000, 500)]
    [InlineData(10_000, 1_500)]
    [InlineData(4_000, 1_500)]
    public void Order_after_order_the_split_is_the_quoted_one(long province, long city)
    {
        Fund(Province, "province", province);
        if (city > 0) Fund(City, "340100", city);
        foreach (var price in new[] { 3_000, 12_000, 0, 6_999, 700, 700 }) Agree(List(price));
    }

    [Fact]
    public void Before_any_order_the_whole_cap_is_left()
    {
        Fund(Province, "province", 50_000);
        var quote = Ask(List(3_000));

        Assert.Equal(Yuan(10_000), quote.Power.Remainder);
        Assert.Equal(new SubsidySplit(Yuan(3_000), Zero, Zero), quote.Split);
        Assert.Null(quote.Refusal);
    }

    [Fact]
    public void A_quote_says_why_the_order_would_be_refused()
    {
        Assert.Equal(FundRefusal.Exhausted, Agree(List(3_000)).Refusal); // no fund yet
        Fund(Province, "province", 50_000);
        Assert.Equal(ListingRefusal.NotOffered, Agree(List(3_000, "341800")).Refusal);
        var listing = List(3_000);
        Assert.Null(Agree(listing).Refusal);
        Assert.Equal(OrderRefusal.Duplicate, Agree(listing).Refusal);
        _policy = new SubsidyPolicy { AboveRemainder = AboveRemainder.Refuse };
        Assert.Equal(WalletRefusal.Insufficient, Agree(List(7_001)).Refusal);
        Assert.Null(Agree(List(7_000)).Refusal);
    }

    [Fact]
    public void Asking_leaves_no_trace()
    {
        Fund(Province, "province", 50_000);
        var listing = List(3_000);
        var before = _host.Store.Position;
        Ask(listing);

        Assert.Equal(before, _host.Store.Position);
    }
}
