using Marketplace.Grains.Funds;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Settlements;
using static Billing.Money;
using static Marketplace.Grains.Settlements.RecoveryCommand;
using static Marketplace.Grains.Settlements.RecoveryEvent;
using static Marketplace.Grains.Tests.Some;

namespace Marketplace.Grains.Tests.Settlements;

public sealed class RecoveryTests : Spec<Recovery, RecoveryCommand, RecoveryEvent>
{
    static readonly FundShare CityShare = new(new FundId("hefei-2026"), Yuan(500));
    static readonly RecoveryTerms Terms = new(Order1, "26-0000001-9", Vendor, Yuan(3_500), "虚假使用", RecoveryMethod.Statement);
    static readonly RecoveryProposed Proposed = new(Terms, "operator:1");
    static readonly RecoveryConfirmed Confirmed = new("province:1", [Share, CityShare]);
    static readonly StatementId October = new("2026-10-v");
    static readonly StatementId November = new("2026-11-v");
    static readonly Repayment Back = new(Day, "b1", Yuan(3_500));

    [Fact]
    public void A_recovery_is_above_zero() =>
        Given().When(new Propose(Terms with { Amount = Zero }, "x")).ThenRefused(RecoveryRefusal.AmountNotPositive);

    [Fact]
    public void Who_proposes_does_not_confirm() =>
        Given(Proposed).When(new Confirm("operator:1", [])).ThenRefused(RecoveryRefusal.SamePerson);

    [Fact]
    public void Nothing_comes_back_before_it_is_confirmed()
    {
        Given(Proposed).When(new Take(October, Yuan(1))).ThenRefused(RecoveryRefusal.NotConfirmed);
        Given(Proposed).When(new Repay(Back)).ThenRefused(RecoveryRefusal.NotConfirmed);
    }

    [Fact]
    public void Statements_take_it_bit_by_bit_and_it_is_back_when_they_are_paid() =>
        Given(Proposed, Confirmed)
            .When(new Take(October, Yuan(1_000))).Then(new RecoveryTaken(October, Yuan(1_000))).ThenIs(Yuan(2_500), r => r.Free)
            .When(new Take(November, Yuan(2_500))).Then(new RecoveryTaken(November, Yuan(2_500)))
            .When(new SettleBy(November, Day)).Then(new RecoverySettled(November, Vendor, Order1, [Share with { Amount = Yuan(2_500) }], Day))
            .ThenIs(RecoveryStatus.Confirmed, r => r.Status)
            .When(new SettleBy(October, Day)).Then(new RecoverySettled(October, Vendor, Order1, [Share with { Amount = Yuan(500) }, CityShare], Day))
            .ThenIs(RecoveryStatus.Settled, r => r.Status)
            .When(new SettleBy(October, Day)).ThenNothing();

    [Fact]
    public void A_statement_takes_no_more_than_is_free() =>
        Given(Proposed, Confirmed, new RecoveryTaken(October, Yuan(3_000))).When(new Take(November, Yuan(501))).ThenRefused(RecoveryRefusal.AboveOutstanding);

    [Fact]
    public void A_repayment_counts_once() =>
        Given(Proposed, Confirmed)
            .When(new Repay(Back)).Then(new RecoveryRepaid(Back, Vendor, Order1, [Share, CityShare])).ThenIs(RecoveryStatus.Settled, r => r.Status)
            .When(new Repay(Back)).ThenNothing()
            .When(new Repay(Back with { Amount = Yuan(1) })).ThenRefused(RecoveryRefusal.RepaymentDiffers);

    [Fact]
    public void What_a_statement_has_taken_is_not_paid_back_as_well() =>
        Given(Proposed, Confirmed, new RecoveryTaken(October, Yuan(1))).When(new Repay(Back)).ThenRefused(RecoveryRefusal.AboveOutstanding);
}
