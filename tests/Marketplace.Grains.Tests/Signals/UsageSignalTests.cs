using Marketplace.Grains.Orders;
using static Marketplace.Grains.Tests.Signals.SuspiciousTown;

namespace Marketplace.Grains.Tests.Signals;

/// <summary>What usage gives away, each beside usage that is nearly so and says nothing.</summary>
public sealed class UsageSignalTests
{
    [Fact]
    public async Task Use_in_twenty_hours_of_a_day_by_one_person_is_around_the_clock()
    {
        await using var town = await Build();
        var (sleepless, shifts) = (await town.NewOrder(), await town.NewOrder());
        for (var hour = 0; hour < 20; hour++)
        {
            await town.Use(sleepless, Moment(12, hour, hour * 7 % 60), "robot");
            await town.Use(shifts, Moment(12, hour, hour * 7 % 60), hour < 10 ? "early" : "late");
        }

        Assert.Equal([new(sleepless, "2026-10-12 | 20 | 1")], await town.Raised("usage.around-the-clock"));
    }

    [Fact]
    public async Task Uses_that_were_corrected_away_raise_nothing()
    {
        await using var town = await Build();
        var order = await town.NewOrder();
        for (var hour = 0; hour < 20; hour++) await town.Use(order, Moment(12, hour, hour * 7 % 60));
        await town.Sql("insert into usage.replaced select vendor, id, 'new' from usage.events limit 1");

        Assert.Empty(await town.Raised("usage.around-the-clock"));
    }

    [Fact]
    public async Task Twenty_uses_with_hardly_differing_gaps_are_even()
    {
        await using var town = await Build();
        var (machine, person) = (await town.NewOrder(), await town.NewOrder());
        for (var i = 0; i < 20; i++)
        {
            await town.Use(machine, Moment(12, 9).AddSeconds(i * 90 + i % 3));
            await town.Use(person, Moment(12, 9).AddSeconds(i * 90 + i * i * 11 % 70));
        }

        Assert.Equal([new(machine, "2026-10-12 | 20 | 91 | 1")], await town.Raised("usage.even-intervals"));
    }

    [Fact]
    public async Task Uses_that_are_all_stamped_with_one_moment_are_not_even()
    {
        await using var town = await Build();
        var order = await town.NewOrder();
        for (var i = 0; i < 30; i++) await town.Use(order, Moment(12, 9));

        Assert.Empty(await town.Raised("usage.even-intervals"));
    }

    [Fact]
    public async Task Three_companies_with_the_same_five_days_are_identical()
    {
        await using var town = await Build();
        OrderId[] copies = [await town.NewOrder(), await town.NewOrder(), await town.NewOrder()];
        OrderId[] pair = [await town.NewOrder(), await town.NewOrder()];
        for (var day = 5; day < 10; day++)
        {
            foreach (var order in copies) await Script(town, order, day, 3);
            foreach (var order in pair) await Script(town, order, day, 4);
        }

        var raised = await town.Raised("usage.identical-payloads");

        Assert.Equal(copies.ToHashSet(), raised.Keys.ToHashSet());
        Assert.All(raised.Values, evidence => Assert.StartsWith("5 | 3 | ", evidence, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Companies_that_just_sign_in_as_often_are_not_identical()
    {
        await using var town = await Build();
        for (var i = 0; i < 4; i++)
        {
            var order = await town.NewOrder();
            for (var day = 5; day < 12; day++)
                for (var use = 0; use < 6; use++)
                    await town.Use(order, Moment(day, 8 + use, i * 3));
        }

        Assert.Empty(await town.Raised("usage.identical-payloads"));
    }

    static async Task Script(SuspiciousTown town, OrderId order, int day, int turns)
    {
        await town.Use(order, Moment(day, 9), kind: "login");
        for (var i = 0; i < turns; i++) await town.Use(order, Moment(day, 10, i), kind: "report", count: day + i, attributes: """{"screen":"plan"}""");
        await town.Use(order, Moment(day, 11), kind: "logout");
    }

    [Fact]
    public async Task Four_fifths_of_the_uses_in_the_last_three_days_come_late()
    {
        await using var town = await Build();
        var (late, steady, recent) = (await town.NewOrder(), await town.NewOrder(), await town.NewOrder(day: 28));
        await town.UseOn(late, 12, 2);
        await town.UseOn(late, 30, 8);
        await town.UseOn(steady, 12, 3);
        await town.UseOn(steady, 30, 8);
        await town.UseOn(recent, 30, 10); // it began on the 28th

        Assert.Equal([new(late, "8 | 10 | 80 | 3")], await town.Raised("usage.last-days"));
    }

    [Fact]
    public async Task Five_companies_behind_one_address_are_conspicuous_and_the_address_is_not_kept()
    {
        await using var town = await Build();
        for (var i = 0; i < 5; i++) await town.UseOn(await town.NewOrder(), 12, 2, ip: "203.0.113.77");
        for (var i = 0; i < 4; i++) await town.UseOn(await town.NewOrder(), 12, 2, ip: "198.51.100.7");

        var raised = await town.Raised("usage.one-address");

        Assert.Equal(Enumerable.Repeat("203.0.113.0/24 | 5 | 2", 5), raised.Values);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public async Task A_correction_that_takes_an_accepted_order_below_its_rule_is_told(long beyond, bool isRaised)
    {
        await using var town = await Build();
        var order = await town.NewOrder();
        await town.Accept(order);
        var least = 10; // of the default rule
        await town.Sql($"insert into usage.monthly values ('{order}', '2026-09', 12, 5, 2, '')");
        await town.Sql(
            $"insert into usage.adjustments values ('v', 'late', '{order}', '{Month}', '2026-09', {least - 12 + beyond}, 0, 'first', '{{}}', now())");

        var raised = await town.Raised("usage.corrected-after-acceptance");

        Assert.Equal(isRaised ? [new(order, "2026-09 | 12 | 9 | 10")] : [], raised);
    }
}
