using Marketplace.Grains.Orders;

namespace Marketplace.Api.Portals.Orders;

/// <summary>How the term of an order is called: free is only what the company pays nothing for.</summary>
public static class TermWords
{
    public static bool IsPaidTerm(this OrderRow order) => order.Split.Company.IsPositive;

    /// <summary>The key of its label.</summary>
    public static string TermLabel(this OrderRow order) => order.IsPaidTerm() ? "order.anyTerm" : "order.freeTerm";
}
