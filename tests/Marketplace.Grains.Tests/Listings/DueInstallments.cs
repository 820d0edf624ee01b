using Marketplace.Grains.Listings;
using Marketplace.Grains.Places;

namespace Marketplace.Grains.Tests.Listings;

/// <summary>What a verdict's installments come to, of hundred.</summary>
static class DueInstallments
{
    public static int DueThrough(this UsageVerdict verdict, string month) =>
        verdict.Installments.Where(i => i.DueIn is { } due && !ChinaMonth.IsAfter(due, month)).Sum(i => i.Percent);

    public static int DueIn(this UsageVerdict verdict, string month) => verdict.Installments.Where(i => i.DueIn == month).Sum(i => i.Percent);
}
