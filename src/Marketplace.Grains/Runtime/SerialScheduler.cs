using System.Collections.Concurrent;

namespace Marketplace.Grains.Runtime;

/// <summary>Runs actions one at a time on the thread pool, holding no thread while there is nothing to do.</summary>
public sealed class SerialScheduler : IHostScheduler, IThreadPoolWorkItem
{
    readonly ConcurrentQueue<Action> _actions = new();
    int _running;

    public void Post(Action action)
    {
        _actions.Enqueue(action);
        StartIfIdle();
    }

    void StartIfIdle()
    {
        if (Interlocked.CompareExchange(ref _running, 1, 0) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (_actions.TryDequeue(out var action)) action();
        Volatile.Write(ref _running, 0);
        if (!_actions.IsEmpty) StartIfIdle();
    }
}
