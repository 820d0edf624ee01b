using Marketplace.Grains.Orders;

namespace Marketplace.Grains.Tests.Orders;

public sealed class FreeTermTests
{
    static readonly TimeSpan China = TimeSpan.FromHours(8);

    [Fact]
    public void A_term_ends_at_the_same_wall_clock_a_year_later() =>
        Assert.Equal(
            new DateTimeOffset(2027, 3, 1, 9, 30, 0, China),
            FreeTerm.StartingAt(new DateTimeOffset(2026, 3, 1, 9, 30, 0, China)).To);

    [Fact]
    public void A_term_that_begins_on_29_February_ends_on_the_28th() =>
        Assert.Equal(
            new DateTimeOffset(2029, 2, 28, 9, 30, 0, China),
            FreeTerm.StartingAt(new DateTimeOffset(2028, 2, 29, 9, 30, 0, China)).To);

    [Fact]
    public void The_day_is_that_of_Shanghai_and_not_of_Greenwich() =>
        Assert.Equal(
            new DateTimeOffset(2029, 2, 28, 0, 30, 0, China),
            FreeTerm.StartingAt(new DateTimeOffset(2028, 2, 28, 16, 30, 0, TimeSpan.Zero)).To);

    [Fact]
    public void A_term_over_a_leap_day_has_366_days() =>
        Assert.Equal(TimeSpan.FromDays(366), FreeTerm.StartingAt(new DateTimeOffset(2027, 3, 1, 0, 0, 0, China)) is var term ? term.To - term.From : default);
}
