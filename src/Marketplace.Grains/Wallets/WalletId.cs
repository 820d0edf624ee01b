using System.Globalization;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;

namespace Marketplace.Grains.Wallets;

/// <summary>
/// A company's wallet: one for ever, or one a year when the cap counts yearly, by the policy in force.
/// </summary>
public static class WalletId
{
    public static string For(CreditCode company, SubsidyPolicy policy, DateTimeOffset now) => policy.CapPeriod switch
    {
        CapPeriod.Lifetime => company.Value,
        CapPeriod.Yearly => $"{company.Value}-{ChinaTime.Of(now).Year.ToString(CultureInfo.InvariantCulture)}",
    };
}
