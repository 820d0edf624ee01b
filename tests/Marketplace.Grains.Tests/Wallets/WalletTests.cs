using Marketplace.Grains.Orders;
using Marketplace.Grains.Wallets;
using static Billing.Money;
using static Marketplace.Grains.Tests.Some;
using static Marketplace.Grains.Wallets.WalletCommand;
using static Marketplace.Grains.Wallets.WalletEvent;

namespace Marketplace.Grains.Tests.Wallets;

public sealed class WalletTests : Spec<Wallet, WalletCommand, WalletEvent>
{
    static readonly WalletOpened Opened = new(Code, Yuan(10_000));

    [Fact]
    public void A_wallet_opens_with_the_whole_cap_available() =>
        Given().When(new Open(Code, Yuan(10_000))).Then(Opened).ThenIs(Yuan(10_000), w => w.Available);

    [Fact]
    public void A_wallet_opens_once() => Given(Opened).When(new Open(Code, Yuan(20_000))).ThenNothing().ThenIs(Yuan(10_000), w => w.Available);

    [Fact]
    public void A_cap_is_not_negative() => Given().When(new Open(Code, Yuan(-1))).ThenRefused(WalletRefusal.AmountNotPositive);

    [Fact]
    public void Nothing_can_be_reserved_in_a_wallet_that_is_not_open() =>
        Given().When(new Reserve(Order1, Yuan(1))).ThenRefused(WalletRefusal.NotOpen);

    [Fact]
    public void Nothing_can_be_released_in_a_wallet_that_is_not_open() =>
        Given().When(new Release(Order1)).ThenRefused(WalletRefusal.NotOpen);

    [Fact]
    public void A_company_can_reserve_exactly_its_remainder() =>
        Given(Opened, new SubsidyReserved(Order1, Yuan(9_000)))
            .When(new Reserve(Order2, Yuan(1_000)))
            .Then(new SubsidyReserved(Order2, Yuan(1_000)))
            .ThenIs(Zero, w => w.Available);

    [Fact]
    public void A_company_cannot_reserve_a_fen_more_than_its_remainder() =>
        Given(Opened, new SubsidyReserved(Order1, Yuan(9_000)))
            .When(new Reserve(Order2, new(100_001)))
            .ThenRefused(WalletRefusal.Insufficient);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_reservation_is_above_zero(long fen) =>
        Given(Opened).When(new Reserve(Order1, new(fen))).ThenRefused(WalletRefusal.AmountNotPositive);

    [Fact]
    public void The_same_reservation_again_changes_nothing() =>
        Given(Opened, new SubsidyReserved(Order1, Yuan(9_000))).When(new Reserve(Order1, Yuan(9_000))).ThenNothing();

    [Fact]
    public void An_order_cannot_hold_two_reservations() =>
        Given(Opened, new SubsidyReserved(Order1, Yuan(500))).When(new Reserve(Order1, Yuan(600))).ThenRefused(WalletRefusal.ReservationDiffers);

    [Fact]
    public void What_is_released_is_available_again() =>
        Given(Opened, new SubsidyReserved(Order1, Yuan(9_000)))
            .When(new Release(Order1))
            .Then(new SubsidyReleased(Order1, Yuan(9_000)))
            .ThenIs(Yuan(10_000), w => w.Available)
            .When(new Reserve(Order2, Yuan(10_000)))
            .Then(new SubsidyReserved(Order2, Yuan(10_000)));

    [Fact]
    public void Releasing_what_is_not_reserved_changes_nothing() => Given(Opened).When(new Release(new OrderId("none"))).ThenNothing();
}
