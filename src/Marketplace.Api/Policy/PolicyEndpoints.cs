using Billing;
using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Http;

namespace Marketplace.Api.Policy;

public static class PolicyEndpoints
{
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
            PlatformFeeBasisPoints = section.GetValue(nameof(policy.PlatformFeeBasisPoints), policy.PlatformFeeBasisPoints),
            RenewalOpensDays = section.GetValue(nameof(policy.RenewalOpensDays), policy.RenewalOpensDays),
            RenewalPayDays = section.GetValue(nameof(policy.RenewalPayDays), policy.RenewalPayDays),
            RenewalPriceNoticeDays = section.GetValue(nameof(policy.RenewalPriceNoticeDays), policy.RenewalPriceNoticeDays),
            UsageRetentionMonths = section.GetValue(nameof(policy.UsageRetentionMonths), policy.UsageRetentionMonths),
        };
    }
}
