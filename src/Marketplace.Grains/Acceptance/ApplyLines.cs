using Billing;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Wallets;

namespace Marketplace.Grains.Acceptance;

/// <summary>
/// Carries out an approved batch for some orders of a city: what is granted is consumed and payable, the rest of what was
/// asked is released (S003 art.16, art.19). Orders that are done already are left alone, so it is safe to send again.
/// </summary>
public sealed record ApplyLines(string Month, string City, EquatableList<OrderId> Orders) : ITurn
{
    /// <summary>Orders in one turn.</summary>
    public const int ChunkMax = 200;

    public IEnumerable<IGrainKey> Needs() =>
        [Batch.Grain[Month], Verification.Of(Month, City), .. Orders.Select(o => Order.Grain[o.Value])];

    public Reply Run(Turn turn)
    {
        if (!turn.Read(Batch.Grain[Month]).IsDecided) return BatchRefusal.NotApproved;
        var part = turn.Read(Verification.Of(Month, City));
        foreach (var order in Orders) LookAtWallet(turn, order);
        var applied = new List<AppliedLine>(Orders.Count);
        foreach (var order in Orders)
        {
            if (!part.Lines.TryGetValue(order, out var line)) return BatchRefusal.LineUnknown;
            if (line.Applied is null) applied.Add(Apply(turn, line));
        }
        if (turn.Do(Verification.Of(Month, City), new VerificationCommand.Apply([.. applied])) is { } refusal) return refusal;
        return BatchAnswer.Of(turn, Month);
    }

    /// <summary>Names all wallets before anything is done with one, so that they are loaded together and not one after the other.</summary>
    static void LookAtWallet(Turn turn, OrderId order)
    {
        if (turn.Read(Order.Grain[order.Value]).Terms is { } terms) turn.Read(Wallet.Grain[terms.Wallet]);
    }

    AppliedLine Apply(Turn turn, BatchLine line)
    {
        var id = line.Proposed.Order;
        var key = Order.Grain[id.Value];
        var before = turn.Read(key);
        var verified = line.VerifiedStep;
        var accept = new OrderCommand.Accept(
            Month, line.Proposed.Percent, line.Proposed.Asked, verified.Amount, verified.Text ?? line.Adjusted?.Text, turn.Now)
        {
            After = line.Proposed.After, IsAppeal = line.Proposed.IsAppeal,
        };
        if (turn.Do(key, accept) is not null) return new AppliedLine(id, LineOutcome.Void, FundShares.None);

        var after = turn.Read(key);
        var approved = after.Accepted.Less(before.Accepted);
        FollowInWallet(turn, id, before, after, approved);
        return new AppliedLine(id, OutcomeOf(line.Proposed.Asked, verified.Amount), approved);
    }

    /// <summary>The wallet holds exactly what the order holds of the province's fund, so it cannot refuse.</summary>
    static void FollowInWallet(Turn turn, OrderId id, Order before, Order after, EquatableList<FundShare> approved)
    {
        var consumed = approved.Of(before.ProvinceFund);
        var released = before.Held.Of(before.ProvinceFund) - after.Held.Of(before.ProvinceFund) - consumed;
        var wallet = Wallet.Grain[before.Terms!.Wallet];
        var refusal = (consumed.IsPositive ? turn.Do(wallet, new WalletCommand.Consume(id, consumed)) : null)
            ?? (released.IsPositive ? turn.Do(wallet, new WalletCommand.Release(id, released)) : null);
        if (refusal is not null) throw new InvalidOperationException($"The wallet {wallet.Key} does not hold what order {id} holds: {refusal.Code}.");
    }

    static LineOutcome OutcomeOf(Money asked, Money approved) =>
        approved == asked ? LineOutcome.Accepted : approved.IsPositive ? LineOutcome.Deducted : LineOutcome.Rejected;
}
