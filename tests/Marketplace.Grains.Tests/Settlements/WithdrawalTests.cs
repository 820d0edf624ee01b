using Marketplace.Grains.Funds;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using static Billing.Money;
using static Marketplace.Grains.Settlements.WithdrawalCommand;
using static Marketplace.Grains.Settlements.WithdrawalEvent;
using static Marketplace.Grains.Tests.Some;

namespace Marketplace.Grains.Tests.Settlements;

public sealed class WithdrawalTests : Spec<Withdrawal, WithdrawalCommand, WithdrawalEvent>
{
    const string Operator = "operator:1";
    const string SecondOperator = "operator:2";
    const string ProvinceClerk = "province:1";
    const string CityClerk = "city:340100:1";

    static readonly FundShare CityShare = new(new FundId("hefei-2026"), Yuan(200));
    static readonly WithdrawnStatement First = new(new StatementId("2026-10-a"), Vendor, "云工", Yuan(3_200), [Share, CityShare]);
    static readonly WithdrawnStatement Second = new(new StatementId("2026-10-b"), OtherCode, "云软", Yuan(3_000), [Share]);
    static readonly OwnerShare Province = new("province", [Share with { Amount = Yuan(6_000) }]);
    static readonly OwnerShare City = new("340100", [CityShare]);
    static readonly WithdrawalRequested Requested = new(Operator, [First, Second], [City, Province], Yuan(6_200));
    static readonly WithdrawalApproved ByProvince = new("province", ProvinceClerk, Province.Funds);
    static readonly WithdrawalApproved ByCity = new("340100", CityClerk, City.Funds);

    static readonly Withdrawal Approved = Given(Requested, ByProvince, ByCity).State;

    static PayoutFileMade FileOf(Withdrawal withdrawal, string sha256) => new(withdrawal.Files.Count + 1,
        [.. withdrawal.NextRows.Select(r => new PayoutRow(r.Reference, r.Statement, "x", "sealed", Yuan(1)))], sha256, Operator);

    static PayoutResult PaidRow(string reference) => new(reference, PayoutOutcome.Paid, Day, null, "b");

    static PayoutResult FailedRow(string reference) => new(reference, PayoutOutcome.Failed, Day, "账号不存在", null);

    static Report ReportOf(params PayoutResult[] results) => new([.. results], [.. results.Select((_, i) => $"results[{i}]")], SecondOperator);

    [Fact]
    public void A_withdrawal_is_approved_when_every_owner_has_approved_its_own_share() =>
        Given(Requested)
            .When(new Approve("province", ProvinceClerk)).Then(ByProvince).ThenIs(WithdrawalStatus.Requested, w => w.Status)
            .When(new Approve("340100", CityClerk)).Then(ByCity).ThenIs(WithdrawalStatus.Approved, w => w.Status);

    [Fact]
    public void Who_requests_does_not_approve() =>
        Given(Requested with { By = ProvinceClerk }).When(new Approve("province", ProvinceClerk)).ThenRefused(WithdrawalRefusal.SamePerson);

    [Fact]
    public void Who_owns_none_of_the_funds_has_no_say()
    {
        Given(Requested).When(new Approve("340200", CityClerk)).ThenRefused(WithdrawalRefusal.NotYourFund);
        Given(Requested).When(new Refuse("340200", CityClerk, "x")).ThenRefused(WithdrawalRefusal.NotYourFund);
    }

    [Fact]
    public void Approving_twice_moves_nothing_twice() =>
        Given(Requested, ByProvince).When(new Approve("province", "province:2")).ThenNothing();

    [Fact]
    public void A_refusal_gives_back_what_others_had_approved() =>
        Given(Requested, ByProvince).When(new Refuse("340100", CityClerk, "材料不全"))
            .Then(new WithdrawalRefused("340100", CityClerk, "材料不全", Province.Funds))
            .When(new Approve("340100", CityClerk)).ThenRefused(WithdrawalRefusal.Refused);

    [Fact]
    public void What_all_have_approved_is_not_refused() =>
        Given(Requested, ByProvince, ByCity).When(new Refuse("340100", CityClerk, "x")).ThenRefused(WithdrawalRefusal.Approved);

    [Fact]
    public void Nothing_goes_to_the_bank_before_all_have_approved() =>
        Given(Requested, ByProvince).When(new MakeFile([], "00", Operator)).ThenRefused(WithdrawalRefusal.NotApproved);

    [Fact]
    public void A_file_lists_each_statement_once() =>
        Assert.Equal([First.Statement, Second.Statement], Approved.NextRows.Select(r => r.Statement));

    [Fact]
    public void What_recoveries_eat_up_is_not_listed()
    {
        var settled = Given(Requested with { Statements = [First, Second with { Total = Zero }] }, ByProvince, ByCity).State;
        Assert.Equal([First.Statement], settled.NextRows.Select(r => r.Statement));
    }

    [Fact]
    public void What_failed_is_listed_again_under_a_new_reference_and_what_is_underway_is_not()
    {
        var file = FileOf(Approved, "01");
        var failed = Given(Requested, ByProvince, ByCity, file).When(ReportOf(FailedRow(file.Rows[0].Reference)));
        var (reference, statement) = Assert.Single(failed.State.NextRows);
        Assert.Equal(First.Statement, statement);
        Assert.DoesNotContain(reference, file.Rows.Select(r => r.Reference));
        Assert.Equal(WithdrawalStatus.Approved, failed.State.Status);
    }

    [Fact]
    public void Who_says_that_a_payment_failed_does_not_pay_it_again()
    {
        var file = FileOf(Approved, "01");
        var failed = Given(Requested, ByProvince, ByCity, file).When(ReportOf(FailedRow(file.Rows[0].Reference)));
        var next = FileOf(failed.State, "02");
        Assert.False(failed.State.MayMakeFile(SecondOperator));
        failed.When(new MakeFile(next.Rows, "02", SecondOperator)).ThenRefused(WithdrawalRefusal.RetrySamePerson);
        Assert.True(failed.State.MayMakeFile(Operator));
        failed.When(new MakeFile(next.Rows, "02", Operator)).Then(next);
    }

    [Fact]
    public void A_withdrawal_is_paid_when_all_its_statements_are()
    {
        var file = FileOf(Approved, "01");
        Given(Requested, ByProvince, ByCity, file)
            .When(ReportOf(PaidRow(file.Rows[0].Reference))).ThenIs(WithdrawalStatus.Approved, w => w.Status)
            .When(ReportOf(PaidRow(file.Rows[1].Reference))).ThenIs(WithdrawalStatus.Paid, w => w.Status);
    }

    [Fact]
    public void The_banks_answer_twice_changes_nothing_and_another_answer_is_named()
    {
        var file = FileOf(Approved, "01");
        var reference = file.Rows[0].Reference;
        var reported = Given(Requested, ByProvince, ByCity, file).When(ReportOf(PaidRow(reference)));
        reported.When(ReportOf(PaidRow(reference))).ThenNothing();
        reported.When(ReportOf(PaidRow(file.Rows[1].Reference), FailedRow(reference))).ThenRefused(WithdrawalRefusal.Contradicts(reference, "results[1]"));
    }

    [Fact]
    public void One_answer_that_contradicts_itself_is_refused_whole()
    {
        var file = FileOf(Approved, "01");
        var reference = file.Rows[0].Reference;
        Given(Requested, ByProvince, ByCity, file).When(ReportOf(PaidRow(reference), FailedRow(reference)))
            .ThenRefused(WithdrawalRefusal.Contradicts(reference, "results[1]"));
    }

    [Fact]
    public void A_row_that_no_file_has_is_unknown() =>
        Given(Requested, ByProvince, ByCity).When(ReportOf(PaidRow("none"))).ThenRefused(WithdrawalRefusal.RowUnknown with { Field = "results[0]" });

    [Fact]
    public void A_file_may_leave_out_who_is_not_paid_today_and_the_next_one_lists_them()
    {
        var all = FileOf(Approved, "01");
        var part = all with { Rows = [all.Rows[1]] };
        Given(Requested, ByProvince, ByCity).When(new MakeFile(part.Rows, "01", Operator)).Then(part)
            .ThenIs(First.Statement, w => Assert.Single(w.NextRows).Statement);
        Given(Requested, ByProvince, ByCity).When(new MakeFile([], "01", Operator)).ThenRefused(WithdrawalRefusal.FileOutdated);
        Given(Requested, ByProvince, ByCity).When(new MakeFile([all.Rows[1], all.Rows[0]], "01", Operator)).ThenRefused(WithdrawalRefusal.FileOutdated);
    }

    [Fact]
    public void A_file_that_was_planned_before_the_bank_answered_is_outdated()
    {
        var file = FileOf(Approved, "01");
        Given(Requested, ByProvince, ByCity, file).When(new MakeFile(file.Rows, "02", Operator)).ThenRefused(WithdrawalRefusal.FileOutdated);
        Given(Requested, ByProvince, ByCity, file).When(new MakeFile(file.Rows, "01", Operator)).ThenNothing();
    }
}
