using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Tests.Simulation;

/// <summary>
/// One thread and one virtual clock for hosts, clients, network and timers. Whatever could happen next waits here, and
/// the seed picks; so a seed is a history, and the same seed the same history.
/// </summary>
sealed class SimScheduler(Random random, DateTimeOffset start) : SynchronizationContext
{
    /// <summary>The most that one step takes of virtual time, in ticks.</summary>
    const int StepTicksMax = 2_000;

    readonly List<Lane> _runnable = [];
    readonly PriorityQueue<SimTimer, (long Due, long Order)> _timers = new();
    long _timersMade;

    /// <summary>Virtual time, in ticks since the start.</summary>
    public long Ticks { get; private set; }

    public DateTimeOffset Now => start.AddTicks(Ticks);

    public long Steps { get; private set; }

    /// <summary>Something whose actions run in order and die together: a host, or a single callback.</summary>
    public Lane NewLane() => new(this);

    /// <summary>A clock whose timers die with their owner.</summary>
    public TimeProvider ClockOf(Lane owner) => new SimClock(this, owner);

    public override void Post(SendOrPostCallback callback, object? state) => NewLane().Post(() => callback(state));

    public override void Send(SendOrPostCallback callback, object? state) =>
        throw new NotSupportedException("Nothing in a simulation may block.");

    public void After(TimeSpan delay, Lane owner, Action action) =>
        _ = new SimTimer(this, owner, _ => action(), null, delay, Timeout.InfiniteTimeSpan);

    /// <summary>For clients, which outlive every host.</summary>
    public Task Delay(TimeSpan delay)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        After(delay, NewLane(), over.SetResult);
        return over.Task;
    }

    /// <summary>Time jumps, as the demonstration's clock does; whatever falls due on the way becomes runnable.</summary>
    public void MoveClock(TimeSpan forward) => Ticks += forward.Ticks;

    /// <summary>Lets one thing happen; false when nothing ever will.</summary>
    public bool Step()
    {
        RipenTimers();
        if (_runnable.Count == 0)
        {
            if (!_timers.TryPeek(out _, out var next)) return false;
            Ticks = Math.Max(Ticks, next.Due);
            RipenTimers();
            return true;
        }
        Steps++;
        Ticks += random.Next(StepTicksMax);
        var at = random.Next(_runnable.Count);
        var lane = _runnable[at];
        var action = lane.Take();
        if (!lane.IsRunnable)
        {
            _runnable[at] = _runnable[^1];
            _runnable.RemoveAt(_runnable.Count - 1);
        }
        action();
        return true;
    }

    /// <summary>Lets everything happen that is due now, and no time pass.</summary>
    public void Drain()
    {
        RipenTimers();
        while (_runnable.Count > 0) Step();
    }

    void RipenTimers()
    {
        while (_timers.TryPeek(out var timer, out var key) && key.Due <= Ticks)
        {
            _timers.Dequeue();
            timer.Fire(key.Order);
        }
    }

    /// <summary>A queue of actions; the host's is an <see cref="IHostScheduler"/>.</summary>
    public sealed class Lane(SimScheduler sim) : IHostScheduler
    {
        readonly Queue<Action> _actions = new();

        public bool IsDead { get; private set; }
        public bool IsRunnable => _actions.Count > 0;

        public void Post(Action action)
        {
            if (IsDead) return;
            _actions.Enqueue(action);
            if (_actions.Count == 1) sim._runnable.Add(this);
        }

        /// <summary>What was to run will not; what is posted from now on is lost.</summary>
        public void Die()
        {
            IsDead = true;
            if (_actions.Count > 0) sim._runnable.Remove(this);
            _actions.Clear();
        }

        public Action Take() => _actions.Dequeue();
    }

    sealed class SimClock(SimScheduler sim, Lane owner) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => sim.Ticks;

        public override DateTimeOffset GetUtcNow() => sim.Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new SimTimer(sim, owner, callback, state, dueTime, period);
    }

    sealed class SimTimer : ITimer
    {
        readonly SimScheduler _sim;
        readonly Lane _owner;
        readonly TimerCallback _callback;
        readonly object? _state;
        long _current;

        public SimTimer(SimScheduler sim, Lane owner, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_sim, _owner, _callback, _state) = (sim, owner, callback, state);
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan) throw new NotSupportedException("No timer here repeats by itself.");
            _current = ++_sim._timersMade;
            if (dueTime != Timeout.InfiniteTimeSpan) _sim._timers.Enqueue(this, (_sim.Ticks + dueTime.Ticks, _current));
            return true;
        }

        /// <summary>An entry that was changed or disposed of since does nothing.</summary>
        public void Fire(long entry)
        {
            if (entry != _current || _owner.IsDead) return;
            _sim.NewLane().Post(() =>
            {
                if (entry == _current && !_owner.IsDead) _callback(_state);
            });
        }

        public void Dispose() => _current = 0;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
