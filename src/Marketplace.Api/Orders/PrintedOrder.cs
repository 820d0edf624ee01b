using Marketplace.Grains.Audit;
using Marketplace.Grains.Orders;

namespace Marketplace.Api.Orders;

/// <summary>An order as a sheet of paper shows it, found again by the code that is printed on it.</summary>
/// <param name="Order">As it was when the sheet was printed.</param>
/// <param name="PrintedAfter">When the last thing happened that the sheet knows of.</param>
/// <param name="IsCurrent">False when something has happened since.</param>
public sealed record PrintedOrder(OrderRow Order, DateTimeOffset PrintedAfter, bool IsCurrent)
{
    /// <summary>Characters of a hash that are printed: 64 bits, which nobody guesses.</summary>
    public const int CodeLength = 16;

    /// <summary>The code of the order as it is now.</summary>
    public static string CodeOf(StreamView history) => history.Facts[^1].Hash[..CodeLength];

    /// <summary>Null when no such sheet was ever printed.</summary>
    public static PrintedOrder? Find(StreamView? history, string code)
    {
        if (history is null || code.Length != CodeLength) return null;
        foreach (var (fact, order) in OrderStates.Of(history))
            if (string.Equals(fact.Hash[..CodeLength], code, StringComparison.OrdinalIgnoreCase))
                return new PrintedOrder(order, fact.At, fact.Version == history.Version);
        return null;
    }
}
