using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace Marketplace.Bench.Usage;

/// <summary>What the database itself takes: the same rows by binary COPY into the same table, a commit per batch, nothing else.</summary>
sealed class CopyRun(UsageWorld world)
{
    readonly long[] _next = new long[UsageWorld.Vendors];

    /// <summary>Until the time is over or so many rows are there.</summary>
    /// <returns>Rows a second.</returns>
    public async Task<double> Run(int callers, TimeSpan time, long rowsMax = long.MaxValue)
    {
        var before = _next.Sum();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            await using var connection = new NpgsqlConnection(world.ConnectionString);
            await connection.OpenAsync();
            while (clock.Elapsed < time && _next.Sum() < rowsMax)
            {
                await Copy(connection, caller, _next[caller], UsageWorld.Now);
                _next[caller] += UsageBench.Batch;
            }
        })));
        return (_next.Sum() - before) / clock.Elapsed.TotalSeconds;
    }

    static async Task Copy(NpgsqlConnection connection, int vendor, long first, DateTimeOffset received)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy usage.events (vendor, id, order_id, user_id, kind, count, at, ip, attributes, received_at) from stdin (format binary)");
        for (var n = first; n < first + UsageBench.Batch; n++)
        {
            var (id, order, user, count, at) = UsageWorld.Event(vendor, n);
            copy.StartRow();
            copy.Write(UsageWorld.Vendor(vendor), NpgsqlDbType.Text);
            copy.Write(id, NpgsqlDbType.Text);
            copy.Write(order, NpgsqlDbType.Text);
            copy.Write(user, NpgsqlDbType.Text);
            copy.Write("report", NpgsqlDbType.Text);
            copy.Write(count, NpgsqlDbType.Integer);
            copy.Write(at, NpgsqlDbType.TimestampTz);
            copy.WriteNull();
            copy.WriteNull();
            copy.Write(received, NpgsqlDbType.TimestampTz);
        }
        await copy.CompleteAsync();
    }
}
