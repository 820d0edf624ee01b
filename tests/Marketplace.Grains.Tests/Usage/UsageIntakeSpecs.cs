using System.Net;
using Marketplace.Grains.Usage;

namespace Marketplace.Grains.Tests.Usage;

/// <summary>What speaks for and against an event by itself.</summary>
public sealed class UsageIntakeSpecs
{
    const string Vendor = "92340100000000000X";
    const int AgeDaysMax = 7;

    static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    static readonly UsageOrder Order = new("o1", Vendor, Now.AddDays(-30), Now.AddDays(300));

    static UsageEvent Event(DateTimeOffset? at = null, string? corrects = null) => new("e1", "o1", "u1", "report", 1, at ?? Now, null, null, corrects);

    static string? Judged(UsageEvent usage, UsageOrder? order) => UsageIntake.Judge(usage, order, Vendor, Now, AgeDaysMax)?.Code;

    [Fact]
    public void An_event_of_an_own_order_inside_its_term_counts() => Assert.Null(Judged(Event(), Order));

    [Fact]
    public void An_order_must_be_there_and_be_the_vendors_own()
    {
        Assert.Equal("usage.order-unknown", Judged(Event(), null));
        Assert.Equal("usage.not-your-order", Judged(Event(), Order with { Vendor = "another" }));
    }

    [Fact]
    public void A_clock_may_be_two_minutes_ahead()
    {
        Assert.Null(Judged(Event(Now.AddMinutes(2)), Order));
        Assert.Equal("usage.in-future", Judged(Event(Now.AddMinutes(2).AddTicks(10)), Order));
        Assert.Equal("usage.in-future", Judged(Event(Now.AddMinutes(3), corrects: "e0"), Order));
    }

    [Fact]
    public void Usage_is_seven_days_old_at_most_but_a_correction_may_be_older()
    {
        Assert.Null(Judged(Event(Now.AddDays(-7)), Order));
        Assert.Equal("usage.too-late", Judged(Event(Now.AddDays(-7).AddTicks(-10)), Order));
        Assert.Null(Judged(Event(Now.AddDays(-20), corrects: "e0"), Order));
    }

    [Fact]
    public void The_term_begins_with_its_first_moment_and_ends_before_its_last()
    {
        Assert.Null(Judged(Event(), Order with { From = Now }));
        Assert.Equal("usage.outside-term", Judged(Event(), Order with { From = Now.AddTicks(10) }));
        Assert.Equal("usage.outside-term", Judged(Event(), Order with { To = Now }));
        Assert.Equal("usage.outside-term", Judged(Event(), Order with { From = null, To = null }));
    }

    [Fact]
    public void Every_field_is_part_of_the_content_but_the_id()
    {
        var plain = Event();
        UsageEvent[] others =
        [
            plain with { Order = "o2" }, plain with { User = "u2" }, plain with { Kind = "k" }, plain with { Count = 2 }, plain with { At = Now.AddTicks(10) },
            plain with { Ip = IPAddress.Loopback }, plain with { Attributes = "{}" }, plain with { Corrects = "e0" }, plain with { User = "u", Kind = "1report" },
        ];
        Assert.Equal(others.Length + 1, others.Append(plain).Select(e => e.Digest()).Distinct().Count());
        Assert.Equal(plain.Digest(), (plain with { Id = "e2" }).Digest());
    }

    [Fact]
    public void Long_texts_have_a_digest_too()
    {
        var wide = new string('宽', UsageEvent.UserMax);
        var usage = Event() with { User = wide, Kind = new string('用', UsageEvent.KindMax), Attributes = new string('值', 5000) };
        Assert.NotEqual(usage.Digest(), (usage with { Count = 2 }).Digest());
        Assert.NotEqual(0, usage.UserHash());
    }
}
