using System.Globalization;
using Marketplace.Api.Http;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Signals;

/// <summary>What somebody found who looked into a flag or a tip.</summary>
/// <param name="Finding"><c>confirmed</c> or <c>dismissed</c>.</param>
public sealed record DispositionInput(string? Finding, string? Reason);

/// <summary>Enters what was found, once: whoever looks later sees who found what, and when.</summary>
public sealed class Dispositions(NpgsqlDataSource database, TimeProvider clock)
{
    public const int ReasonMax = 1000;

    public const string Flags = "signals.raised";

    public const string Tips = "signals.tips";

    static readonly string[] Findings = ["confirmed", "dismissed"];

    /// <param name="table">One of the two above.</param>
    /// <param name="column">By which its rows are known.</param>
    /// <returns>A refusal, or null when it stands as it was given.</returns>
    public async Task<Refusal?> Enter(string table, string column, long id, DispositionInput input, string by, Guid? key, CancellationToken cancel)
    {
        var check = new Checked();
        var finding = check.Text("finding", input.Finding, 20);
        check.That(Findings.Contains(finding), "finding", "finding is confirmed or dismissed.", "处理结论应为 confirmed（属实）或 dismissed（排除）。");
        var reason = check.Text("reason", input.Reason, ReasonMax);
        if (check.Refusal is { } malformed) return malformed;

        await using var command = database.CreateCommand(string.Create(CultureInfo.InvariantCulture,
            $"""
            update {table} set finding = $2, reason = $3, decided_by = $4, decided_at = $5, decided_with = $6
            where {column} = $1 and decided_at is null
            """));
        foreach (var value in new object[] { id, finding, reason, by, clock.GetUtcNow(), key is { } given ? given : DBNull.Value })
            command.Parameters.AddWithValue(value);
        if (await command.ExecuteNonQueryAsync(cancel) > 0) return null;

        await using var same = database.CreateCommand($"select finding = $2 and reason = $3 and decided_by = $4 from {table} where {column} = $1");
        foreach (var value in new object[] { id, finding, reason, by }) same.Parameters.AddWithValue(value);
        return await same.ExecuteScalarAsync(cancel) is true ? null : SignalRefusal.Decided;
    }
}
