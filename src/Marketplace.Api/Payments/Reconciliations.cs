using Billing;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Payments;

/// <summary>A difference that a comparison came upon.</summary>
/// <param name="IsRepaired">It was news that had been missed.</param>
public sealed record FoundDifference(MovementKind Kind, Difference Difference, string Subject, string? Order, Money? Ours, Money? Theirs, bool IsRepaired);

/// <summary>The comparison of a day.</summary>
/// <param name="Day">In Asia/Shanghai.</param>
/// <param name="Movements">That the processor had.</param>
/// <param name="Matched">Of them, those that the ledger has just so.</param>
/// <param name="LedgerBalance">What lies with the processor by our ledger, when it ran; what is just under way makes it differ from the other.</param>
public sealed record Reconciliation(
    DateOnly Day, DateTimeOffset RunAt, string RunBy, int Movements, int Matched, Money LedgerBalance, Money ProcessorBalance, IReadOnlyList<Finding> Findings);

/// <summary>The comparisons that were made, and what has become of their findings.</summary>
public sealed class Reconciliations(NpgsqlDataSource database, TimeProvider clock)
{
    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "reconciliation.unknown", "This day has not been compared.", "该日尚未对账。", "date");

    public static readonly Refusal FindingUnknown = new(RefusalKind.Unknown, "finding.unknown", "There is no such finding of this day.", "未找到该日的差异。", "id");

    public static readonly Refusal FindingClosed = new(RefusalKind.Conflict, "finding.closed", "Nothing is left to be said of this finding.", "该差异已处理完毕。", "id");

    public async Task<Reconciliation> Write(
        DateOnly day, string by, DateTimeOffset at, int movements, int matched, Money ours, Money theirs, IReadOnlyCollection<FoundDifference> differences,
        CancellationToken cancel)
    {
        await using (var batch = database.CreateBatch())
        {
            Add(batch,
                """
                insert into payments.reconciliations (day, run_at, run_by, movements, matched, ledger_balance, processor_balance) values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (day) do update set (run_at, run_by, movements, matched, ledger_balance, processor_balance)
                  = (excluded.run_at, excluded.run_by, excluded.movements, excluded.matched, excluded.ledger_balance, excluded.processor_balance)
                """, day, at.UtcDateTime, by, movements, matched, ours.Fen, theirs.Fen);
            // What is found again is as it was, unless it differs in another way now; an open one that is not found any more has gone.
            Add(batch,
                """
                insert into payments.findings (day, kind, difference, subject, order_id, ours, theirs, state, found_at)
                select $1, f.kind, f.difference, f.subject, f.order_id, f.ours, f.theirs, f.state, $2
                from unnest($3, $4, $5, $6, $7, $8, $9) f(kind, difference, subject, order_id, ours, theirs, state)
                on conflict (day, kind, subject) do update set (difference, order_id, ours, theirs, state)
                  = (excluded.difference, excluded.order_id, excluded.ours, excluded.theirs, excluded.state)
                where (payments.findings.difference, payments.findings.ours, payments.findings.theirs)
                  is distinct from (excluded.difference, excluded.ours, excluded.theirs) or payments.findings.state = 'gone'
                """,
                day, at.UtcDateTime, differences.Select(d => Word(d.Kind)).ToArray(), differences.Select(d => Word(d.Difference)).ToArray(),
                differences.Select(d => d.Subject).ToArray(), differences.Select(d => d.Order).ToArray(), differences.Select(d => d.Ours?.Fen).ToArray(),
                differences.Select(d => d.Theirs?.Fen).ToArray(), differences.Select(d => d.IsRepaired ? "repaired" : "open").ToArray());
            Add(batch,
                "update payments.findings set state = 'gone' where day = $1 and state = 'open' and (kind, subject) not in (select * from unnest($2, $3))",
                day, differences.Select(d => Word(d.Kind)).ToArray(), differences.Select(d => d.Subject).ToArray());
            await batch.ExecuteNonQueryAsync(cancel);
        }
        return (await Of(day, cancel))!;
    }

    public async Task<Reconciliation?> Of(DateOnly day, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select run_at, run_by, movements, matched, ledger_balance, processor_balance from payments.reconciliations where day = $1");
        command.Parameters.AddWithValue(day);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel)) return null;
        return new Reconciliation(
            day, ChinaTime.Of(reader.GetFieldValue<DateTimeOffset>(0)), reader.GetString(1), reader.GetInt32(2), reader.GetInt32(3), new Money(reader.GetInt64(4)),
            new Money(reader.GetInt64(5)), await Findings(day, cancel));
    }

    /// <summary>An operator says what came of a finding.</summary>
    public async Task<(Finding? Finding, Refusal? Refusal)> Settle(DateOnly day, long id, string note, string by, CancellationToken cancel)
    {
        await using (var command = database.CreateCommand(
            "update payments.findings set state = 'settled', note = $3, settled_by = $4, settled_at = $5 where day = $1 and id = $2 and state = 'open'"))
        {
            command.Parameters.AddWithValue(day);
            command.Parameters.AddWithValue(id);
            command.Parameters.AddWithValue(note);
            command.Parameters.AddWithValue(by);
            command.Parameters.AddWithValue(clock.GetUtcNow());
            await command.ExecuteNonQueryAsync(cancel);
        }
        var finding = (await Findings(day, cancel)).FirstOrDefault(f => f.Id == id);
        return finding is null ? (null, FindingUnknown)
            : finding.State == FindingState.Settled && finding.Note == note && finding.SettledBy == by ? (finding, null) : (null, FindingClosed);
    }

    async Task<IReadOnlyList<Finding>> Findings(DateOnly day, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select id, kind, difference, subject, order_id, ours, theirs, state, found_at, settled_by, settled_at, note from payments.findings
            where day = $1 order by state <> 'open', id
            """);
        command.Parameters.AddWithValue(day);
        var findings = new List<Finding>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            findings.Add(new Finding(
                reader.GetInt64(0), day, Read<MovementKind>(reader.GetString(1)), Read<Difference>(reader.GetString(2)), reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetString(4), Amount(reader, 5), Amount(reader, 6), Read<FindingState>(reader.GetString(7)),
                ChinaTime.Of(reader.GetFieldValue<DateTimeOffset>(8)), reader.IsDBNull(9) ? null : reader.GetString(9),
                reader.IsDBNull(10) ? null : ChinaTime.Of(reader.GetFieldValue<DateTimeOffset>(10)), reader.IsDBNull(11) ? null : reader.GetString(11)));
        return findings;
    }

    static Money? Amount(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : new Money(reader.GetInt64(column));

    /// <summary>As in JSON: <c>missingHere</c>.</summary>
    static string Word<T>(T value) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    static T Read<T>(string word) where T : struct, Enum => Enum.Parse<T>(word, ignoreCase: true);

    static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.AddWithValue(value);
        batch.BatchCommands.Add(command);
    }
}
