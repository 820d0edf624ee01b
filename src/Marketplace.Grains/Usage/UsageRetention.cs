using Billing.Subsidies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Usage;

/// <summary>
/// Lets single events go when their time is over, a whole month at once and only of closed months. Receipts, sums and hashes stay.
/// </summary>
public sealed class UsageRetention(NpgsqlDataSource database, SubsidyPolicy policy)
{
    /// <summary>Logs are kept for six months at least (level-3 protection).</summary>
    static readonly TimeSpan RefusalsKeptFor = TimeSpan.FromDays(184);

    /// <summary>Dropping a month waits for all who read or write events, and makes them wait; not for long, it is tried again.</summary>
    const string PatienceMax = "2s";

    /// <returns>The months whose events are gone.</returns>
    public async Task<IReadOnlyList<string>> Purge(DateTimeOffset now, CancellationToken cancel)
    {
        var today = ChinaTime.DayOf(now);
        var gone = new List<string>();
        foreach (var month in await KeptClosedMonths(cancel))
        {
            if (ChinaMonth.DayAfter(month).AddMonths(policy.UsageRetentionMonths) > today) continue;
            await using var drop = database.CreateCommand($"set local lock_timeout = '{PatienceMax}'; drop table if exists usage.{UsagePartitions.NameOf(month)}");
            await drop.ExecuteNonQueryAsync(cancel);
            gone.Add(month);
        }
        await Delete("delete from usage.sandbox where received_at < $1", now - UsageSandbox.KeptFor, cancel);
        await Delete("delete from usage.refusals where last_at < $1", now - RefusalsKeptFor, cancel);
        await Delete("delete from usage.calls where at < $1", ChinaTime.BeginUtc(today.AddMonths(-policy.UsageRetentionMonths)), cancel);
        return gone;
    }

    async Task<List<string>> KeptClosedMonths(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select m.month from usage.months m
            where m.closed_at is not null and to_regclass('usage.events_' || replace(m.month, '-', '_')) is not null order by m.month
            """);
        var months = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) months.Add(reader.GetString(0));
        return months;
    }

    async Task Delete(string sql, DateTimeOffset before, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(Sql.Param(before.ToUniversalTime()));
        await command.ExecuteNonQueryAsync(cancel);
    }
}
