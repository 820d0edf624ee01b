using Billing;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;
using static Billing.Money;
using static Marketplace.Grains.Acceptance.VerificationCommand;
using static Marketplace.Grains.Acceptance.VerificationEvent;

namespace Marketplace.Grains.Tests.Acceptance;

public sealed class VerificationTests : Spec<Verification, VerificationCommand, VerificationEvent>
{
    const string First = "city:340100:first";
    const string Second = "city:340100:second";

    static readonly ProposedLine Line1 = SomeLines.Of(1);
    static readonly ProposedLine Line2 = SomeLines.Of(2);
    static readonly LinesProposed Proposed = new([Line1, Line2]);
    static readonly SampleDrawn OnlyFirst = new("seed", 5, 1, [Line1.Order]);

    static Check Checked(OrderId order, CheckResult result, Money? amount = null, string? reason = "现场未见使用") =>
        new(order, result, amount, null, reason, null, []);

    static LinesVerified Passed => new(First, [Checked(Line1.Order, CheckResult.Pass)]);

    static Money VerifiedOf(Verification verification, ProposedLine line) => verification.Lines[line.Order].VerifiedStep.Amount;

    [Fact]
    public void An_order_is_proposed_once() =>
        Given(Proposed).When(new Propose([Line1, SomeLines.Of(3)])).Then(new LinesProposed([SomeLines.Of(3)])).When(new Propose([Line2])).ThenNothing();

    [Fact]
    public void What_is_submitted_takes_no_more_lines_and_no_adjustments()
    {
        Given(Proposed, OnlyFirst).When(new Propose([SomeLines.Of(3)])).ThenRefused(BatchRefusal.NotOpen);
        Given(Proposed, OnlyFirst).When(new Adjust([new Adjustment(Line1.Order, Zero, "adjusted", "重复")])).ThenRefused(BatchRefusal.NotOpen);
    }

    [Fact]
    public void The_platform_takes_back_but_never_adds()
    {
        Given(Proposed).When(new Adjust([new Adjustment(Line1.Order, Yuan(2_000), "adjusted", "停用一月")])).ThenIs(Yuan(2_000), v => VerifiedOf(v, Line1));
        Given(Proposed).When(new Adjust([new Adjustment(Line1.Order, Line1.Asked + new Money(1), "adjusted", "")])).ThenRefused(BatchRefusal.AboveAsked);
        Given(Proposed).When(new Adjust([new Adjustment(new OrderId("none"), Zero, "adjusted", "")])).ThenRefused(BatchRefusal.LineUnknown);
    }

    [Fact]
    public void Submitting_draws_the_sample_once() =>
        Given(Proposed).When(new Submit("seed", 5, 1)).ThenIs(1, v => v.Lines.Values.Count(l => l.State == ReviewState.Selected))
            .When(new Submit("seed", 5, 1)).ThenNothing();

    [Fact]
    public void Only_what_is_in_the_sample_is_looked_at() =>
        Given(Proposed, OnlyFirst).When(new Verify(First, [Checked(Line2.Order, CheckResult.Pass)])).ThenRefused(BatchRefusal.NotSelected);

    [Fact]
    public void A_passed_line_keeps_its_amount_a_rejected_one_nothing_and_one_that_was_not_selected_stands()
    {
        Given(Proposed, OnlyFirst, Passed).When(new Confirm(Second, null)).ThenIs(Line1.Asked, v => VerifiedOf(v, Line1)).ThenIs(Line2.Asked, v => VerifiedOf(v, Line2));
        Given(Proposed, OnlyFirst).When(new Verify(First, [Checked(Line1.Order, CheckResult.Reject)])).ThenIs(Zero, v => VerifiedOf(v, Line1));
    }

    [Fact]
    public void A_deduction_says_how_much_is_right_and_why()
    {
        var deduct = Checked(Line1.Order, CheckResult.Deduct, Yuan(1_000));
        Given(Proposed, OnlyFirst).When(new Verify(First, [deduct])).ThenIs(Yuan(1_000), v => VerifiedOf(v, Line1));
        Given(Proposed, OnlyFirst).When(new Verify(First, [deduct with { Amount = Line1.Asked }])).ThenRefused(BatchRefusal.DeductionWrong);
        Given(Proposed, OnlyFirst).When(new Verify(First, [deduct with { Amount = null }])).ThenRefused(BatchRefusal.DeductionWrong);
        Given(Proposed, OnlyFirst).When(new Verify(First, [deduct with { Reason = " " }])).ThenRefused(BatchRefusal.ReasonMissing);
    }

    [Fact]
    public void A_line_of_the_sample_is_passed_over_only_for_a_reason()
    {
        Given(Proposed, OnlyFirst).When(new Verify(First, [Checked(Line1.Order, CheckResult.Bypass, reason: null)])).ThenRefused(BatchRefusal.ReasonMissing);
        Given(Proposed, OnlyFirst).When(new Verify(First, [Checked(Line1.Order, CheckResult.Bypass, reason: "企业停产检修")]))
            .ThenIs(ReviewState.Bypassed, v => v.Lines[Line1.Order].State).ThenIs(Line1.Asked, v => VerifiedOf(v, Line1));
    }

    [Fact]
    public void All_of_the_sample_is_looked_at_before_the_city_confirms() =>
        Given(Proposed, OnlyFirst).When(new Confirm(Second, null)).ThenRefused(BatchRefusal.NotChecked);

    [Fact]
    public void Whoever_entered_any_result_does_not_confirm()
    {
        var both = new LinesVerified(Second, [Checked(Line1.Order, CheckResult.Pass)]);
        Given(Proposed, OnlyFirst, Passed).When(new Confirm(First, null)).ThenRefused(BatchRefusal.SamePerson);
        Given(Proposed, OnlyFirst, Passed, both).When(new Confirm(Second, null)).ThenRefused(BatchRefusal.SamePerson);
        Given(Proposed, OnlyFirst, Passed).When(new Confirm(Second, "属实")).Then(new VerificationConfirmed(Second, "属实"))
            .When(new Confirm(Second, "属实")).ThenNothing();
    }

    [Fact]
    public void What_is_confirmed_is_not_changed_any_more() =>
        Given(Proposed, OnlyFirst, Passed, new VerificationConfirmed(Second, null))
            .When(new Verify(First, [Checked(Line1.Order, CheckResult.Reject)])).ThenRefused(BatchRefusal.NotSubmitted);

    [Fact]
    public void What_is_returned_is_adjusted_and_confirmed_anew_with_the_same_sample()
    {
        var returned = Given(Proposed, OnlyFirst, Passed, new VerificationConfirmed(Second, null)).When(new Reopen()).Then(new VerificationReopened());
        returned.When(new Confirm(Second, null)).ThenRefused(BatchRefusal.NotSubmitted);
        returned.When(new Submit("seed", 5, 1)).ThenIs(VerificationStatus.Submitted, v => v.Status)
            .When(new Confirm(First, null)).ThenRefused(BatchRefusal.SamePerson);
    }

    [Fact]
    public void What_the_platform_raises_after_the_city_has_looked_the_city_looks_at_again()
    {
        Adjust To(Money amount) => new([new Adjustment(Line1.Order, amount, "calculation", "更正")]);
        LinesAdjusted Adjusted(Money amount) => new(To(amount).Adjustments);
        var submitted = Given(Proposed, Adjusted(Yuan(500)), OnlyFirst, Passed, new VerificationReopened());

        submitted.When(To(Yuan(2_000))).When(new Submit("seed", 5, 1)).When(new Confirm(Second, null)).ThenRefused(BatchRefusal.NotChecked);
        submitted.When(To(Yuan(400))).When(new Submit("seed", 5, 1)).When(new Confirm(Second, null)).ThenIs(Yuan(400), v => VerifiedOf(v, Line1));
    }

    [Fact]
    public void Nothing_is_applied_before_the_city_has_confirmed_and_then_once()
    {
        var applied = new AppliedLine(Line1.Order, LineOutcome.Accepted, [new FundShare(new("province-2026"), Line1.Asked)]);
        Given(Proposed, OnlyFirst, Passed).When(new Apply([applied])).ThenRefused(BatchRefusal.NotApproved);
        Given(Proposed, OnlyFirst, Passed, new VerificationConfirmed(Second, null)).When(new Apply([applied])).Then(new LinesApplied([applied]))
            .When(new Apply([applied])).ThenNothing();
    }
}
