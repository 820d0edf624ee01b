using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace Marketplace.Bench.Usage;

/// <summary>What the database itself takes: the same rows by binary COPY into the same table, a commit per batch, nothing else.</summary>
static class CopyRun
{
    public static async Task<double> Run(UsageWorld world, int callers, TimeSpan time)
    {
        var received = UsageWorld.Now;
        long rows = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            await using var connection = new NpgsqlConnection(world.ConnectionString);
            await connection.OpenAsync();
            for (long batch = 0; clock.Elapsed < time; batch++)
            {
                await Copy(connection, caller, batch * UsageBench.Batch, received);
                Interlocked.Add(ref rows, UsageBench.Batch);
            }
        })));
        return rows / clock.Elapsed.TotalSeconds;
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
