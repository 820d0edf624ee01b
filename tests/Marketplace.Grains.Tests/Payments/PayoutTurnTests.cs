using Billing;
using Billing.Ledger;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Vendors;
using static Billing.Money;

namespace Marketplace.Grains.Tests.Payments;

/// <summary>A vendor's share on its way by file.</summary>
public sealed class PayoutTurnTests
{
    readonly PaymentTown _town = new();

    static PayoutId Id(int number) => PayoutId.Of("2026-03", Some.Vendor, number);

    DrawPayout Draw(int number, params OrderId[] orders) => new(Id(number), "2026-03", Some.Vendor, [.. orders], PaymentTown.Operator) { Policy = _town.Policy };

    static PayoutResult Result(int number, PayoutOutcome outcome) => new($"P{number}", outcome, Some.Day, null, null);

    void List(int number)
    {
        _town.Done(new ApprovePayout(Id(number), PaymentTown.SecondOperator));
        _town.Done(new ListPayouts([new ListedPayout(Id(number), $"P{number}")], $"sha-{number}", PaymentTown.Operator) { Policy = _town.Policy });
    }

    void Report(int number, PayoutOutcome outcome) => _town.Done(new ReportPayout(Id(number), Result(number, outcome), PaymentTown.Operator));

    void Refund(OrderId order, Money? amount)
    {
        _town.Done(new ProposeRefund(order, amount, "x", PaymentTown.Operator));
        _town.Done(new ConfirmRefund(order, _town.Payment(order).Proposal!.Id, PaymentTown.SecondOperator));
    }

    VendorPayout Payout(int number) => _town.Host.Read(t => t.Read(VendorPayout.Grain[Id(number).Value])).Result;

    Money Owed => _town.Balance(AccountId.SalesOwed(Some.Vendor.Value));

    /// <summary>A second order, paid and released, of which the vendor gets 2,850.</summary>
    OrderId Another()
    {
        var order = _town.Placed(_town.List(Yuan(3_000)));
        _town.Done(_town.Receipt(order, Yuan(3_000), 2));
        _town.Pass(days: 7);
        _town.Done(new ReleaseShare(order));
        return order;
    }

    [Fact]
    public void A_payout_is_drawn_approved_listed_and_paid()
    {
        var order = _town.Released();
        _town.Done(Draw(1, order, order));
        _town.Done(Draw(1));
        Assert.Equal(PayoutRefusal.SamePerson, _town.Send(new ApprovePayout(Id(1), PaymentTown.Operator)).Refusal);
        List(1);
        Report(1, PayoutOutcome.Paid);

        Assert.Equal(VendorPayoutStatus.Paid, Payout(1).Status);
        Assert.Equal([new PayoutLine(order, "n1", PaymentTown.Share)], Payout(1).Terms!.Lines);
        Assert.Equal(PaymentTown.Share, _town.Balance(AccountId.SalesPaid(Some.Vendor.Value)));
    }

    [Fact]
    public void What_waits_for_nothing_is_not_drawn()
    {
        var held = _town.Paid();
        Assert.Equal(PaymentRefusal.NotPayable, _town.Send(Draw(1, held)).Refusal);
        Assert.Equal(PaymentRefusal.NotPayable, _town.Send(Draw(1)).Refusal);
        Assert.Equal(PaymentRefusal.NotPayable, _town.Send(Draw(1, new OrderId("none"))).Refusal);
        Assert.Equal(PayoutRefusal.TooManyLines, _town.Send(Draw(1, [.. Enumerable.Repeat(held, VendorPayout.LinesMax + 1)])).Refusal);
        Assert.Equal(PayoutRefusal.Unknown, _town.Send(new ApprovePayout(Id(1), PaymentTown.SecondOperator)).Refusal);
    }

    [Fact]
    public void A_vendor_whose_standing_is_bad_is_neither_drawn_nor_listed()
    {
        var order = _town.Released();
        _town.Done(Draw(1, order));
        _town.Done(new ApprovePayout(Id(1), PaymentTown.SecondOperator));
        _town.Done(new AttestCredit(Some.Vendor, new CreditStanding(false, Some.Day, "查询")));
        Assert.Equal(VendorRefusal.CreditBreach, _town.Send(new ListPayouts([new ListedPayout(Id(1), "P1")], "sha", PaymentTown.Operator) { Policy = _town.Policy }).Refusal);
        Assert.Equal(VendorRefusal.CreditBreach, _town.Send(Draw(2, order)).Refusal);
    }

    [Fact]
    public void What_the_bank_did_not_pay_waits_for_the_next_payout()
    {
        var order = _town.Released();
        _town.Done(Draw(1, order));
        List(1);
        Assert.Equal(WithdrawalRefusal.PaidInFuture, _town.Send(new ReportPayout(Id(1), Result(1, PayoutOutcome.Paid) with { On = Some.Day.AddDays(100) }, "x")).Refusal);
        Report(1, PayoutOutcome.Failed);
        Report(1, PayoutOutcome.Failed);
        Assert.Equal(PaymentTown.Share, _town.Balance(AccountId.SalesPayable(Some.Vendor.Value)));
        _town.Done(Draw(2, order));
        Assert.Equal(PaymentTown.Share, Payout(2).Terms!.Total());
    }

    [Fact]
    public void One_operator_alone_cannot_say_that_the_bank_did_not_pay_and_have_it_paid_again()
    {
        var order = _town.Released();
        _town.Done(Draw(1, order) with { By = "platform" });
        List(1);
        Report(1, PayoutOutcome.Failed);
        _town.Done(Draw(2, order) with { By = "platform" });

        Assert.Equal(PayoutRefusal.ReportedFailure, _town.Send(new ApprovePayout(Id(2), PaymentTown.Operator)).Refusal);
        _town.Done(new ApprovePayout(Id(2), PaymentTown.SecondOperator));
    }

    [Fact]
    public void What_went_back_after_a_payout_is_kept_of_the_next()
    {
        var order = _town.Released();
        _town.Done(Draw(1, order));
        List(1);
        Report(1, PayoutOutcome.Paid);
        Refund(order, Yuan(1_000));
        Assert.Equal(Yuan(950), Owed);

        _town.Done(Draw(2, Another()));
        Assert.Equal((Yuan(2_850), Yuan(950), Yuan(1_900), Zero), (Payout(2).Terms!.Gross(), Payout(2).Terms!.Taken, Payout(2).Terms!.Total(), Owed));
        List(2);
        Report(2, PayoutOutcome.Failed);
        Assert.Equal(Yuan(950), Owed);
    }

    [Fact]
    public void A_payout_that_owes_all_of_itself_is_paid_with_its_approval()
    {
        var order = _town.Released();
        var other = Another();
        _town.Done(Draw(1, other));
        List(1);
        Report(1, PayoutOutcome.Paid);
        Refund(other, null);
        _town.Done(Draw(2, order));
        _town.Done(new ApprovePayout(Id(2), PaymentTown.SecondOperator));
        Assert.Equal((VendorPayoutStatus.Paid, Yuan(950)), (Payout(2).Status, Owed));
    }

    [Fact]
    public void What_was_kept_in_vain_is_paid_with_the_next()
    {
        var order = _town.Released();
        _town.Done(Draw(1, order));
        List(1);
        Refund(order, Yuan(1_000));
        _town.Done(Draw(2, Another())); // keeps 950 of it
        Report(1, PayoutOutcome.Failed); // the vendor never had them
        Assert.Equal(Zero - Yuan(950), Owed);

        _town.Done(Draw(3, order));
        Assert.Equal((Yuan(950), Zero - Yuan(950), Yuan(1_900)), (Payout(3).Terms!.Gross(), Payout(3).Terms!.Taken, Payout(3).Terms!.Total()));
        List(3);
        Report(3, PayoutOutcome.Failed);
        Assert.Equal(Zero - Yuan(950), Owed);
        Assert.Equal(Zero, _town.Balance(AccountId.Advances) + Owed);
    }

    [Fact]
    public void What_was_kept_in_vain_is_paid_without_any_order_too()
    {
        var order = _town.Released();
        var other = Another();
        _town.Done(Draw(1, order));
        List(1);
        Refund(order, null);
        _town.Done(Draw(2, other));
        Report(1, PayoutOutcome.Failed);
        _town.Done(Draw(3));
        Assert.Equal(PaymentTown.Share, Payout(3).Terms!.Total());
        Assert.Equal(Zero, Owed);
    }
}
