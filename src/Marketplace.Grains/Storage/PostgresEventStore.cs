using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Grains.Storage;

/// <summary>
/// Facts in PostgreSQL. A commit is one transaction in one round trip: streams, facts, commands, ledger and outbox of
/// many turns, each by one statement over arrays. Rows are locked in key order, so that several hosts cannot deadlock.
/// </summary>
public sealed class PostgresEventStore : IEventStore, IAsyncDisposable
{
    /// <summary>
    /// The writer's statements are planned once and always by index: a plan made while the tables were still empty must
    /// not stay a sequential scan when they have grown.
    /// </summary>
    const string WriterOptions =
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c synchronous_commit=on";

    static readonly TimeSpan EndingPause = TimeSpan.FromMilliseconds(20);

    readonly FactCatalogue _catalogue;
    readonly NpgsqlDataSource _readers;
    readonly NpgsqlDataSource _writers;
    readonly string _writerName = $"marketplace-writer-{Guid.NewGuid():N}";
    volatile bool _mayStillLand;

    public PostgresEventStore(string connectionString, FactCatalogue catalogue)
    {
        _catalogue = catalogue;
        _readers = NpgsqlDataSource.Create(Settings(connectionString));
        var writer = Settings(connectionString);
        writer.Options = $"{writer.Options} {WriterOptions}".Trim();
        writer.ApplicationName = _writerName;
        _writers = NpgsqlDataSource.Create(writer);
    }

    static NpgsqlConnectionStringBuilder Settings(string connectionString) => new(connectionString)
    {
        MaxAutoPrepare = 64,
        AutoPrepareMinUsages = 1,
        MaxPoolSize = 4,
        NoResetOnClose = true,
        CommandTimeout = 30,
        Timeout = 5,
    };

    public async Task<LoadResult> Load(LoadRequest request)
    {
        await using var connection = await _readers.OpenConnectionAsync();
        if (_mayStillLand) await EndWriters(connection);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Sql.Command(
            "select id, digest, answer, coalesce(seqs[cardinality(seqs)], 0) from es.commands where id = any($1)",
            Sql.Param(request.Commands.ToArray())));
        batch.BatchCommands.Add(Sql.Command(
            """
            select e.stream_id, e.version, e.type, e.data, e.hash
            from unnest($1, $2) as wanted(id, after)
            join es.mt_events e on e.stream_id = wanted.id and e.version > wanted.after
            order by e.stream_id, e.version
            """,
            Sql.Param(request.StreamsAfter.Keys.ToArray()), Sql.Param(request.StreamsAfter.Values.ToArray())));
        batch.BatchCommands.Add(Sql.Command(
            "select id, balance from es.ledger_accounts where id = any($1)", Sql.Param(request.Accounts.ToArray())));

        await using var reader = await batch.ExecuteReaderAsync();
        var commands = new List<KnownCommand>();
        while (await reader.ReadAsync())
            commands.Add(new KnownCommand(reader.GetGuid(0), reader.GetFieldValue<byte[]>(1), reader.GetString(2), reader.GetInt64(3)));
        await reader.NextResultAsync();
        var facts = new List<LoadedFact>();
        while (await reader.ReadAsync())
            facts.Add(new LoadedFact(
                reader.GetString(0), reader.GetInt64(1), _catalogue.TryRead(reader.GetString(2), reader.GetString(3)),
                reader.GetFieldValue<byte[]>(4)));
        await reader.NextResultAsync();
        var balances = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync()) balances.Add(reader.GetString(0), reader.GetInt64(1));
        return new LoadResult(commands, facts, balances);
    }

    /// <summary>
    /// After a commit of unknown outcome the server may still be busy with it, although nobody listens any more. Its session is
    /// ended before anything else is read, so that what the answer says stays true.
    /// </summary>
    async Task EndWriters(NpgsqlConnection connection)
    {
        while (true)
        {
            await using var end = new NpgsqlCommand(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = $1", connection);
            end.Parameters.Add(Sql.Param(_writerName));
            if (await end.ExecuteScalarAsync() is 0L) break;
            await Task.Delay(EndingPause);
        }
        _writers.Clear();
        _mayStillLand = false;
    }

    public async Task<CommitResult> Commit(CommitRequest request)
    {
        NpgsqlConnection connection;
        try
        {
            connection = await _writers.OpenConnectionAsync();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return new CommitResult(CommitOutcome.Unknown, Detail: e.Message);
        }
        await using (connection)
        {
            try
            {
                await using var batch = CommitStatements.Batch(connection, request);
                await using var reader = await batch.ExecuteReaderAsync();
                return await CommitStatements.ReadResult(reader);
            }
            catch (PostgresException refused) when (refused.InvariantSeverity == "ERROR")
            {
                return new CommitResult(OutcomeOf(refused), Detail: DetailOf(refused));
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
            {
                _mayStillLand = true;
                return new CommitResult(CommitOutcome.Unknown, Detail: e.Message);
            }
        }
    }

    /// <summary>An error says that the transaction is undone; what kind of error says what to do about it.</summary>
    static CommitOutcome OutcomeOf(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.CheckViolation when refused.TableName == "ledger_accounts" => CommitOutcome.Overdrawn,
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            => CommitOutcome.Conflict,
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable or "53300" or "53200" or "53100" => CommitOutcome.Unknown,
        _ => CommitOutcome.Faulty,
    };

    static string DetailOf(PostgresException refused) => $"{refused.SqlState} {refused.MessageText}";

    /// <summary>Takes running numbers from the sequence, first and last inclusive.</summary>
    public async Task<(long First, long Last)> ReserveOrderNumbers(int count, CancellationToken cancel)
    {
        await using var command = _readers.CreateCommand("select nextval('es.order_number') from generate_series(1, $1)");
        command.Parameters.Add(Sql.Param(count));
        long first = 0, last = 0;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            last = reader.GetInt64(0);
            if (first == 0) first = last;
        }
        return (first, last);
    }

    public async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync();
        await _writers.DisposeAsync();
    }
}
