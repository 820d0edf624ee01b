using Billing;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Vendors;
using static Billing.Money;
using static Marketplace.Grains.Settlements.StatementCommand;
using static Marketplace.Grains.Settlements.StatementEvent;
using static Marketplace.Grains.Tests.Some;

namespace Marketplace.Grains.Tests.Settlements;

public sealed class StatementTests : Spec<Statement, StatementCommand, StatementEvent>
{
    const string Month = "2026-10";

    static readonly StatementPayee Payee = new(Some.Vendor, "云工", "sealed", new CreditStanding(true, Day, "查询 1"), null);
    static readonly StatementLine Line1 = LineOf(Order1, 3_000, late: 0);
    static readonly StatementLine Line2 = LineOf(Order2, 500, late: 3);
    static readonly RecoveryLine Owed = new(new RecoveryId("r1"), Order1, "26-0000001-9", Yuan(400));
    static readonly WithdrawalId Withdrawal1 = new("w1");
    static readonly WithdrawalId Withdrawal2 = new("w2");
    static readonly Invoice Invoice1 = new("26340000000000000001", Day, Yuan(3_500), "云工", "平台");
    static readonly Payment Paid1 = new(Day, "ref1", "bank1");

    static StatementLine LineOf(OrderId order, long yuan, long late) => new(
        order, "26-0000001-9", Code, Software, 100, 1, new UsageSummary(30, 12, 3, 3, late), "a1", [Share with { Amount = Yuan(yuan) }], Yuan(yuan));

    /// <summary>The facts that a whole drawing makes.</summary>
    static StatementEvent[] Drawn(params RecoveryLine[] recoveries)
    {
        var statement = Given();
        StatementCommand[] commands =
        [
            new Begin(Month, Some.Vendor, Payee, 2, Day), new AddLines(0, [Line1]), new AddLines(1, [Line2]), new Draw([.. recoveries], Zero, Moment),
        ];
        return [.. commands.SelectMany(c => (statement = statement.When(c)).Decision.Facts)];
    }

    [Fact]
    public void A_statement_adds_up_its_lines_by_fund_and_names_late_corrections()
    {
        var drawn = Assert.IsType<StatementDrawn>(Drawn()[^1]);
        Assert.Equal((Yuan(3_500), Yuan(3_500), 1), (drawn.Gross, drawn.Total, drawn.LateLines));
        Assert.Equal(Share with { Amount = Yuan(3_500) }, Assert.Single(drawn.Funds));
    }

    [Fact]
    public void A_recovery_is_taken_from_what_is_paid_and_not_from_what_is_earned()
    {
        var drawn = Assert.IsType<StatementDrawn>(Drawn(Owed)[^1]);
        Assert.Equal((Yuan(3_500), Yuan(3_100)), (drawn.Gross, drawn.Total));
    }

    [Fact]
    public void The_same_lines_sent_again_change_nothing() =>
        Given(Drawn()[..2]).When(new AddLines(0, [Line1])).ThenNothing();

    [Fact]
    public void A_statement_that_lacks_lines_is_not_drawn() =>
        Given(Drawn()[..2]).When(new Draw([], Zero, Moment)).ThenRefused(StatementRefusal.Incomplete);

    [Fact]
    public void Nothing_is_withdrawn_of_a_statement_that_lacks_lines() =>
        Given(Drawn()[..2]).When(new Request(Withdrawal1, false)).ThenRefused(StatementRefusal.Incomplete);

    [Fact]
    public void More_lines_than_were_announced_are_a_bug() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Given(Drawn()[..2]).When(new AddLines(1, [Line2, Line2])));

    [Fact]
    public void Its_evidence_is_the_same_however_its_lines_are_sent()
    {
        var atOnce = Given().When(new Begin(Month, Some.Vendor, Payee, 2, Day)).When(new AddLines(0, [Line1, Line2]));
        Assert.Equal(Given(Drawn()[..3]).State.Evidence, atOnce.State.Evidence);
    }

    [Fact]
    public void Its_evidence_changes_with_any_line()
    {
        var other = Given().When(new Begin(Month, Some.Vendor, Payee, 2, Day)).When(new AddLines(0, [Line1, Line2 with { Percent = 30 }]));
        Assert.NotEqual(Given(Drawn()[..3]).State.Evidence, other.State.Evidence);
    }

    [Fact]
    public void An_invoice_is_of_the_whole_total() =>
        Given(Drawn()).When(new EnterInvoice(Invoice1)).Then(new InvoiceRecorded(Invoice1));

    [Theory]
    [InlineData(349_999)]
    [InlineData(350_001)]
    public void An_invoice_of_another_amount_is_refused(long fen) =>
        Given(Drawn()).When(new EnterInvoice(Invoice1 with { Amount = new Money(fen) })).ThenRefused(StatementRefusal.InvoiceAmountDiffers);

    [Fact]
    public void A_statement_has_one_invoice() =>
        Given(Drawn()).And(new InvoiceRecorded(Invoice1)).When(new EnterInvoice(Invoice1 with { Seller = "他人" })).ThenRefused(StatementRefusal.InvoiceKnown);

    [Fact]
    public void Without_an_invoice_nothing_is_withdrawn() =>
        Given(Drawn()).When(new Request(Withdrawal1, InvoiceNeeded: true)).ThenRefused(StatementRefusal.InvoiceMissing);

    [Fact]
    public void Where_the_policy_asks_for_none_it_is_withdrawn_without() =>
        Given(Drawn()).When(new Request(Withdrawal1, InvoiceNeeded: false)).Then(new StatementRequested(Withdrawal1));

    [Fact]
    public void What_recoveries_eat_up_needs_no_invoice() =>
        Given(Drawn(Owed with { Amount = Yuan(3_500) })).When(new Request(Withdrawal1, InvoiceNeeded: true)).Then(new StatementRequested(Withdrawal1));

    [Fact]
    public void A_statement_is_in_one_withdrawal_at_most() =>
        Given(Drawn()).And(new StatementRequested(Withdrawal1)).When(new Request(Withdrawal2, false)).ThenRefused(StatementRefusal.AlreadyDrawn);

    [Fact]
    public void A_refused_withdrawal_frees_it_for_another() =>
        Given(Drawn()).And(new StatementRequested(Withdrawal1))
            .When(new Free(Withdrawal1)).Then(new StatementFreed(Withdrawal1))
            .When(new Request(Withdrawal2, false)).Then(new StatementRequested(Withdrawal2));

    [Fact]
    public void It_is_paid_once() =>
        Given(Drawn()).And(new StatementRequested(Withdrawal1))
            .When(new Pay(Withdrawal1, Paid1)).Then(new StatementPaid(Withdrawal1, Some.Vendor, Yuan(3_500), Yuan(3_500), Paid1))
            .When(new Pay(Withdrawal1, Paid1)).ThenNothing()
            .When(new Pay(Withdrawal1, Paid1 with { BankReference = "other" })).ThenRefused(StatementRefusal.PaidOtherwise);

    [Fact]
    public void It_is_not_paid_by_a_withdrawal_that_it_is_not_in() =>
        Given(Drawn()).When(new Pay(Withdrawal1, Paid1)).ThenRefused(StatementRefusal.NotRequested);

    [Fact]
    public void What_is_paid_is_not_freed() =>
        Given(Drawn()).And(new StatementRequested(Withdrawal1), new StatementPaid(Withdrawal1, Some.Vendor, Yuan(3_500), Yuan(3_500), Paid1))
            .When(new Free(Withdrawal1)).ThenNothing();
}

public sealed class InvoiceRegisterTests : Spec<InvoiceRegister, InvoiceRegisterCommand, InvoiceRegisterEvent>
{
    const string Number = "26340000000000000001";

    static readonly StatementId Statement1 = new("2026-10-x");

    [Fact]
    public void A_number_belongs_to_one_statement() =>
        Given().When(new InvoiceRegisterCommand.Enter(Number, Statement1)).Then(new InvoiceRegisterEvent.InvoiceEntered(Number, Statement1))
            .When(new InvoiceRegisterCommand.Enter(Number, Statement1)).ThenNothing()
            .When(new InvoiceRegisterCommand.Enter(Number, new StatementId("2026-10-y"))).ThenRefused(StatementRefusal.InvoiceNumberUsed);

    [Theory]
    [InlineData(Number, true)]
    [InlineData("2634000000000000000", false)]
    [InlineData("263400000000000000011", false)]
    [InlineData("25340000000000000001", false)]
    [InlineData("26990000000000000001", false)]
    [InlineData("2634000000000000000x", false)]
    [InlineData("26340000000000００００", false)]
    public void A_number_has_20_digits_that_begin_with_year_and_region(string number, bool isOne) =>
        Assert.Equal(isOne, InvoiceRegister.IsNumber(number, Day));
}
