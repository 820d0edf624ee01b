using Marketplace.Grains.Payments;
using static Billing.Money;
using static Marketplace.Grains.Payments.ProcessorCommand;
using static Marketplace.Grains.Payments.ProcessorEvent;
using static Marketplace.Grains.Tests.Some;

namespace Marketplace.Grains.Tests.Payments;

public sealed class ProcessorTests : Spec<Processor, ProcessorCommand, ProcessorEvent>
{
    [Fact]
    public void A_movement_is_seen_once() =>
        Given().When(new RecordPayout("po-1", Yuan(100), Moment)).Then(new ProcessorPaidOut("po-1", Yuan(100), Moment))
            .When(new RecordPayout("po-1", Yuan(100), Moment)).ThenNothing().When(new RecordFee("po-1", Yuan(100), "x", Moment)).ThenNothing();

    [Fact]
    public void A_payout_may_come_back() => Given().When(new RecordPayout("po-1", Zero - Yuan(100), Moment)).Then(new ProcessorPaidOut("po-1", Zero - Yuan(100), Moment));

    [Fact]
    public void A_fee_says_what_it_is_for() => Given().When(new RecordFee("f-1", Yuan(3), "radar", Moment)).Then(new ProcessorFeeTaken("f-1", Yuan(3), "radar", Moment));

    [Fact]
    public void What_moves_nothing_is_no_movement()
    {
        Given().When(new RecordPayout("po-1", Zero, Moment)).ThenNothing();
        Given().When(new RecordFee("f-1", Zero, "x", Moment)).ThenNothing();
    }
}
