using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;

namespace Marketplace.Grains.Tests.Ledger;

/// <summary>Orders from their placing to their end, and what goes on after it (S003 art.17).</summary>
sealed partial class Chronicle
{
    readonly Dictionary<(CreditCode Company, ListingId Listing), OrderId> _subscriptions = [];

    /// <summary>Renewals of what was in use when it ended.</summary>
    readonly List<string> _inUse = [];

    /// <summary>When the command was done.</summary>
    DateTimeOffset _now;

    /// <summary>What an order is, and may become.</summary>
    void ReadLife(string key, OrderLife order, OrderEvent fact)
    {
        var was = order.Status;
        switch (fact)
        {
            case OrderEvent.OrderPlaced { Terms.Continues: { } continued } f:
                var old = _orders[continued.Of.Value];
                Must(old.IsRunning && _now < old.TermEnds && _now >= old.TermEnds?.AddDays(-60) && continued.From == old.TermEnds, $"{key} renews what cannot be renewed.");
                Must(f.Terms.Split.Company == f.Terms.Price && f.LapsesAt <= continued.From, $"{key} renews with the province's money, or is paid after it begins.");
                Must(_orders.All(o => o.Key == key || o.Value.Terms.Continues?.Of != continued.Of || o.Value.IsOver), $"{continued.Of} is renewed twice.");
                break;
            case OrderEvent.OrderConfirmed f:
                Must(was == OrderStatus.AwaitingPayment, $"{key} is {was}, and is confirmed.");
                Must(f.FreeTerm.From == (order.Terms.Continues?.From ?? f.FreeTerm.From) && (f.At ?? f.FreeTerm.From) == ChinaTime.Of(_now), $"{key} is confirmed for another time.");
                (order.Status, order.CoolingOffEnds, order.TermEnds) = (OrderStatus.Confirmed, _now.AddDays(order.Terms.CoolingOffDays), f.FreeTerm.To);
                break;
            case OrderEvent.OrderProvisioned:
                Must(was == OrderStatus.Confirmed, $"{key} is {was}, and is provisioned.");
                Must(order.Terms.Continues is not { } before || before.From <= _now || _orders[before.Of.Value].IsOver, $"{key} is provisioned before its time.");
                order.Status = OrderStatus.Provisioned;
                break;
            case OrderEvent.OrderCancelled:
                Must(was == OrderStatus.AwaitingPayment || was == OrderStatus.Confirmed && _now <= order.CoolingOffEnds, $"{key} is {was}, and is cancelled.");
                order.Status = OrderStatus.Cancelled;
                break;
            case OrderEvent.OrderLapsed:
                Must(was == OrderStatus.AwaitingPayment && _now >= order.LapsesAt, $"{key} is {was}, and lapses.");
                Must(_payments.GetValueOrDefault(key)?.Page is null || _now >= order.LapsesAt?.AddHours(24), $"{key} lapses while somebody may be paying it.");
                order.Status = OrderStatus.Lapsed;
                break;
            case OrderEvent.FirstUseMissed or OrderEvent.SupportEnded when order.Terms.Continues is not null:
                Must(false, $"{key} is the company's own to use or not.");
                break;
            case OrderEvent.FirstUseMissed:
                order.Status = OrderStatus.Lapsed;
                break;
            case OrderEvent.OrderUnpaid:
                Must(order.IsRunning && _payments[key].Lies.Total().IsZero, $"{key} is {was}, and ends unpaid.");
                order.Status = OrderStatus.Ended;
                break;
            case OrderEvent.TermEnded:
                Must(order.IsRunning && _now >= order.TermEnds, $"{key} is {was}, and its term ends.");
                order.Status = OrderStatus.Ended;
                break;
            case OrderEvent.SupportEnded:
                order.Status = OrderStatus.Ended;
                break;
            default: // nothing begins or ends
                break;
        }
        if (order.IsOver && was == OrderStatus.Provisioned)
            _inUse.AddRange(_orders.Where(o => o.Value.IsRunning && o.Value.Terms.Continues?.Of.Value == key).Select(o => o.Key));
    }

    void CheckSubscriptions()
    {
        var begun = _orders.Where(o => (o.Value.IsRunning || o.Value.Status == OrderStatus.AwaitingPayment)
            && (o.Value.Terms!.Continues is not { } continued || o.Value.IsRunning && _orders[continued.Of.Value].IsOver)).ToArray();
        foreach (var (id, order) in begun)
            Must(_subscriptions.GetValueOrDefault((order.Terms!.Company, order.Terms.Listing)) == new OrderId(id), $"{id} has begun, and is not its company's subscription.");
        Must(begun.Length == _subscriptions.Count, "A company has a subscription that is over, or two of one software.");
        foreach (var id in _inUse) Must(_orders[id].Status == OrderStatus.Provisioned, $"{id} renews what was in use, and is not.");
        _inUse.Clear();
    }
}
