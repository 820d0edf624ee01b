using System.Collections.Concurrent;
using System.Globalization;

namespace Marketplace.Grains.Tests.Simulation;

/// <summary>
/// Thousands of histories of the whole engine, each from a seed. <c>SIM_SEED=123</c> repeats one and prints all of it;
/// <c>SIM_HISTORIES=100000</c> runs more of them.
/// </summary>
[Collection(AloneOnTheMachine.Name)]
public sealed class SimulationTests(ITestOutputHelper output)
{
    const int Histories = 3_000;

    [Fact]
    public void Whatever_goes_wrong_nothing_is_lost_doubled_or_told_falsely()
    {
        if (Environment.GetEnvironmentVariable("SIM_SEED") is { Length: > 0 } only)
        {
            var world = World.Run(int.Parse(only, CultureInfo.InvariantCulture));
            output.WriteLine(world.History.All());
            output.WriteLine(world.History.Hash());
            Assert.Null(world.History.Failure);
            return;
        }

        var histories = Environment.GetEnvironmentVariable("SIM_HISTORIES") is { Length: > 0 } many ? int.Parse(many, CultureInfo.InvariantCulture) : Histories;
        var done = 0;
        var refused = 0;
        var lines = 0L;
        var failures = new ConcurrentDictionary<int, World>();
        Parallel.For(0, histories, (seed, loop) =>
        {
            var world = World.Run(seed);
            Interlocked.Add(ref done, world.Records.Acknowledged);
            Interlocked.Add(ref refused, world.Records.Refused);
            Interlocked.Add(ref lines, world.History.Lines);
            if (world.History.Failure is null) return;
            failures.TryAdd(seed, world);
            loop.Break();
        });
        output.WriteLine($"{histories} histories: {done} commands done, {refused} refused, {lines} lines of log");
        if (failures.IsEmpty) return;
        var first = failures.MinBy(f => f.Key);
        Assert.Fail($"SIM_SEED={first.Key}: {first.Value.History.Failure}\n{first.Value.History.Tail()}");
    }

    [Fact]
    public void The_same_seed_is_the_same_history()
    {
        string[] HashesOfTheFirst(int count) => [.. Enumerable.Range(0, count).AsParallel().AsOrdered().Select(seed => World.Run(seed).History.Hash())];

        var hashes = HashesOfTheFirst(40);
        Assert.Equal(hashes, HashesOfTheFirst(40));
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }
}

/// <summary>It takes every core, and tests that wait for a database would wait too long beside it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneOnTheMachine
{
    public const string Name = "alone on the machine";
}
