namespace Billing.Ledger;

/// <summary>
/// One movement of money from one account to another. Written as one row with two accounts and one positive amount,
/// it cannot fail to balance: the sum of every entry is zero by its shape.
/// </summary>
/// <param name="Amount">Above zero.</param>
/// <param name="Order">The order that the movement is about, where there is one.</param>
public sealed record Posting(AccountId From, AccountId To, Money Amount, string? Order = null)
{
    /// <summary>What the movement does to each of its accounts; the two deltas sum to zero.</summary>
    public IEnumerable<(AccountId Account, Money Delta)> Deltas => [(From, -Amount), (To, Amount)];
}
