using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Vendors;
using static Marketplace.Grains.Tests.Some;
using static Marketplace.Grains.Vendors.VendorCommand;
using static Marketplace.Grains.Vendors.VendorEvent;

namespace Marketplace.Grains.Tests.Vendors;

public sealed class VendorTests : Spec<Vendor, VendorCommand, VendorEvent>
{
    static readonly VendorRegistered Registered = new(new VendorProfile(Some.Vendor, "云工", "sealed"));
    static readonly PayeeAuthorisation Payee = new(Code, "云工安徽", 5_001, "340100", "授权书", Day);
    static readonly BankAccount Own = new(Some.Vendor, "sealed");
    static readonly BankAccount Payees = new(Code, "sealed");
    static readonly CreditAttested Clean = new(new CreditStanding(true, Day, "查询 1"));
    static readonly CreditAttested Breach = new(new CreditStanding(false, Day, "查询 2"));

    static Refusal? Obstacle(DateOnly today, params VendorEvent[] facts) => Given([Registered, .. facts]).State.Obstacle(today, new SubsidyPolicy());

    [Fact]
    public void A_vendor_authorises_a_company_that_it_controls() =>
        Given(Registered).When(new Authorise(Payee, Day)).Then(new PayeeAuthorised(Payee)).ThenIs(Code, v => v.PayeeCode);

    [Theory]
    [InlineData(5_000)]
    [InlineData(0)]
    [InlineData(10_001)]
    public void A_share_of_one_half_is_no_control(int basisPoints) =>
        Given(Registered).When(new Authorise(Payee with { ShareBasisPoints = basisPoints }, Day)).ThenRefused(VendorRefusal.ShareTooSmall);

    [Fact]
    public void A_payee_is_registered_in_Anhui() =>
        Given(Registered).When(new Authorise(Payee with { RegisteredIn = "320100" }, Day)).ThenRefused(VendorRefusal.PayeeNotInAnhui);

    [Fact]
    public void A_payee_has_a_valid_credit_code_and_is_another() =>
        Given(Registered).When(new Authorise(Payee with { Payee = Some.Vendor }, Day)).ThenRefused(VendorRefusal.PayeeIsVendor)
            .When(new Authorise(Payee with { Payee = new CreditCode("x") }, Day)).ThenRefused(CompanyRefusal.CreditCodeInvalid with { Field = "company" });

    [Fact]
    public void Nobody_authorises_tomorrow() =>
        Given(Registered).When(new Authorise(Payee with { AuthorisedOn = Day.AddDays(1) }, Day)).ThenRefused(VendorRefusal.AuthorisedInFuture);

    [Fact]
    public void A_vendor_may_receive_its_money_itself_again() =>
        Given(Registered, new PayeeAuthorised(Payee)).When(new Authorise(null, Day)).Then(new PayeeWithdrawn()).ThenIs(Some.Vendor, v => v.PayeeCode);

    [Fact]
    public void An_account_is_the_payees() =>
        Given(Registered, new PayeeAuthorised(Payee)).When(new NameAccount(Own)).ThenRefused(VendorRefusal.AccountNotPayees)
            .When(new NameAccount(Payees)).Then(new BankAccountNamed(Payees));

    [Fact]
    public void A_vendor_in_good_standing_with_an_account_can_be_paid() => Assert.Null(Obstacle(Day, Clean, new BankAccountNamed(Own)));

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.Equal(VendorRefusal.CreditMissing, Obstacle(Day, new BankAccountNamed(Own)));
        Assert.Equal(VendorRefusal.AccountMissing, Obstacle(Day, Clean));
        Assert.Equal(VendorRefusal.AccountNotPayees, Obstacle(Day, Clean, new BankAccountNamed(Own), new PayeeAuthorised(Payee)));
    }

    [Theory]
    [InlineData(90, true)]
    [InlineData(91, false)]
    public void An_attestation_holds_for_90_days(int days, bool holds) =>
        Assert.Equal(holds ? null : VendorRefusal.CreditExpired, Obstacle(Day.AddDays(days), Clean, new BankAccountNamed(Own)));

    [Fact]
    public void A_breach_bars_for_three_years_whatever_is_attested_later()
    {
        var later = new CreditAttested(Clean.Standing with { On = Day.AddYears(3).AddDays(-1) });
        Assert.Equal(VendorRefusal.CreditBreach, Obstacle(Day.AddYears(3).AddDays(-1), Breach, later, new BankAccountNamed(Own)));
        Assert.Null(Obstacle(Day.AddYears(3), Breach, later, new BankAccountNamed(Own)));
    }

    [Fact]
    public void Nobody_attests_tomorrow() =>
        Given(Registered).When(new Attest(Clean.Standing, Day.AddDays(-1))).ThenRefused(VendorRefusal.AttestedInFuture);

    [Fact]
    public void Recoveries_wait_for_the_next_statement_until_nothing_is_left_of_them()
    {
        var recovery = new RecoveryId("r");
        Given(Registered).When(new OweRecovery(recovery)).Then(new RecoveryOwed(recovery)).When(new OweRecovery(recovery)).ThenNothing()
            .When(new ClearRecovery(recovery)).Then(new RecoveryCleared(recovery)).When(new ClearRecovery(recovery)).ThenNothing();
    }

    [Fact]
    public void A_vendor_connects_an_account_and_may_be_paid_by_file_again() =>
        Given(Registered).When(new ProposeAccount(new AccountProposal("acct-1", "one"))).Then(new AccountProposed(new AccountProposal("acct-1", "one")))
            .When(new Connect("acct-1", "two")).Then(new AccountConnected("acct-1", "two")).When(new Connect("acct-1", "two")).ThenNothing()
            .ThenIs("acct-1", v => v.ConnectedAccount)
            .When(new Connect(null)).Then(new AccountDisconnected()).When(new Connect(null)).ThenNothing();

    [Fact]
    public void One_operator_names_the_account_and_another_confirms_just_that_one() =>
        Given(Registered).When(new ProposeAccount(new AccountProposal("acct-1", "one")))
            .When(new Connect("acct-1", "one")).ThenRefused(VendorRefusal.AccountSamePerson)
            .When(new Connect("acct-2", "two")).ThenRefused(VendorRefusal.AccountNotProposed);

    [Fact]
    public void Only_a_vendor_connects_an_account() => Given().When(new Connect("acct-1")).ThenRefused(VendorRefusal.Unknown);
}
