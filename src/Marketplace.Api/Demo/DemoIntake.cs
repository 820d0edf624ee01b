using Marketplace.Api.Access;
using Marketplace.Grains.Places;
using Marketplace.Grains.Usage;

namespace Marketplace.Api.Demo;

/// <summary>Vendors return what was used, each at its own times, by the intake that every vendor has.</summary>
sealed class DemoIntake(UsageOrders orders, UsageStore store, DemoHabits habits, int ageDaysMax)
{
    const int AtOnce = 12;

    /// <summary>One order in so many is corrected after its month was closed.</summary>
    const int CorrectedEvery = 400;

    /// <summary>After the day's work.</summary>
    static readonly TimeSpan ReturnedAt = new(23, 40, 0), CorrectedAt = new(9, 20, 0);

    int _events;

    public int Events => _events;

    /// <summary>What is returned on some days, the last of which is over.</summary>
    /// <param name="until">The day after them.</param>
    public Task Take(int from, int until, IEnumerable<DemoUse> uses, CancellationToken cancel) =>
        Parallel.ForEachAsync(ByVendor(uses), Options(cancel), async (vendor, stop) =>
        {
            for (var day = from; day < until; day++)
                if (habits.IsReturnDay(vendor.Key, day))
                {
                    var first = Math.Max(0, day - habits.Every(vendor.Key) + 1);
                    var events = Enumerable.Range(first, day - first + 1).SelectMany(on => vendor.SelectMany(use => habits.On(use, on)));
                    foreach (var call in events.Chunk(UsageIntake.EventsMax)) await Send(vendor.Key, day, ReturnedAt, call, stop);
                }
        });

    /// <summary>Some vendors find out too late that they had counted wrong.</summary>
    /// <param name="month">A month that is closed by then.</param>
    public Task Correct(int day, string month, IEnumerable<DemoUse> uses, CancellationToken cancel) =>
        Parallel.ForEachAsync(ByVendor(uses.Where(u => u.Index % CorrectedEvery == 0)), Options(cancel), async (vendor, stop) =>
        {
            UsageEvent[] corrections =
            [
                .. from use in vendor
                   let first = habits.FirstIn(use, month)
                   where first is not null
                   select first with { Id = $"{first.Id}-c", Count = first.Count + 2, Corrects = first.Id },
            ];
            if (corrections.Length > 0) await Send(vendor.Key, day, CorrectedAt, corrections, stop);
        });

    async Task Send(DemoVendor vendor, int day, TimeSpan time, UsageEvent[] events, CancellationToken cancel)
    {
        var at = ChinaTime.Begin(habits.DateOf(day)) + time + TimeSpan.FromSeconds(habits.RankOf(vendor.Code));
        var call = await UsageCall.Take(
            vendor.Code.Value, DemoSender.Actor(Role.Vendor, vendor.Code.Value), [.. events.Select(e => new UsageItem { Id = e.Id, Event = e })], at, ageDaysMax,
            orders, store, cancel);
        Interlocked.Add(ref _events, call.Items.Count);
        // A year that is lived again returns what is known.
        if (call.Items.FirstOrDefault(i => i.Verdict is not (EventVerdict.Accepted or EventVerdict.Duplicate)) is { } wrong)
            throw new InvalidOperationException($"Demo data: usage {wrong.Id}: {wrong.Verdict}: {wrong.Refusal?.Code}: {wrong.Refusal?.Reason}");
    }

    static IEnumerable<IGrouping<DemoVendor, DemoUse>> ByVendor(IEnumerable<DemoUse> uses) => uses.GroupBy(u => u.Order.Listing.Vendor);

    static ParallelOptions Options(CancellationToken cancel) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
}
