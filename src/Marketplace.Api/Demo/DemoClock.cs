using Npgsql;

namespace Marketplace.Api.Demo;

/// <summary>
/// The server's clock: the system's, plus how far it has been moved forward where demo data allow that. Several nodes on
/// one database share it.
/// </summary>
public sealed class DemoClock : TimeProvider
{
    long _aheadTicks;

    public TimeSpan Ahead => TimeSpan.FromTicks(Interlocked.Read(ref _aheadTicks));

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;

    /// <summary>Takes over what another node may have set; a clock never goes back.</summary>
    public async Task Refresh(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select ahead from demo.clock");
        if (await command.ExecuteScalarAsync(cancel) is TimeSpan ahead) MoveAhead(ahead);
    }

    /// <summary>Sets the clock to a moment and tells the other nodes; earlier moments change nothing.</summary>
    public async Task MoveTo(DateTimeOffset moment, NpgsqlDataSource database, CancellationToken cancel)
    {
        var ahead = moment - System.GetUtcNow();
        await using var command = database.CreateCommand("update demo.clock set ahead = greatest(ahead, $1) returning ahead");
        command.Parameters.AddWithValue(ahead);
        MoveAhead((TimeSpan)(await command.ExecuteScalarAsync(cancel))!);
    }

    /// <summary>Sets the clock of this node alone, on the way to a moment that <see cref="MoveTo"/> will tell the others.</summary>
    public void Reach(DateTimeOffset moment) => MoveAhead(moment - System.GetUtcNow());

    void MoveAhead(TimeSpan ahead)
    {
        var now = Interlocked.Read(ref _aheadTicks);
        while (ahead.Ticks > now)
        {
            var seen = Interlocked.CompareExchange(ref _aheadTicks, ahead.Ticks, now);
            if (seen == now) return;
            now = seen;
        }
    }
}
