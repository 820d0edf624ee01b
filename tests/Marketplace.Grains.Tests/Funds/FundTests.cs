using Marketplace.Grains.Funds;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using static Billing.Money;
using static Marketplace.Grains.Funds.FundCommand;
using static Marketplace.Grains.Funds.FundEvent;

namespace Marketplace.Grains.Tests.Funds;

public sealed class FundTests : Spec<Fund, FundCommand, FundEvent>
{
    static readonly FundOpened Opened = new("province", 2026);

    [Fact]
    public void A_fund_is_opened_for_an_owner_and_a_year() => Given().When(new Open("province", 2026)).Then(Opened);

    [Fact]
    public void The_same_fund_opens_once() => Given(Opened).When(new Open("province", 2026)).ThenNothing();

    [Theory]
    [InlineData("340100", 2026)]
    [InlineData("province", 2027)]
    public void A_fund_has_one_owner_and_one_year(string owner, int year) =>
        Given(Opened).When(new Open(owner, year)).ThenRefused(FundRefusal.Exists);

    [Fact]
    public void Appropriations_add_up() =>
        Given(Opened, new MoneyAppropriated("province", Yuan(5), "皖财企〔2026〕1号"))
            .When(new Appropriate(Yuan(7), "皖财企〔2026〕2号"))
            .Then(new MoneyAppropriated("province", Yuan(7), "皖财企〔2026〕2号"))
            .ThenIs(Yuan(12), f => f.Appropriated);

    [Fact]
    public void An_unopened_fund_takes_no_money() => Given().When(new Appropriate(Yuan(1), "x")).ThenRefused(FundRefusal.Unknown);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void An_appropriation_is_above_zero(long fen) =>
        Given(Opened).When(new Appropriate(new(fen), "x")).ThenRefused(FundRefusal.AmountNotPositive);

    [Fact]
    public void A_fund_takes_no_more_than_its_limit_however_often_it_is_given() =>
        Given(Opened, new MoneyAppropriated("province", Fund.AppropriatedMax - Yuan(1), "x"))
            .When(new Appropriate(Yuan(2), "y")).ThenRefused(FundRefusal.TooMuch);

    static readonly Interest October = new("2026-10", Yuan(3), "银行单 1");
    static readonly DateTimeOffset NewYear = ChinaTime.Begin(new DateOnly(2027, 1, 1)).AddMinutes(10);
    static readonly FundProof Proof = new([new AccountYear("available", Zero, Yuan(5), Yuan(2), Yuan(3))], 2, "00");
    static readonly FundClosed Closed = new(Proof, NewYear);

    [Fact]
    public void Interest_is_credited_once_for_each_month() =>
        Given(Opened)
            .When(new Credit(October)).Then(new InterestCredited("province", October)).ThenIs(Yuan(3), f => f.In)
            .When(new Credit(October)).ThenNothing()
            .When(new Credit(October with { Amount = Yuan(4) })).ThenRefused(FundRefusal.InterestKnown);

    [Theory]
    [InlineData("2025-12")]
    [InlineData("2027-01")]
    public void Interest_belongs_to_the_funds_year(string period) =>
        Given(Opened).When(new Credit(October with { Period = period })).ThenRefused(FundRefusal.InterestOfAnotherYear);

    [Fact]
    public void A_fund_closes_when_its_year_is_over() =>
        Given(Opened).When(new Close(Proof, NewYear.AddTicks(-1))).ThenRefused(FundRefusal.YearNotOver)
            .When(new Close(Proof, NewYear)).Then(Closed)
            .When(new Close(Proof, NewYear.AddDays(1))).ThenNothing();

    [Fact]
    public void What_the_ledger_does_not_prove_is_not_closed() =>
        Given(Opened).When(new Close(Proof with { Accounts = [new AccountYear("available", Zero, Yuan(5), Yuan(2), Yuan(4))] }, NewYear))
            .ThenRefused(FundRefusal.NotProved);

    [Fact]
    public void Only_a_closed_fund_is_carried_forward() =>
        Given(Opened).When(new CarryForward(new FundId("next"), Yuan(1))).ThenRefused(FundRefusal.NotClosed);

    [Fact]
    public void What_is_left_goes_on_as_often_as_something_is_left() =>
        Given(Opened, new MoneyAppropriated("province", Yuan(9), "x"), Closed)
            .When(new CarryForward(new FundId("next"), Yuan(1))).Then(new SurplusCarried(new FundId("next"), Yuan(1)))
            .When(new CarryForward(new FundId("next"), Yuan(2))).Then(new SurplusCarried(new FundId("next"), Yuan(2)))
            .When(new CarryForward(new FundId("next"), Zero)).ThenNothing()
            .ThenIs(Yuan(6), f => f.In);

    [Fact]
    public void A_closed_fund_takes_no_budget_and_no_surplus_but_the_interest_that_came_late() =>
        Given(Opened, Closed).When(new Appropriate(Yuan(1), "x")).ThenRefused(FundRefusal.Closed)
            .When(new Receive(new FundId("last"), Yuan(1))).ThenRefused(FundRefusal.Closed)
            .When(new Credit(October)).Then(new InterestCredited("province", October));
}
