using System.Globalization;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Usage;

/// <summary>
/// Between intake and the closing of a month: intake shares a month's lock, closing has it alone. What a month was closed over
/// cannot change after, and nobody waits for anybody else.
/// </summary>
static class UsageMonthLock
{
    const int Class = 0x55534147; // "USAG"

    /// <summary>Of these months, in order, those that are closed; the others stay open until the transaction ends.</summary>
    public static NpgsqlBatchCommand[] Share(string[] months) =>
    [
        Sql.Command($"select pg_advisory_xact_lock_shared({Class}, m) from unnest($1) as m", Sql.Param(Array.ConvertAll(months, Number))),
        Sql.Command("select month from usage.months where month = any($1) and closed_at is not null", Sql.Param(months)),
    ];

    /// <summary>The same for one month; true when it is open.</summary>
    public static async Task<bool> Share(NpgsqlConnection connection, string month, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in Share([month])) batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        return !await reader.ReadAsync(cancel);
    }

    public static async Task Own(NpgsqlConnection connection, string month, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select pg_advisory_xact_lock({Class}, $1)", connection);
        command.Parameters.Add(Sql.Param(Number(month)));
        await command.ExecuteNonQueryAsync(cancel);
    }

    static int Number(string month) => int.Parse(month.AsSpan(0, 4), CultureInfo.InvariantCulture) * 100 + int.Parse(month.AsSpan(5), CultureInfo.InvariantCulture);
}
