namespace Billing.Tests.Stripe;

/// <summary>
/// A clock that nobody waits for: a wait that is short is over at once, and the clock is later by it; what is longer ends
/// when the clock is put forward.
/// </summary>
sealed class ImpatientClock(DateTimeOffset start, TimeSpan patience) : TimeProvider
{
    readonly Lock gate = new();
    readonly List<Alarm> alarms = [];
    readonly List<TimeSpan> waits = [];
    DateTimeOffset now = start;

    /// <summary>The short waits there were, in their order.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get { lock (gate) return [.. waits]; }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    public void Advance(TimeSpan by)
    {
        List<Alarm> due;
        lock (gate)
        {
            now += by;
            due = [.. alarms.Where(alarm => alarm.At <= now)];
            alarms.RemoveAll(due.Contains);
        }
        foreach (var alarm in due) alarm.Ring();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    sealed class Alarm(ImpatientClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset At { get; private set; }

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.alarms.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                if (dueTime > clock.Patience)
                {
                    At = clock.now + dueTime;
                    clock.alarms.Add(this);
                    return true;
                }
                clock.waits.Add(dueTime);
            }
            clock.Advance(dueTime);
            ThreadPool.UnsafeQueueUserWorkItem(_ => Ring(), null);
            return true;
        }

        public void Dispose()
        {
            lock (clock.gate) clock.alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    TimeSpan Patience => patience;
}
