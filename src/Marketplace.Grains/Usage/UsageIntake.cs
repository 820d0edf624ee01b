using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Usage;

/// <summary>Judges single events by what is known without asking the record.</summary>
public static class UsageIntake
{
    /// <summary>Events of one call.</summary>
    public const int EventsMax = 1000;

    /// <summary>So far a vendor's clock may be ahead of ours.</summary>
    public static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(2);

    /// <summary>Usage that arrives later than this is shown as late.</summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromHours(24);

    /// <summary>Why it cannot count; null when nothing speaks against it.</summary>
    /// <param name="order">Null when there is none of that name.</param>
    /// <param name="ageDaysMax">A correction may be older; its month decides.</param>
    public static Refusal? Judge(UsageEvent usage, UsageOrder? order, string vendor, DateTimeOffset now, int ageDaysMax)
    {
        if (order is null) return UsageRefusal.OrderUnknown;
        if (order.Vendor != vendor) return UsageRefusal.NotYourOrder;
        if (usage.At > now + SkewMax) return UsageRefusal.InFuture(now);
        if (usage.Corrects is not null) return null;
        if (usage.At < now.AddDays(-ageDaysMax)) return UsageRefusal.TooLate(ageDaysMax);
        return order.Covers(usage.At) ? null : UsageRefusal.OutsideTerm(order);
    }
}
