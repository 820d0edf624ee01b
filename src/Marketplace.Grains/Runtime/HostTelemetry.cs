using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Marketplace.Grains.Runtime;

/// <summary>What the engine tells about itself; exported when an OTLP endpoint is set.</summary>
public static class HostTelemetry
{
    public const string Name = "Marketplace.Grains";

    static readonly ActivitySource Activities = new(Name);
    static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Turns = Meter.CreateCounter<long>("marketplace.turns", "{turn}", "Turns decided and committed");
    public static readonly Counter<long> Activations = Meter.CreateCounter<long>("marketplace.activations", "{grain}", "Grains loaded from their stream");
    public static readonly Counter<long> Conflicts = Meter.CreateCounter<long>("marketplace.conflicts", "{batch}", "Commits that were refused or whose outcome was unknown");
    public static readonly Counter<long> Refusals = Meter.CreateCounter<long>("marketplace.refusals", "{command}", "Commands refused, by code");
    public static readonly Histogram<long> BatchSize = Meter.CreateHistogram<long>("marketplace.batch.size", "{turn}", "Turns in one commit");
    public static readonly Histogram<double> CommitTime = Meter.CreateHistogram<double>("marketplace.commit.time", "ms", "From handing a batch to the store to its answer");
    public static readonly UpDownCounter<long> Queue = Meter.CreateUpDownCounter<long>("marketplace.queue", "{command}", "Commands accepted and not yet answered");

    /// <summary>A span of its own: a commit serves many callers and is no part of one caller's trace.</summary>
    public static Activity? StartCommit(int turns)
    {
        var current = Activity.Current;
        Activity.Current = null;
        var commit = Activities.StartActivity("commit")?.SetTag("turns", turns);
        Activity.Current = current;
        return commit;
    }
}
