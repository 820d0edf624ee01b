using System.Globalization;
using System.Text.Json;
using Billing.Subsidies;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Tests.Runtime;
using Marketplace.Grains.Vendors;
using static Billing.Money;

namespace Marketplace.Grains.Tests.Settlements;

/// <summary>Statements that take several turns.</summary>
public sealed class DrawStatementTests
{
    const string Month = "2026-02";

    static readonly StatementId Id = StatementId.Of(Month, Some.Vendor);

    readonly HostUnderTest _host = new();

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(2_001)]
    [InlineData(100_000)]
    public async Task A_vendor_may_have_as_many_lines_as_it_likes(int count)
    {
        await Prepare();
        var lines = Lines(count);
        for (var first = 0; first < count;) first = (await Draw(lines, first)).Added;
        var statement = await _host.Read(t => t.Read(Statement.Grain[Id.Value]));
        Assert.Equal((StatementStatus.Drawn, count, Yuan(count)), (statement.Status, statement.Added, statement.Total));
        Assert.All(_host.Store.Stream(Statement.Grain.StreamId(Id.Value)).Select(f => f.Fact).OfType<StatementEvent.StatementLinesAdded>(),
            f => Assert.InRange(f.Lines.Count, 1, Statement.LinesMax));
    }

    [Fact]
    public async Task A_run_that_was_broken_off_goes_on_and_ends_with_the_same_evidence()
    {
        await Prepare();
        var lines = Lines(5_000);
        await Draw(lines, 0);
        // Another run begins from the start, as it must; and what the first had underway comes late.
        Assert.Equal(2_000, (await Draw(lines, 0)).Added);
        Assert.Equal(4_000, (await Draw(lines, 2_000)).Added);
        Assert.Equal(4_000, (await Draw(lines, 2_000)).Added);
        Assert.Equal(StatementStatus.Drawn, (await Draw(lines, 4_000)).Status);

        var broken = (await _host.Read(t => t.Read(Statement.Grain[Id.Value]))).Evidence;
        var whole = new DrawStatementTests();
        await whole.Prepare();
        for (var first = 0; first < lines.Length;) first = (await whole.Draw(lines, first)).Added;
        Assert.Equal(broken, (await whole._host.Read(t => t.Read(Statement.Grain[Id.Value]))).Evidence);
    }

    [Fact]
    public async Task A_vendor_that_cannot_be_paid_is_refused_before_anything_is_written()
    {
        await _host.Done(new RegisterVendor(new VendorProfile(Some.Vendor, "云工", "sealed")));
        var refused = await _host.Done(Turn(Lines(3), 0));
        Assert.Equal(VendorRefusal.CreditMissing, refused.Refusal);
        Assert.Empty(_host.Store.Stream(Statement.Grain.StreamId(Id.Value)));
    }

    async Task Prepare()
    {
        await _host.Done(new RegisterVendor(new VendorProfile(Some.Vendor, "云工", "sealed")));
        await _host.Done(new NameBankAccount(Some.Vendor, new BankAccount(Some.Vendor, "sealed")));
        await _host.Done(new AttestCredit(Some.Vendor, new CreditStanding(true, new DateOnly(2026, 2, 1), "查询")));
    }

    async Task<StatementAnswer> Draw(StatementLine[] lines, int first) =>
        JsonSerializer.Deserialize<StatementAnswer>((await _host.Done(Turn(lines, first))).Answer!, CanonicalJson.Options)!;

    static DrawStatement Turn(StatementLine[] lines, int first) => new(Month, Some.Vendor, first)
    {
        Lines = [.. lines.Skip(first).Take(DrawStatement.LinesMax)], Total = lines.Length, AcceptedOn = Some.Day, Policy = new SubsidyPolicy(),
    };

    static StatementLine[] Lines(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new StatementLine(
            new OrderId(i.ToString(CultureInfo.InvariantCulture)), $"n{i}", Some.Code, Some.Software, 100, 1, new UsageSummary(30, 12, 3, 3, 0), "00",
            [Some.Share with { Amount = Yuan(1) }], Yuan(1))),
    ];
}
