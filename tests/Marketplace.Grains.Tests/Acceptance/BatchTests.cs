using Marketplace.Grains.Acceptance;
using static Billing.Money;
using static Marketplace.Grains.Acceptance.BatchCommand;
using static Marketplace.Grains.Acceptance.BatchEvent;

namespace Marketplace.Grains.Tests.Acceptance;

public sealed class BatchTests : Spec<Batch, BatchCommand, BatchEvent>
{
    const string Platform = "operator:1";
    const string Province = "province:1";

    static readonly BatchTerms Terms = new("2026.1", 5, 5, 15);
    static readonly BatchBegun Begun = new(Terms, "00");
    static readonly BatchOpened Opened = new([new CityPart("340100", 2, Yuan(6_000))]);
    static readonly BatchSubmitted Submitted = new(Platform);
    static readonly BatchApproved Approved = new(Province, [], null);

    [Fact]
    public void A_batch_is_begun_and_opened_once() =>
        Given().When(new Begin(Terms, "00")).Then(Begun).When(new Begin(Terms, "11")).ThenNothing()
            .When(new Open(Opened.Cities)).Then(Opened).When(new Open([])).ThenNothing();

    [Fact]
    public void A_batch_without_lines_leaves_nothing_to_decide() =>
        Given(Begun).When(new Open([])).ThenIs(BatchStatus.Applied, b => b.Status);

    [Fact]
    public void What_was_never_begun_is_unknown() => Given().When(new Submit(Platform)).ThenRefused(BatchRefusal.Unknown);

    [Fact]
    public void Nothing_is_submitted_while_lines_are_still_coming() => Given(Begun).When(new Submit(Platform)).ThenRefused(BatchRefusal.NotOpen);

    [Fact]
    public void The_province_decides_only_what_is_submitted()
    {
        Given(Begun, Opened).When(new Approve(Province, [], null)).ThenRefused(BatchRefusal.NotSubmitted);
        Given(Begun, Opened).When(new Return("照片不清")).ThenRefused(BatchRefusal.NotSubmitted);
        Given(Begun, Opened, Submitted).When(new Approve(Province, [], null)).Then(Approved).When(new Approve(Province, [], null)).ThenNothing();
    }

    [Fact]
    public void Whoever_submitted_does_not_approve() =>
        Given(Begun, Opened, Submitted).When(new Approve(Platform, [], null)).ThenRefused(BatchRefusal.SamePerson);

    [Fact]
    public void What_is_returned_is_submitted_again() =>
        Given(Begun, Opened, Submitted).When(new Return("照片不清")).Then(new BatchReturned("照片不清")).When(new Return("照片不清")).ThenNothing()
            .When(new Submit(Platform)).Then(Submitted).ThenIs(null, b => b.ReturnReason);

    [Fact]
    public void What_is_decided_stands()
    {
        Given(Begun, Opened, Submitted, Approved).When(new Return("晚了")).ThenRefused(BatchRefusal.Decided);
        Given(Begun, Opened, Submitted, Approved).When(new Submit(Platform)).ThenRefused(BatchRefusal.NotOpen);
    }

    [Fact]
    public void A_batch_is_carried_out_only_after_its_approval_and_once()
    {
        Given(Begun, Opened, Submitted).When(new Finish(Some.Moment)).ThenRefused(BatchRefusal.NotApproved);
        Given(Begun, Opened, Submitted, Approved).When(new Finish(Some.Moment)).Then(new BatchApplied(Some.Moment))
            .When(new Finish(Some.Moment.AddDays(1))).ThenNothing();
    }
}
