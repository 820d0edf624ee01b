using Marketplace.Grains.Usage;

namespace Marketplace.Api.Jobs;

/// <summary>Single events of usage, as the policy says.</summary>
public sealed class UsageEventRetention(UsageRetention usage, TimeProvider clock) : IRetention
{
    public Task Purge(CancellationToken cancel) => usage.Purge(clock.GetUtcNow(), cancel);
}
