using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Marketplace.Grains.Orders;

namespace Marketplace.Grains.Acceptance;

/// <summary>
/// Draws the orders that a city looks at: everything conspicuous, and of the rest so many percent, at least so many. Anybody
/// can repeat it: orders are ranked by SHA-256 of seed, a line feed and the order's number, and the first are taken.
/// </summary>
public static class Sample
{
    /// <summary>The seed of a city's part: it follows from all usage of the month, which nobody can choose.</summary>
    /// <param name="usageHash">Of the closed month, in hexadecimal.</param>
    public static string SeedFor(string usageHash, string city) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{usageHash}\n{city}")));

    /// <param name="percent">Of the inconspicuous lines, rounded up.</param>
    /// <param name="minimum">At least so many of them, where there are as many.</param>
    public static IReadOnlySet<OrderId> Draw(IEnumerable<ProposedLine> lines, string seed, int percent, int minimum)
    {
        var all = lines.ToList();
        var plain = all.Where(l => !l.IsConspicuous).ToList();
        var count = Math.Max(minimum, (int)((plain.Count * (long)percent + 99) / 100));
        return all.Where(l => l.IsConspicuous)
            .Concat(plain.OrderBy(l => Rank(seed, l.Number), StringComparer.Ordinal).ThenBy(l => l.Number, StringComparer.Ordinal).Take(count))
            .Select(l => l.Order).ToHashSet();
    }

    static string Rank(string seed, string number) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}\n{number}"))));
}
