using System.Globalization;
using Billing;
using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Hosting;
using Marketplace.Api.Http;
using Marketplace.Grains.Listings;

namespace Marketplace.Api.Policy;

public static class PolicyEndpoints
{
    const int DaysMax = 366;

    public static void MapPolicy(this IEndpointRouteBuilder api) =>
        api.MapGet("/policy", (SubsidyPolicy policy) => Results.Json(policy, ApiJson.Options))
            .ForThePublic().WithSummary("The values that no article fixes, with their version.").Produces<SubsidyPolicy>();

    /// <summary>Reads section <c>Programme</c>; what is not set keeps its default.</summary>
    public static SubsidyPolicy Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Programme");
        var policy = new SubsidyPolicy();
        return policy with
        {
            Version = section["Version"] ?? policy.Version,
            Cap = section["Cap"] is { } cap ? Money.Parse(cap) : policy.Cap,
            CapPeriod = section.GetValue(nameof(policy.CapPeriod), policy.CapPeriod),
            AboveRemainder = section.GetValue(nameof(policy.AboveRemainder), policy.AboveRemainder),
            UnpaidLapseMinutes = section.GetValue(nameof(policy.UnpaidLapseMinutes), policy.UnpaidLapseMinutes),
            SamplePercent = section.GetValue(nameof(policy.SamplePercent), policy.SamplePercent),
            SampleMinimum = section.GetValue(nameof(policy.SampleMinimum), policy.SampleMinimum),
            AppealDays = section.GetValue(nameof(policy.AppealDays), policy.AppealDays),
            CoolingOffDays = section.GetValue(nameof(policy.CoolingOffDays), policy.CoolingOffDays),
            CreditStandingDaysMax = section.GetValue(nameof(policy.CreditStandingDaysMax), policy.CreditStandingDaysMax),
            InvoiceBeforeWithdrawal = section.GetValue(nameof(policy.InvoiceBeforeWithdrawal), policy.InvoiceBeforeWithdrawal),
            UsageAgeDaysMax = section.GetValue(nameof(policy.UsageAgeDaysMax), policy.UsageAgeDaysMax),
            PlatformFeeBasisPoints = Within(section, nameof(policy.PlatformFeeBasisPoints), policy.PlatformFeeBasisPoints, 0, FeeContract.FeeBasisPointsMax),
            RenewalOpensDays = Within(section, nameof(policy.RenewalOpensDays), policy.RenewalOpensDays, 1, DaysMax),
            RenewalPayDays = Within(section, nameof(policy.RenewalPayDays), policy.RenewalPayDays, 1, DaysMax),
            RenewalPriceNoticeDays = Within(section, nameof(policy.RenewalPriceNoticeDays), policy.RenewalPriceNoticeDays, 0, DaysMax),
            UsageRetentionMonths = section.GetValue(nameof(policy.UsageRetentionMonths), policy.UsageRetentionMonths),
        };
    }

    /// <summary>Refused at the start: found out at a payment, the money would be there already.</summary>
    static int Within(IConfigurationSection section, string name, int usual, int min, int max) =>
        section.GetValue(name, usual) is var value && value >= min && value <= max
            ? value : throw new SettingException(string.Create(CultureInfo.InvariantCulture, $"{section.Key}__{name} is a whole number from {min} to {max}."));
}
