using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Marketplace.Bench.Http;

/// <summary>A process that a benchmark started. It ends with this object, and with the benchmark when that is interrupted.</summary>
sealed class Child : IAsyncDisposable
{
    /// <summary>The exit code of what a signal ended is this and the signal's number.</summary>
    const int EndedBySignal = 128;

    static readonly TimeSpan EndMax = TimeSpan.FromSeconds(10);

    static readonly Lock Gate = new();
    static readonly HashSet<Child> Alive = [];

    Child(Process process) => Process = process;

    public Process Process { get; }

    public static Child Start(ProcessStartInfo start)
    {
        lock (Gate) // so that a signal finds it, or it is not started any more
        {
            var child = new Child(Process.Start(start)!);
            Alive.Add(child);
            return child;
        }
    }

    /// <summary>From now on Ctrl-C and its like end every child, by its own process id, and then this process.</summary>
    public static IDisposable EndAllWhenInterrupted() => new Signals(
        from signal in new[] { (PosixSignal.SIGHUP, 1), (PosixSignal.SIGINT, 2), (PosixSignal.SIGTERM, 15) }
        select PosixSignalRegistration.Create(signal.Item1, context =>
        {
            context.Cancel = true;
            lock (Gate)
            {
                foreach (var child in Alive) child.Process.Kill();
                foreach (var child in Alive) child.Process.WaitForExit(EndMax);
                Environment.Exit(EndedBySignal + signal.Item2);
            }
        }));

    public async ValueTask DisposeAsync()
    {
        Process.Kill(); // of one that has ended already: nothing
        await Process.WaitForExitAsync();
        lock (Gate) Alive.Remove(this);
        Process.Dispose();
    }

    sealed class Signals(IEnumerable<PosixSignalRegistration> registrations) : IDisposable
    {
        readonly PosixSignalRegistration[] _registrations = [.. registrations];

        public void Dispose()
        {
            foreach (var registration in _registrations) registration.Dispose();
        }
    }
}
