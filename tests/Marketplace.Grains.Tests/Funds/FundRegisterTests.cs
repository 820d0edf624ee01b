using Marketplace.Grains.Funds;
using static Marketplace.Grains.Funds.FundRegisterCommand;
using static Marketplace.Grains.Funds.FundRegisterEvent;

namespace Marketplace.Grains.Tests.Funds;

public sealed class FundRegisterTests : Spec<FundRegister, FundRegisterCommand, FundRegisterEvent>
{
    static readonly FundId Fund = new("province-2026");
    static readonly FundEntered Entered = new("province", Fund);

    [Fact]
    public void An_order_finds_the_fund_of_an_owner() => Given().When(new Enter("province", Fund)).Then(Entered).ThenIs(Fund, r => r.FundOf("province"));

    [Fact]
    public void The_same_fund_enters_once() => Given(Entered).When(new Enter("province", Fund)).ThenNothing();

    [Fact]
    public void An_owner_has_one_fund_a_year() =>
        Given(Entered).When(new Enter("province", new FundId("another"))).ThenRefused(FundRefusal.OwnerHasFund);

    [Fact]
    public void Another_owner_has_its_own() =>
        Given(Entered).When(new Enter("340100", new FundId("city"))).Then(new FundEntered("340100", new FundId("city")));
}
