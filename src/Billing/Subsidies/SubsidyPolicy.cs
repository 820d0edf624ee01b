using System.Text.Json.Serialization;

namespace Billing.Subsidies;

/// <summary>Whether the cap of S003 art.17 counts once for ever or anew each calendar year (Asia/Shanghai).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CapPeriod>))]
public enum CapPeriod
{
    [JsonStringEnumMemberName("lifetime")] Lifetime,
    [JsonStringEnumMemberName("yearly")] Yearly,
}

/// <summary>What happens to an order above the remainder of the wallet (S003 art.17, art.20).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AboveRemainder>))]
public enum AboveRemainder
{
    /// <summary>Subsidy first, then city money, the company pays the rest.</summary>
    [JsonStringEnumMemberName("split")] Split,

    /// <summary>The order is refused.</summary>
    [JsonStringEnumMemberName("refuse")] Refuse,
}

/// <summary>
/// The values of the programme that no article fixes, with their defaults. They are configuration, carry a version,
/// are shown to the people they bind, and every order names the version it was placed under.
/// </summary>
public sealed record SubsidyPolicy
{
    /// <summary>Changes whenever a value changes; kept on every order.</summary>
    public string Version { get; init; } = "2026.1";

    /// <summary>The most provincial subsidy one company gets (S003 art.17): 10,000 yuan.</summary>
    public Money Cap { get; init; } = Money.Yuan(10_000);

    public CapPeriod CapPeriod { get; init; } = CapPeriod.Lifetime;

    public AboveRemainder AboveRemainder { get; init; } = AboveRemainder.Split;

    /// <summary>Minutes after which an order that waits for the company's own share lapses with its reservation.</summary>
    public int UnpaidLapseMinutes { get; init; } = 30;

    /// <summary>Days in which a company may cancel, counted from its confirmation, while it is not provisioned.</summary>
    public int CoolingOffDays { get; init; } = 7;

    /// <summary>Days for which an attestation of a vendor's credit standing holds (S003 art.5).</summary>
    public int CreditStandingDaysMax { get; init; } = 90;

    /// <summary>Whether a statement needs its invoice before its money can be withdrawn.</summary>
    public bool InvoiceBeforeWithdrawal { get; init; } = true;

    /// <summary>Of the inconspicuous orders of a city that its bureau verifies each month, in percent, rounded up.</summary>
    public int SamplePercent { get; init; } = 5;

    /// <summary>At least so many of them.</summary>
    public int SampleMinimum { get; init; } = 5;

    /// <summary>Days in which what acceptance did not grant may be submitted again, counted from the decision.</summary>
    public int AppealDays { get; init; } = 15;

    /// <summary>Usage is returned within so many days; the month after is open for as long (S003 art.15).</summary>
    public int UsageAgeDaysMax { get; init; } = 7;

    /// <summary>Months that single usage events are kept after their month; what they add up to stays for ever.</summary>
    public int UsageRetentionMonths { get; init; } = 12;

    /// <summary>
    /// The platform's fee on what companies pay themselves, in basis points (1 % = 100), where a listing's contract says nothing else.
    /// </summary>
    public int PlatformFeeBasisPoints { get; init; } = 500;

    /// <summary>Days before the end of a term from which it can be renewed.</summary>
    public int RenewalOpensDays { get; init; } = 60;

    /// <summary>Days in which an accepted renewal is paid, at most until the old term ends.</summary>
    public int RenewalPayDays { get; init; } = 14;

    /// <summary>Days before a renewal becomes dearer that the vendor has to announce it.</summary>
    public int RenewalPriceNoticeDays { get; init; } = 60;


    [JsonIgnore] public TimeSpan UnpaidLapse => TimeSpan.FromMinutes(UnpaidLapseMinutes);
}
