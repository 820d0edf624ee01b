using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Storage;

namespace Marketplace.Api.Orders;

/// <summary>Gives out order numbers from blocks of the database's sequence; numbers left over at a stop are never used.</summary>
public sealed class OrderNumbers(PostgresEventStore store, TimeProvider clock) : IDisposable
{
    const int BlockSize = 200;

    readonly SemaphoreSlim _gate = new(1, 1);
    long _next = 1;
    long _last;

    public async ValueTask<string> Next(CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            if (_next > _last) (_next, _last) = await store.ReserveOrderNumbers(BlockSize, cancel);
            return OrderNumber.Of(ChinaTime.Of(clock.GetUtcNow()).Year, _next++);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
