using Billing;
using Billing.Ledger;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using static Billing.Money;

namespace Marketplace.Grains.Tests.Payments;

/// <summary>Cancellations, refunds and disputes.</summary>
public sealed class GoingBackTests
{
    readonly PaymentTown _town = new();

    ConfirmRefund Confirm(OrderId order, string by = PaymentTown.SecondOperator) => new(order, _town.Payment(order).Proposal?.Id ?? new RefundId("none"), by);

    OrderId Refunded(OrderId order, Money? amount = null)
    {
        _town.Done(new ProposeRefund(order, amount, "不再需要", PaymentTown.Operator));
        _town.Done(Confirm(order));
        return order;
    }

    [Fact]
    public void Who_cancels_has_the_money_back()
    {
        var order = _town.Paid();
        _town.Done(new CancelOrder(order, Some.Code, "不再需要"));
        var refund = _town.OnlyRefund(order);
        Assert.Equal((RefundCause.Cancelled, PaymentTown.Own, RefundStatus.Asked), (refund.Cause, refund.Amount, refund.Status));
        Assert.Equal([$"call.refund {order} {refund.Id}"], _town.Calls());
        Assert.Equal(PaymentTown.Own, _town.Balance(AccountId.Refunding));

        _town.Done(new RecordRefund(order, refund.Id, 1, "re-1", null));
        Assert.Equal(PaymentTown.Own, _town.Balance(AccountId.Refunded));
        Assert.Equal(Zero - new Money(6), _town.Balance(AccountId.ProcessorBalance));
    }

    [Fact]
    public void A_refund_needs_two_people()
    {
        var order = _town.Paid();
        _town.Done(new ProposeRefund(order, Yuan(500), "不再需要", PaymentTown.Operator));
        Assert.Equal(PaymentRefusal.SamePerson, _town.Send(Confirm(order, PaymentTown.Operator)).Refusal);
        Assert.Equal(Zero, _town.Balance(AccountId.Refunding));
        _town.Done(Confirm(order));
        Assert.Equal(Yuan(500), _town.Balance(AccountId.Refunding));
        Assert.Equal((Yuan(75), Yuan(1_425)), (_town.Balance(AccountId.PlatformFees), _town.Balance(AccountId.SalesHeld(Some.Vendor.Value))));
        Assert.Equal(OrderStatus.Confirmed, _town.Order(order).Status);
    }

    [Fact]
    public void A_refund_may_be_declined()
    {
        var order = _town.Paid();
        _town.Done(new ProposeRefund(order, null, "不再需要", PaymentTown.Operator));
        var id = _town.Payment(order).Proposal!.Id;
        _town.Done(new DeclineRefund(order, id, PaymentTown.SecondOperator));
        Assert.Equal(PaymentRefusal.RefundUnknown, _town.Send(new ConfirmRefund(order, id, PaymentTown.SecondOperator)).Refusal);
        Assert.Empty(_town.Calls());
    }

    [Fact]
    public void When_all_is_refunded_the_order_ends_and_the_province_has_its_money_back()
    {
        var order = _town.Paid();
        Refunded(Refunded(order, Yuan(500)));
        Assert.Equal(OrderStatus.Ended, _town.Order(order).Status);
        Assert.Equal("order_unpaid", _town.Facts(order)[^1]);
        Assert.Empty(_town.Company().Subscriptions);
        Assert.Equal(Yuan(50_000), _town.Balance(AccountId.FundAvailable("province-2026")));
        Assert.Equal(Zero, _town.Balance(AccountId.FundEncumbered("province-2026")));
        Assert.Equal(Yuan(10_000), _town.Balance(AccountId.WalletAvailable(Some.Code.Value)));
    }

    [Fact]
    public void A_refund_that_the_bank_gave_back_is_owed_until_it_is_tried_again()
    {
        var order = Refunded(_town.Paid());
        var refund = _town.OnlyRefund(order).Id;
        Assert.Equal(PaymentRefusal.RefundNotFailed, _town.Send(new RetryRefund(order, refund, PaymentTown.Operator)).Refusal);
        _town.Done(new RecordRefund(order, refund, 1, "re-1", null));
        _town.Done(new RecordRefund(order, refund, 1, "re-1", "bounced"));
        Assert.Equal((PaymentTown.Own, Zero), (_town.Balance(AccountId.Refunding), _town.Balance(AccountId.Refunded)));
        Assert.Equal(PaymentTown.Own - new Money(6), _town.Balance(AccountId.ProcessorBalance));

        _town.Done(new RetryRefund(order, refund, PaymentTown.Operator));
        Assert.Equal(2, _town.Calls().Count(c => c == $"call.refund {order} {refund}"));
        _town.Done(new RecordRefund(order, refund, 1, "re-1", "bounced"));
        _town.Done(new RecordRefund(order, refund, 2, "re-2", null));
        Assert.Equal((Zero, PaymentTown.Own), (_town.Balance(AccountId.Refunding), _town.Balance(AccountId.Refunded)));
    }

    [Fact]
    public void The_news_that_a_refund_bounced_may_come_before_that_it_was_made()
    {
        var order = Refunded(_town.Paid());
        var refund = _town.OnlyRefund(order).Id;
        _town.Done(new RecordRefund(order, refund, 1, null, "bounced"));
        _town.Done(new RecordRefund(order, refund, 1, "re-1", null));
        Assert.Equal(RefundStatus.Failed, _town.OnlyRefund(order).Status);
        Assert.Equal(PaymentTown.Own - new Money(6), _town.Balance(AccountId.ProcessorBalance));
    }

    [Fact]
    public void What_the_vendor_had_by_transfer_is_fetched_for_a_refund()
    {
        var order = _town.Released("acct-1");
        Refunded(order, Yuan(1_000));
        var reversal = Assert.Single(_town.Payment(order).Reversals);
        Assert.Equal(Yuan(950), reversal.Amount);
        Assert.Contains($"call.reversal {order} {reversal.Reference}", _town.Calls());
        Assert.Equal(PaymentRefusal.TooEarly, _town.Send(new RecordReversal(order, reversal.Reference, "trr-1", null)).Refusal);

        _town.Done(new RecordTransfer(order, "n1-t1", "tr-1", null));
        _town.Done(new RecordReversal(order, reversal.Reference, "trr-1", null));
        Assert.Equal(Yuan(950), _town.Balance(AccountId.ProcessorTransferred));
        Assert.Equal(Zero, _town.Balance(AccountId.SalesOwed(Some.Vendor.Value)));
    }

    [Fact]
    public void What_cannot_be_fetched_the_vendor_owes()
    {
        var order = _town.Released("acct-1");
        _town.Done(new RecordTransfer(order, "n1-t1", "tr-1", null));
        Refunded(order, Yuan(1_000));
        _town.Done(new RecordReversal(order, _town.Payment(order).Reversals[0].Reference, null, "balance-too-low"));
        Assert.Equal((Yuan(950), Zero - Yuan(950)), (_town.Balance(AccountId.SalesOwed(Some.Vendor.Value)), _town.Balance(AccountId.Advances)));
    }

    [Fact]
    public void A_dispute_takes_the_money_and_what_the_processor_asks_for_it()
    {
        var order = _town.Paid();
        _town.Done(PaymentTown.Dispute(order, PaymentTown.Own));
        _town.Done(PaymentTown.Dispute(order, PaymentTown.Own));
        Assert.Equal(PaymentTown.Own, _town.Balance(AccountId.Disputed));
        Assert.Equal(Zero - new Money(21), _town.Balance(AccountId.ProcessorBalance));
        Assert.Equal(OrderStatus.Confirmed, _town.Order(order).Status);
        Assert.Equal(PaymentRefusal.Disputed, _town.Send(new ProposeRefund(order, Yuan(1), "x", PaymentTown.Operator)).Refusal);
    }

    [Fact]
    public void A_dispute_that_overtakes_its_money_comes_again()
    {
        var order = _town.Placed();
        _town.Done(_town.Begin(order));
        Assert.Equal(PaymentRefusal.TooEarly, _town.Send(PaymentTown.Dispute(order, PaymentTown.Own)).Refusal);
        _town.Done(_town.Receipt(order, PaymentTown.Own));
        _town.Done(PaymentTown.Dispute(order, PaymentTown.Own));
        Assert.True(_town.Payment(order).IsDisputed);
    }

    [Fact]
    public void What_is_won_is_the_vendors_again()
    {
        var order = _town.Paid();
        _town.Done(PaymentTown.Dispute(order, PaymentTown.Own));
        _town.Pass(days: 7);
        _town.Done(new ReleaseShare(order)); // nothing is there
        _town.Done(PaymentTown.Dispute(order, PaymentTown.Own, DisputeStatus.Won));
        Assert.Equal((PaymentTown.Fee, PaymentTown.Share), (_town.Balance(AccountId.PlatformFees), _town.Balance(AccountId.SalesPayable(Some.Vendor.Value))));
    }

    [Fact]
    public void What_is_won_in_the_cooling_off_time_is_held_until_its_end()
    {
        var order = _town.Paid();
        _town.Done(PaymentTown.Dispute(order, PaymentTown.Own, DisputeStatus.Won));
        Assert.Equal(PaymentTown.Share, _town.Balance(AccountId.SalesHeld(Some.Vendor.Value)));
    }

    [Fact]
    public void An_order_whose_payment_is_lost_ends()
    {
        var order = _town.Paid();
        _town.Done(PaymentTown.Dispute(order, PaymentTown.Own, DisputeStatus.Lost));
        Assert.Equal(OrderStatus.Ended, _town.Order(order).Status);
        Assert.Equal(PaymentTown.Own, _town.Balance(AccountId.ChargedBack));
    }

    [Fact]
    public void When_a_part_is_lost_the_vendor_has_its_share_of_the_rest()
    {
        var order = _town.Paid();
        _town.Done(PaymentTown.Dispute(order, Yuan(500)));
        _town.Pass(days: 7);
        _town.Done(new ReleaseShare(order));
        Assert.Equal(Yuan(1_425), _town.Balance(AccountId.SalesHeld(Some.Vendor.Value)));
        _town.Done(PaymentTown.Dispute(order, Yuan(500), DisputeStatus.Lost));
        Assert.Equal(Yuan(1_425), _town.Balance(AccountId.SalesPayable(Some.Vendor.Value)));
        Assert.Equal(OrderStatus.Confirmed, _town.Order(order).Status);
    }

    [Fact]
    public void What_is_won_of_a_cancelled_order_goes_back_to_the_company()
    {
        var order = _town.Paid();
        _town.Done(PaymentTown.Dispute(order, PaymentTown.Own));
        _town.Done(new CancelOrder(order, Some.Code, "不再需要"));
        Assert.Empty(_town.Payment(order).Refunds);
        _town.Pass(days: 30);
        _town.Done(PaymentTown.Dispute(order, PaymentTown.Own, DisputeStatus.Won));
        Assert.Equal((RefundCause.Cancelled, PaymentTown.Own), (_town.OnlyRefund(order).Cause, _town.OnlyRefund(order).Amount));
        Assert.Equal(Parts.None, _town.Payment(order).Lies);
    }

    [Fact]
    public void What_is_disputed_after_it_went_back_the_platform_lays_out()
    {
        var order = Refunded(_town.Paid());
        _town.Done(PaymentTown.Dispute(order, PaymentTown.Own));
        Assert.Equal(Zero - PaymentTown.Own, _town.Balance(AccountId.Advances));
        _town.Done(PaymentTown.Dispute(order, PaymentTown.Own, DisputeStatus.Won));
        Assert.Equal(Zero, _town.Balance(AccountId.Advances));
        Assert.Equal(Parts.None, _town.Payment(order).Lies);
    }
}
