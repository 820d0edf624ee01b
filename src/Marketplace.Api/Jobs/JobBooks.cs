using Npgsql;

namespace Marketplace.Api.Jobs;

/// <summary>How far a job's schedule has been seen to.</summary>
/// <param name="DoneUntil">Every moment up to this one has had its run.</param>
/// <param name="HasOpenRuns">Something was asked for or broken off, and it is time for it.</param>
/// <param name="PutOff">A moment whose run was broken off and is to wait a little.</param>
public sealed record JobState(string Job, DateTimeOffset DoneUntil, bool HasOpenRuns, DateTimeOffset? PutOff);

/// <summary>What somebody asked for.</summary>
public sealed record AskedRun(Guid Id, DateTimeOffset At, string? Period);

/// <summary>What is written down of the runs: <c>jobs.schedule</c>, <c>jobs.runs</c>, <c>jobs.findings</c>. All writing is done under a <see cref="JobLock"/>.</summary>
public static class JobBooks
{
    /// <summary>Between two attempts at a run that is broken off again and again.</summary>
    const string PutOff = "least(interval '5 seconds' * (power(2, least(attempts, 20) - 1) - 1), interval '1 hour')";

    /// <summary>The server, for whoever looks for its log.</summary>
    static readonly string Node = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>A job that nobody has seen before starts with the next moment of its schedule, not with those of the past.</summary>
    public static async Task Enter(NpgsqlDataSource database, IEnumerable<IJob> jobs, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("insert into jobs.schedule (job, done_until) select unnest($1), $2 on conflict do nothing");
        command.Parameters.AddWithValue(jobs.Select(j => j.Name).ToArray());
        command.Parameters.AddWithValue(now);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public static async Task<IReadOnlyDictionary<string, JobState>> States(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = Command(connection,
            """
            select s.job, s.done_until,
              exists (select from jobs.runs r where r.job = s.job and (r.state = 'running'
                or (r.asked_by is not null and r.state in ('waiting', 'brokenOff') and r.again_at <= now()))),
              (select max(r.scheduled_at) from jobs.runs r where r.job = s.job and r.asked_by is null and r.state = 'brokenOff' and r.again_at > now())
            from jobs.schedule s
            """);
        var states = new Dictionary<string, JobState>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            states.Add(reader.GetString(0), new JobState(
                reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetBoolean(2),
                await reader.IsDBNullAsync(3, cancel) ? null : reader.GetFieldValue<DateTimeOffset>(3)));
        return states;
    }

    /// <summary>Whoever holds the lock knows that a run which is said to go on does not: its server has died.</summary>
    public static async Task MarkBrokenOff(NpgsqlConnection connection, IJob job, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = Command(connection,
            $"""
            update jobs.runs set state = 'brokenOff', finished_at = $2, again_at = now() + {PutOff}, error = 'The server that ran it ended.'
            where job = $1 and state = 'running'
            """, job.Name, now);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The oldest run that somebody asked for and that has not come to its end.</summary>
    public static async Task<AskedRun?> NextAsked(NpgsqlConnection connection, IJob job, CancellationToken cancel)
    {
        await using var command = Command(connection,
            """
            select id, scheduled_at, period from jobs.runs
            where job = $1 and asked_by is not null and state in ('waiting', 'brokenOff') and again_at <= now()
            order by scheduled_at, id limit 1
            """, job.Name);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new AskedRun(reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), await reader.IsDBNullAsync(2, cancel) ? null : reader.GetString(2))
            : null;
    }

    /// <summary>A moment of the schedule begins, or begins again.</summary>
    public static async Task<Guid> Begin(NpgsqlConnection connection, IJob job, JobRun run, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = Command(connection,
            """
            insert into jobs.runs (job, period, scheduled_at, state, attempts, started_at, node) values ($1, $2, $3, 'running', 1, $4, $5)
            on conflict (job, scheduled_at) where asked_by is null do update
              set state = 'running', attempts = runs.attempts + 1, started_at = $4, finished_at = null, node = $5, error = null
            returning id
            """, job.Name, run.PeriodFor(job.Period), run.At.ToUniversalTime(), now, Node);
        return (Guid)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>What was asked for begins, or begins again.</summary>
    public static async Task BeginAsked(NpgsqlConnection connection, Guid id, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = Command(connection,
            """
            update jobs.runs set state = 'running', attempts = attempts + 1, started_at = $2, finished_at = null, node = $3, error = null where id = $1
            """, id, now, Node);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public static async Task Report(NpgsqlConnection connection, Guid id, JobRun run, CancellationToken cancel)
    {
        await using var command = Command(connection, "update jobs.runs set done = $2, total = $3 where id = $1", id, run.Done, run.Total);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A moment at which there was nothing to do: the schedule goes on, and no run is kept.</summary>
    public static async Task Idle(NpgsqlConnection connection, IJob job, JobRun run, Guid? begun, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (begun is { } id) Add(batch, "delete from jobs.runs where id = $1", id);
        Supersede(batch, job, run);
        Add(batch, "update jobs.schedule set done_until = $2, idle_at = $2 where job = $1 and done_until < $2", job.Name, run.At.ToUniversalTime());
        await batch.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The end of a run, with what it found; and of its moment, if it was one of the schedule.</summary>
    public static async Task Finish(NpgsqlConnection connection, IJob job, Guid id, bool isAsked, JobRun run, JobEnd end, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, "delete from jobs.findings where run_id = $1", id); // of an attempt before
        if (run.Findings.ToArray() is { Length: > 0 } found)
            Add(batch, "insert into jobs.findings select $1, * from unnest($2, $3, $4, $5, $6)", id, Enumerable.Range(1, found.Length).ToArray(),
                Array.ConvertAll(found, f => f.Subject), Array.ConvertAll(found, f => f.Code),
                Array.ConvertAll(found, f => f.Message), Array.ConvertAll(found, f => f.MessageZh));
        if (!isAsked) Supersede(batch, job, run);
        Add(batch,
            $"""
            update jobs.runs set state = $2, finished_at = $3, done = $4, total = $5, findings = $6, error = $7,
              again_at = case when $2 = 'brokenOff' then now() + {PutOff} else again_at end
            where id = $1
            """, id, end.State, end.At, run.Done, run.Total, run.Found, end.Error);
        if (!isAsked && end.State != JobEnd.BrokenOff)
            Add(batch, "update jobs.schedule set done_until = $2 where job = $1 and done_until < $2", job.Name, run.At.ToUniversalTime());
        await batch.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Of a job that looks at things as they are, the schedule's last run alone says something.</summary>
    static void Supersede(NpgsqlBatch batch, IJob job, JobRun run)
    {
        if (job.Period == JobPeriod.Now)
            Add(batch, "delete from jobs.runs where job = $1 and asked_by is null and scheduled_at < $2", job.Name, run.At.ToUniversalTime());
    }

    static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.AddWithValue(value ?? DBNull.Value);
        return command;
    }

    static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<object?> values)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        foreach (var value in values) command.Parameters.AddWithValue(value ?? DBNull.Value);
        batch.BatchCommands.Add(command);
    }
}

/// <summary>How a run ended.</summary>
/// <param name="Error">Why, for people who look after the server.</param>
public sealed record JobEnd(string State, DateTimeOffset At, string? Error)
{
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";

    /// <summary>Not the job's fault: it is taken up again.</summary>
    public const string BrokenOff = "brokenOff";
}
