using Billing;
using Billing.Ledger;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Wallets;

namespace Marketplace.Grains.Acceptance;

/// <summary>
/// An appeal against a rejection or a deduction, with new evidence, once per order: what was released is held again, and the
/// next batch decides upon it.
/// </summary>
/// <param name="By">The vendor or the company, by its credit code; to another the order is unknown.</param>
/// <param name="Evidence">Ids of stored files.</param>
public sealed record ResubmitOrder(OrderId Order, string By, string Reason, EquatableList<string> Evidence) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Orders.Order.Grain[Order.Value]];

    public Reply Run(Turn turn)
    {
        var key = Orders.Order.Grain[Order.Value];
        var order = turn.Read(key);
        if (order.Terms is not { } terms || (By != terms.Vendor.Value && By != terms.Company.Value)) return OrderRefusal.Unknown;
        if (order.Resubmission is not null || order.WasResubmitted) return OrderRefusal.ResubmittedBefore;
        if (order.Shortfall is not { } shortfall) return OrderRefusal.NothingToResubmit;

        var held = new List<FundShare>();
        FundId? provinceFund = order.ProvinceFund;
        foreach (var share in shortfall.Shares)
        {
            if (FundFor(turn, order, share) is not { } fund) return FundRefusal.Exhausted;
            held.Add(share with { Fund = fund });
            if (share.Fund == order.ProvinceFund) provinceFund = fund;
        }
        var province = shortfall.Shares.Of(order.ProvinceFund);
        var resubmission = new Resubmission(shortfall.Batch, By, Reason, Evidence, provinceFund);
        var withinDays = turn.Read(Batch.Grain[shortfall.Batch]).Terms?.AppealDays ?? 0;
        var refusal = turn.Do(key, new OrderCommand.Resubmit(resubmission, [.. held], turn.Now, withinDays))
            ?? (province.IsPositive ? turn.Do(Wallet.Grain[terms.Wallet], new WalletCommand.ReserveAgain(Order, province)) : null);
        return refusal is not null ? refusal : Reply.With(OrderRow.Of(Order, turn.Read(key)));
    }

    /// <summary>The fund that held it before, where it can or must be that one; else its owner's fund of this year.</summary>
    static FundId? FundFor(Turn turn, Order order, FundShare share)
    {
        if (order.Held.Of(share.Fund).IsPositive || Holds(share.Fund)) return Holds(share.Fund) ? share.Fund : null;
        var owner = turn.Read(Fund.Grain[share.Fund.Value]).Owner;
        return owner is not null && turn.Read(FundRegister.Of(ChinaTime.Of(turn.Now).Year)).FundOf(owner) is { } current && Holds(current) ? current : null;

        bool Holds(FundId fund) => turn.Balance(AccountId.FundAvailable(fund.Value)) >= share.Amount;
    }
}
