using System.Globalization;
using Marketplace.Api.Access;
using Marketplace.Api.Personal;
using Marketplace.Api.Settlements;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Vendors;

namespace Marketplace.Api.Demo;

/// <summary>Who receives the vendors' money and where, and that nothing speaks against them (S003 art.5, art.6).</summary>
sealed class DemoPayees(DemoSender sender, PersonalData personalData, IReadOnlyList<DemoVendor> vendors)
{
    const int FirstPayeeSerial = 600_000;

    /// <summary>Well before an attestation is too old.</summary>
    const int AttestedEveryDays = 60;

    /// <summary>So many have an account at the payment processor; the others are paid by file.</summary>
    const int Connected = 40;

    const int SharePercentMin = 55, SharePercents = 45;

    static readonly string[] Banks = ["中国工商银行", "中国建设银行", "中国农业银行", "徽商银行", "中国银行"];

    /// <param name="changing">A vendor that names another payee later and forgets the account.</param>
    /// <param name="changedAt">When it does.</param>
    public IEnumerable<DemoStep> Steps(DateTimeOffset begin, DateTimeOffset end, DemoVendor changing, DateTimeOffset changedAt)
    {
        var first = begin.AddDays(1) + DemoStep.Noon;
        yield return new DemoStep(first, Begin);
        for (var at = first + DemoStep.LateEvening - DemoStep.Noon; at < end; at = at.AddDays(AttestedEveryDays))
        {
            var on = at;
            yield return new DemoStep(on, _ => Attest(ChinaTime.DayOf(on)));
        }
        yield return new DemoStep(changedAt, _ => sender.Demand(
            new NamePayee(changing.Code, Authorised(changing, vendors.Count, ChinaTime.DayOf(changedAt))), DemoSender.Operator, $"new payee {changing.Code}"));
    }

    async Task Begin(CancellationToken cancel)
    {
        foreach (var (i, vendor) in vendors.Index())
        {
            var authorised = IsFromElsewhere(vendor) ? Authorised(vendor, i, new DateOnly(2025, 6, 18)) : null;
            if (authorised is not null) await sender.Demand(new NamePayee(vendor.Code, authorised), DemoSender.Operator, $"payee {vendor.Code}");
            var (holder, name) = authorised is null ? (vendor.Code, vendor.Name) : (authorised.Payee, authorised.Name);
            await NameAccount(vendor, holder, name, i, $"account {vendor.Code}", cancel);
            if (i < Connected)
                await Connect(vendor.Code, string.Create(CultureInfo.InvariantCulture, $"acct_demo{i + 1:00}"));
        }
    }

    async Task Connect(CreditCode vendor, string account)
    {
        await sender.Demand(new ConnectVendor(vendor, account, DemoSender.Operator), DemoSender.Operator, $"account named {vendor}");
        var second = DemoSender.Second(Role.Operator);
        await sender.Demand(new ConfirmConnection(vendor, account, second), second, $"account confirmed {vendor}");
    }

    /// <summary>Of the payee that is named now.</summary>
    public async Task NameAccount(DemoVendor vendor, CreditCode holder, string name, int serial, string purpose, CancellationToken cancel)
    {
        var account = new PayeeAccount($"{Banks[serial % Banks.Length]}合肥分行", name, string.Create(CultureInfo.InvariantCulture, $"6222{serial + 1:000000000000000}"));
        var box = await PayeeAccount.Seal(personalData, vendor.Code, account, cancel);
        await sender.Demand(new NameBankAccount(vendor.Code, new BankAccount(holder, box)), DemoSender.Operator, purpose);
    }

    Task Attest(DateOnly on) => Task.WhenAll(vendors.Select(vendor => sender.Demand(
        new AttestCredit(vendor.Code, new CreditStanding(true, on, string.Create(CultureInfo.InvariantCulture, $"信用中国查询报告 {on:yyyyMMdd}"))),
        DemoSender.Operator, string.Create(CultureInfo.InvariantCulture, $"standing {vendor.Code} {on:yyyy-MM-dd}"))));

    static PayeeAuthorisation Authorised(DemoVendor vendor, int serial, DateOnly on) => new(
        DemoCreditCodes.Of("340104", FirstPayeeSerial + serial), $"合肥{vendor.Brand}软件服务有限公司",
        100 * (SharePercentMin + DemoHabits.Draw(serial, 31, SharePercents)), "340100",
        string.Create(CultureInfo.InvariantCulture, $"授权书 SQ-{on:yyyyMM}-{serial:000}，公司章程第八条"), on);

    static bool IsFromElsewhere(DemoVendor vendor) => !vendor.Code.Value.AsSpan(2).StartsWith("34", StringComparison.Ordinal);
}
