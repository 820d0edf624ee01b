using System.Security.Cryptography;
using Marketplace.Api.Http;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Enrolments;

/// <summary>
/// Works uploaded lists off, a part at a time, on whichever node comes first. A node that dies leaves its part to another,
/// which sends the same commands again under the same ids: nothing happens twice. A list that cannot be worked on is
/// parked with the reason, and the others go on.
/// </summary>
public sealed partial class EnrolmentWork(
    NpgsqlDataSource database, EnrolmentLists lists, Enroller enroller, TimeProvider clock, ILogger<EnrolmentWork> log)
{
    /// <summary>So many lists are looked at for one that no other node is at.</summary>
    const int CandidatesMax = 20;

    const int FieldMax = 100;
    const int ReasonMax = 1_000;

    sealed record Waiting(Guid Id, byte[] Content, int Done, int Rows, Caller Caller);

    /// <summary>Takes the next part of the oldest list; false when there is none, or the engine is too busy for it now.</summary>
    public async Task<bool> Step(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await Lock(connection, cancel) is not { } list) return false;
        try
        {
            if (!await TakePart(connection, list, cancel)) return false;
        }
        catch (Exception broken) when (IsOfTheList(broken))
        {
            LogParked(broken, list.Id);
            await transaction.RollbackAsync(cancel);
            await Park(connection, list, EnrolmentLists.Broken, cancel);
            return true;
        }
        await transaction.CommitAsync(cancel);
        return true;
    }

    async Task<bool> TakePart(NpgsqlConnection connection, Waiting list, CancellationToken cancel)
    {
        if (await Rows(list, cancel) is not { } rows)
        {
            await Park(connection, list, EnrolmentLists.Unreadable, cancel);
            return true;
        }
        var outcomes = await enroller.Enrol([.. rows.Skip(list.Done).Take(Enroller.PartSize)], list.Caller, cancel);
        // Not a verdict about the company: the whole part is sent again later, and what was done stays done.
        if (outcomes.Any(o => o.Refusal?.Kind == RefusalKind.Overloaded)) return false;
        await Write(connection, list, outcomes, cancel);
        return true;
    }

    /// <summary>
    /// True where the same part would fail the same way for ever. A store that is away comes back; that it refuses the data
    /// (classes 22 and 23 of SQLSTATE) does not pass.
    /// </summary>
    static bool IsOfTheList(Exception e) => e switch
    {
        PostgresException refused => refused.SqlState.StartsWith("22", StringComparison.Ordinal) || refused.SqlState.StartsWith("23", StringComparison.Ordinal),
        NpgsqlException or TimeoutException or IOException or OperationCanceledException or ObjectDisposedException or GrainsUnavailableException => false,
        _ => true,
    };

    /// <summary>
    /// The oldest list that nobody else is at. An advisory lock and not a row's: a transaction that has written nothing
    /// does not hold up the projections while the part is enrolled.
    /// </summary>
    static async Task<Waiting?> Lock(NpgsqlConnection connection, CancellationToken cancel)
    {
        foreach (var id in await Candidates(connection, cancel))
        {
            await using var command = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", connection);
            command.Parameters.AddWithValue($"enrolment list {id}");
            if (await command.ExecuteScalarAsync(cancel) is not true) continue;
            if (await Get(connection, id, cancel) is { } list) return list; // else another node has just ended it
        }
        return null;
    }

    static async Task<List<Guid>> Candidates(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"select id from enrolment.lists where done_at is null and failure is null order by taken_at, id limit {CandidatesMax}", connection);
        var ids = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) ids.Add(reader.GetGuid(0));
        return ids;
    }

    static async Task<Waiting?> Get(NpgsqlConnection connection, Guid id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select content, done, rows, actor, tenant from enrolment.lists where id = $1 and done_at is null and failure is null", connection);
        command.Parameters.AddWithValue(id);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new Waiting(id, reader.GetFieldValue<byte[]>(0), reader.GetInt32(1), reader.GetInt32(2), new Caller(reader.GetString(3), id, reader.GetString(4)))
            : null;
    }

    async Task<IReadOnlyList<EnrolmentRow>?> Rows(Waiting list, CancellationToken cancel)
    {
        try
        {
            return await lists.Open(list.Id, list.Content, cancel);
        }
        catch (CryptographicException)
        {
            return null; // sealed under another master key
        }
    }

    /// <summary>Unless another node has got further with it meanwhile.</summary>
    static async Task Park(NpgsqlConnection connection, Waiting list, string failure, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "update enrolment.lists set failure = $2, content = null where id = $1 and done = $3 and done_at is null", connection);
        command.Parameters.AddWithValue(list.Id);
        command.Parameters.AddWithValue(failure);
        command.Parameters.AddWithValue(list.Done);
        await command.ExecuteNonQueryAsync(cancel);
    }

    async Task Write(NpgsqlConnection connection, Waiting list, IReadOnlyList<EnrolmentOutcome> outcomes, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        var verdicts = batch.CreateBatchCommand();
        verdicts.CommandText =
            """
            insert into enrolment.verdicts (list_id, row, credit_code, name, verdict, code, field, message, message_zh)
            select $1, * from unnest($2, $3, $4, $5, $6, $7, $8, $9)
            """;
        verdicts.Parameters.AddWithValue(list.Id);
        verdicts.Parameters.AddWithValue(outcomes.Select(o => o.Row.Number).ToArray());
        foreach (var texts in new Func<EnrolmentOutcome, string?>[]
        {
            o => Short(o.Row.CreditCode, FieldMax), o => Short(o.Row.Input?.Name, FieldMax), o => o.Verdict, o => o.Refusal?.Code,
            o => Short(o.Refusal?.Field, FieldMax), o => Short(o.Refusal?.Reason, ReasonMax), o => Short(o.Refusal?.ReasonZh, ReasonMax),
        })
            verdicts.Parameters.AddWithValue(outcomes.Select(texts).ToArray());
        batch.BatchCommands.Add(verdicts);

        var progress = batch.CreateBatchCommand();
        progress.CommandText =
            """
            update enrolment.lists set done = done + $2, accepted = accepted + $3, rejected = rejected + $4,
              done_at = case when done + $2 = rows then $5 end, content = case when done + $2 < rows then content end
            where id = $1
            """;
        var rejected = outcomes.Count(o => o.IsRejected);
        foreach (var value in new object[] { list.Id, outcomes.Count, outcomes.Count - rejected, rejected, clock.GetUtcNow() })
            progress.Parameters.AddWithValue(value);
        batch.BatchCommands.Add(progress);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>What stands in a wrong row may be anything; a verdict shows its beginning.</summary>
    static string? Short(string? text, int max) => text is null ? null : PlainText.Of(text, max);

    [LoggerMessage(LogLevel.Error, "Enrolment list {List} is parked")]
    partial void LogParked(Exception exception, Guid list);
}
