namespace Billing;

/// <summary>Splits an amount so that the parts add up to it to the fen.</summary>
public static class Allocation
{
    /// <summary>
    /// Fills the buckets in their order, each up to its capacity; what none can hold comes back as the excess.
    /// The last fen goes to the earliest bucket that has room.
    /// </summary>
    public static (Money[] Parts, Money Excess) Fill(Money amount, params ReadOnlySpan<Money> capacities)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount.Fen);
        var parts = new Money[capacities.Length];
        var rest = amount;
        for (var i = 0; i < capacities.Length; i++)
        {
            parts[i] = Money.Min(rest, capacities[i].IsNegative ? Money.Zero : capacities[i]);
            rest -= parts[i];
        }
        return (parts, rest);
    }
}
