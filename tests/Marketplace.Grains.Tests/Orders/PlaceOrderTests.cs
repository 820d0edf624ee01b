using System.Text.Json;
using Billing;
using Billing.Ledger;
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

/// <summary>Ordering and what ends an order, over all the grains concerned, on one host.</summary>
public sealed class PlaceOrderTests
{
    static readonly FundId Province = new("province-2026");
    static readonly FundId City = new("340100-2026");

    readonly HostUnderTest _host = new();
    readonly SubsidyPolicy _policy = new();
    readonly ListingId _listing;

    public PlaceOrderTests()
    {
        Do(new RegisterVendor(new VendorProfile(Some.Vendor, "云工", "sealed")));
        Do(new EnrolCompany(Some.Profile) { Policy = _policy });
        _listing = List(Some.BasicPlan.PricePerYear);
    }

    Sent Do(ITurn turn)
    {
        var answer = _host.Send(turn);
        _host.CommitAll();
        Assert.True(answer.IsCompletedSuccessfully);
        return answer.Result;
    }

    ListingId List(Money price, params string[] cities) => new(Field(Do(new PublishListing(Some.Content with
    {
        Name = price.ToString(), Cities = [.. cities], Plans = [Some.BasicPlan with { PricePerYear = price, MarketPrice = price }],
    })), "id"));

    void Fund(FundId id, string owner, long yuan)
    {
        Do(new OpenFund(id, owner, 2026));
        Do(new AppropriateMoney(id, owner, Yuan(yuan), "皖财企"));
    }

    PlaceOrder Order(ListingId listing) => new(Some.Code, listing, "basic") { Number = OrderNumber.Of(2026, 1), Policy = _policy };

    OrderId Placed(ListingId listing)
    {
        var sent = Do(Order(listing));
        Assert.Null(sent.Refusal);
        return new OrderId(Field(sent, "id"));
    }

    static string Field(Sent sent, string name) => JsonDocument.Parse(sent.Answer!).RootElement.GetProperty(name).ToString();

    Money Balance(AccountId account) => new(_host.Store.Balance(account.Value, _host.Store.Position) ?? 0);

    SubsidySplit SplitOf(OrderId order) =>
        ((OrderEvent.OrderPlaced)_host.Store.Stream(Grains.Orders.Order.Grain.StreamId(order.Value))[0].Fact).Terms.Split;

    [Fact]
    public void An_order_inside_the_remainder_is_free_and_confirmed_at_once()
    {
        Fund(Province, "province", 50_000);
        var sent = Do(Order(_listing));

        Assert.Equal("confirmed", Field(sent, "status"));
        Assert.Equal(Yuan(7_000), Balance(AccountId.WalletAvailable(Some.Code.Value)));
        Assert.Equal(Yuan(3_000), Balance(AccountId.WalletReserved(Some.Code.Value)));
        Assert.Equal(Yuan(47_000), Balance(AccountId.FundAvailable(Province.Value)));
        Assert.Equal(Yuan(3_000), Balance(AccountId.FundEncumbered(Province.Value)));
        Assert.Equal(EndTerm.Kind, Assert.Single(_host.Store.Outbox).Kind);
    }

    [Fact]
    public void Above_the_remainder_the_city_tops_up_and_the_company_pays_the_rest()
    {
        Fund(Province, "province", 50_000);
        Fund(City, "340100", 500);
        var order = Placed(List(Yuan(12_000)));

        Assert.Equal(new SubsidySplit(Yuan(10_000), Yuan(500), Yuan(1_500)), SplitOf(order));
        Assert.Equal(LapseOrder.Kind, Assert.Single(_host.Store.Outbox).Kind);
        Assert.Equal(Zero, Balance(AccountId.WalletAvailable(Some.Code.Value)));
        Assert.Equal(Zero, Balance(AccountId.FundAvailable(City.Value)));
    }

    [Fact]
    public void A_company_with_nothing_left_pays_market_terms_and_holds_no_reservation()
    {
        Fund(Province, "province", 50_000);
        Placed(List(Yuan(10_000)));
        var order = Placed(_listing);

        Assert.Equal(new SubsidySplit(Zero, Zero, Yuan(3_000)), SplitOf(order));
        Assert.Single(_host.Store.Stream(Wallet.Grain.StreamId(Some.Code.Value)), f => f.Row.Type == "subsidy_reserved");
    }

    [Fact]
    public void Under_the_other_policy_an_order_above_the_remainder_is_refused()
    {
        Fund(Province, "province", 50_000);
        var strict = _policy with { AboveRemainder = AboveRemainder.Refuse };

        Assert.Equal(WalletRefusal.Insufficient, Do(Order(List(Yuan(10_001))) with { Policy = strict }).Refusal);
        Assert.Null(Do(Order(List(Yuan(10_000))) with { Policy = strict }).Refusal);
    }

    [Fact]
    public void A_fund_that_is_not_open_or_holds_too_little_is_exhausted()
    {
        Assert.Equal(FundRefusal.Exhausted, Do(Order(_listing)).Refusal);
        Fund(Province, "province", 2_999);
        Assert.Equal(FundRefusal.Exhausted, Do(Order(_listing)).Refusal);
        Do(new AppropriateMoney(Province, "province", Yuan(1), "追加"));
        Assert.Null(Do(Order(_listing)).Refusal);
    }

    [Fact]
    public void What_is_unknown_or_not_offered_cannot_be_ordered()
    {
        Fund(Province, "province", 50_000);

        Assert.Equal(CompanyRefusal.Unknown, Do(Order(_listing) with { Company = Some.OtherCode }).Refusal);
        Assert.Equal(ListingRefusal.Unknown, Do(Order(new ListingId("none"))).Refusal);
        Assert.Equal(ListingRefusal.PlanUnknown, Do(Order(_listing) with { Plan = "none" }).Refusal);
        Assert.Equal(ListingRefusal.NotOffered, Do(Order(List(Yuan(1), "340200"))).Refusal);
    }

    [Fact]
    public void The_same_software_is_ordered_once_at_a_time()
    {
        Fund(Province, "province", 50_000);
        var order = Placed(_listing);
        Assert.Equal(OrderRefusal.Duplicate, Do(Order(_listing)).Refusal);

        Assert.Null(Do(new CancelOrder(order, Some.Code, "换一个套餐")).Refusal);
        Assert.Null(Do(Order(_listing)).Refusal);
    }

    [Fact]
    public void A_refused_order_leaves_no_trace()
    {
        Fund(Province, "province", 2_999);
        var before = _host.Store.Position;
        Do(Order(_listing));

        Assert.Equal(before, _host.Store.Position);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whatever_ends_an_order_gives_everything_back(bool isProvisioned)
    {
        Fund(Province, "province", 50_000);
        Fund(City, "340100", 500);
        var order = Placed(isProvisioned ? _listing : List(Yuan(12_000)));
        if (isProvisioned) Do(new ProvisionOrder(order, Some.Vendor));

        _host.Pass(isProvisioned ? TimeSpan.FromDays(365) : TimeSpan.FromMinutes(30));
        Assert.Null(Do(isProvisioned ? new EndTerm(order) : new LapseOrder(order)).Refusal);

        Assert.Equal(Yuan(10_000), Balance(AccountId.WalletAvailable(Some.Code.Value)));
        Assert.Equal(Yuan(50_000), Balance(AccountId.FundAvailable(Province.Value)));
        Assert.Equal(Yuan(500), Balance(AccountId.FundAvailable(City.Value)));
    }

    [Fact]
    public void A_deadline_that_comes_too_early_or_twice_changes_nothing()
    {
        Fund(Province, "province", 50_000);
        var order = Placed(_listing);
        var facts = _host.Store.Ledger.Count;

        Assert.Null(Do(new EndTerm(order)).Refusal);
        Assert.Null(Do(new LapseOrder(order)).Refusal);
        Assert.Equal(facts, _host.Store.Ledger.Count);
    }
}
