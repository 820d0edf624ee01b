using Marketplace.Grains.Funds;
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
}
