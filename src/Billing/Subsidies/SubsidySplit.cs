namespace Billing.Subsidies;

/// <summary>Who pays how much of an order; the three shares always add up to its price.</summary>
/// <param name="Province">From the provincial fund, inside the company's cap (S003 art.17).</param>
/// <param name="City">From the fund of the company's city (S003 art.20).</param>
/// <param name="Company">What the company pays itself.</param>
public sealed record SubsidySplit(Money Province, Money City, Money Company)
{
    /// <summary>Subsidy first, then city money, the company pays the rest (S003 art.17, art.20).</summary>
    /// <param name="price">The price for one year, zero or more.</param>
    /// <param name="remainder">What the company may still draw of its cap.</param>
    /// <param name="cityAvailable">What the city's fund still holds; zero where there is none.</param>
    public static SubsidySplit Of(Money price, Money remainder, Money cityAvailable)
    {
        var (parts, rest) = Allocation.Fill(price, remainder, cityAvailable);
        return new SubsidySplit(parts[0], parts[1], rest);
    }
}
