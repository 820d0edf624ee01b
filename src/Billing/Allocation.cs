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

    /// <summary>
    /// So many percent of an amount, whole fen, rounded down: never more than is due, and all of it at 100. What is due by
    /// and by is the difference of two of these, so no order of installments loses or makes a fen.
    /// </summary>
    /// <param name="percent">0 to 100.</param>
    public static Money UpTo(Money amount, int percent) => UpTo(amount, percent, 100);

    /// <summary>
    /// So many parts of a whole (percent, basis points, fen of fen) of an amount, whole fen, rounded down.
    /// </summary>
    /// <param name="parts">0 to <paramref name="whole"/>.</param>
    /// <param name="whole">Above zero.</param>
    public static Money UpTo(Money amount, long parts, long whole)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount.Fen);
        ArgumentOutOfRangeException.ThrowIfNegative(parts);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts, whole);
        return new Money((long)((Int128)amount.Fen * parts / whole));
    }

    /// <summary>
    /// Splits by whole percents that add up to 100. Up to and with each part the sum is rounded down, so the fen that do not
    /// come out even fall to later parts and the last one completes the amount.
    /// </summary>
    public static Money[] ByPercents(Money amount, params ReadOnlySpan<int> percents)
    {
        var parts = new Money[percents.Length];
        var percent = 0;
        for (var i = 0; i < percents.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(percents[i], nameof(percents));
            parts[i] = UpTo(amount, percent + percents[i]) - UpTo(amount, percent);
            percent += percents[i];
        }
        ArgumentOutOfRangeException.ThrowIfNotEqual(percent, 100, nameof(percents));
        return parts;
    }
}
