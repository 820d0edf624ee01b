using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;
using static Billing.Money;

namespace Marketplace.Grains.Tests.Acceptance;

/// <summary>Plausible lines of a batch.</summary>
static class SomeLines
{
    static readonly Eligibility Eligible = new("工信部联企业〔2011〕300号", []);

    public static ProposedLine Of(int number) => new(
        new OrderId($"o{number}"), OrderNumber.Of(2026, number), Some.Code, Some.Vendor, Some.Software, 100, Yuan(3_000), 1,
        new UsageSummary(120, 40, 3, 3, 0), new string('a', 64), [], Eligible, Eligible, IsAppeal: false);

    public static ProposedLine Flagged(int number) => Of(number) with { Flags = [new Flag("usage.one-address", ["10.0.0.1", "4"])] };
}
