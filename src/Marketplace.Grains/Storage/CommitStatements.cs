using System.Text;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Grains.Storage;

/// <summary>The statements of one commit, in the order in which every host takes its locks.</summary>
static class CommitStatements
{
    const string LockStreams = "select 1 from es.mt_streams where id = any($1) order by id for update";

    const string MoveStreams =
        """
        update es.mt_streams s set version = m.version, timestamp = m.at
        from unnest($1, $2, $3) as m(id, version, at) where s.id = m.id
        """;

    const string BeginStreams =
        """
        insert into es.mt_streams (id, type, version, timestamp, created)
        select * from unnest($1, $2, $3, $4, $5) as m(id, type, version, at, created) order by id
        """;

    const string ExpectUnmoved = "select es.expect_unmoved($1, $2)";

    /// <summary>
    /// Facts and the commands that caused them. Facts are numbered in the order in which they are given, which is that of their
    /// commands, so a command's facts are a slice of all numbers.
    /// </summary>
    const string WriteFacts =
        """
        with facts as (
          insert into es.mt_events (id, stream_id, version, data, type, timestamp, mt_dotnet_type, command_id, actor, hash)
          select id, stream_id, version, data, type, at, dotnet_type, command_id, actor, hash
          from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) with ordinality
            as f(id, stream_id, version, data, type, at, dotnet_type, command_id, actor, hash, line)
          order by line
          returning seq_id),
        numbers as materialized (select array_agg(seq_id order by seq_id) as seqs, max(seq_id) as last from facts),
        written as (
          insert into es.commands (id, digest, answer, actor, at, hash, seqs, xid)
          select c.id, c.digest, c.answer, c.actor, c.at, c.hash,
            case when c.first <= c.last then n.seqs[c.first:c.last] else '{}' end,
            case when c.first <= c.last then pg_current_xact_id() end
          from numbers n, unnest($11, $12, $13, $14, $15, $16, $17, $18) as c(id, digest, answer, actor, at, hash, first, last)
          order by c.id)
        select coalesce(last, 0) as position from numbers
        """;

    const string WriteOutbox = "insert into es.outbox (id, command_id, kind, payload, due_at) select * from unnest($1, $2, $3, $4, $5)";

    const string WriteLedger =
        """
        insert into es.ledger_entries (stream_id, version, line, from_account, to_account, amount, order_id)
        select * from unnest($1, $2, $3, $4, $5, $6, $7)
        """;

    const string OpenAccounts =
        """
        insert into es.ledger_accounts (id, overdraft) select * from unnest($1, $2) as a(id, overdraft) order by id
        on conflict do nothing
        """;

    const string LockAccounts = "select 1 from es.ledger_accounts where id = any($1) order by id for update";

    const string MoveAccounts =
        """
        update es.ledger_accounts a set balance = a.balance + m.delta
        from unnest($1, $2) as m(id, delta) where a.id = m.id
        returning a.id, a.balance
        """;

    public static NpgsqlBatch Batch(NpgsqlConnection connection, CommitRequest request)
    {
        var batch = new NpgsqlBatch(connection);
        AddStreams(batch, request);
        AddFacts(batch, request.Commands);
        AddOutbox(batch, request.Commands);
        AddLedger(batch, request);
        return batch;
    }

    /// <summary>The only rows that come back: one position, and one balance per moved account.</summary>
    public static async Task<CommitResult> ReadResult(NpgsqlDataReader reader)
    {
        long seq = 0;
        var balances = new Dictionary<string, long>(StringComparer.Ordinal);
        do
        {
            if (reader.FieldCount == 0) continue;
            var holdsBalances = reader.FieldCount == 2;
            var holdsPosition = !holdsBalances && reader.GetName(0) == "position";
            while (await reader.ReadAsync())
            {
                if (holdsBalances) balances.Add(reader.GetString(0), reader.GetInt64(1));
                else if (holdsPosition) seq = reader.GetInt64(0);
            }
        }
        while (await reader.NextResultAsync());
        return new CommitResult(CommitOutcome.Committed, seq, balances);
    }

    static void AddStreams(NpgsqlBatch batch, CommitRequest request)
    {
        var written = LastAndFirstWrites(request.Commands);
        var moved = request.Streams.Where(s => s.ExpectedVersion > 0 && s.Version > s.ExpectedVersion)
            .OrderBy(s => s.StreamId, StringComparer.Ordinal).ToArray();
        var begun = request.Streams.Where(s => s.ExpectedVersion == 0 && s.Version > 0).ToArray();
        var read = request.Streams.Where(s => s.Version == s.ExpectedVersion).ToArray();
        if (moved.Length > 0)
        {
            var ids = Array.ConvertAll(moved, s => s.StreamId);
            batch.BatchCommands.Add(Sql.Command(LockStreams, Sql.Param(ids)));
            batch.BatchCommands.Add(Sql.Command(MoveStreams, Sql.Param(ids),
                Sql.Param(Array.ConvertAll(moved, s => s.Version)), Sql.Param(Array.ConvertAll(moved, s => written[s.StreamId].Last))));
        }
        if (begun.Length > 0)
            batch.BatchCommands.Add(Sql.Command(BeginStreams,
                Sql.Param(Array.ConvertAll(begun, s => s.StreamId)), Sql.Param(Array.ConvertAll(begun, s => s.Type)),
                Sql.Param(Array.ConvertAll(begun, s => s.Version)), Sql.Param(Array.ConvertAll(begun, s => written[s.StreamId].Last)),
                Sql.Param(Array.ConvertAll(begun, s => written[s.StreamId].First))));
        if (read.Length > 0)
            batch.BatchCommands.Add(Sql.Command(ExpectUnmoved,
                Sql.Param(Array.ConvertAll(read, s => s.StreamId)), Sql.Param(Array.ConvertAll(read, s => s.Version))));
    }

    static Dictionary<string, (DateTime First, DateTime Last)> LastAndFirstWrites(IReadOnlyList<CommandRow> commands)
    {
        var written = new Dictionary<string, (DateTime First, DateTime Last)>(StringComparer.Ordinal);
        foreach (var fact in commands.SelectMany(c => c.Facts))
        {
            var at = fact.At.UtcDateTime;
            written[fact.StreamId] = written.TryGetValue(fact.StreamId, out var known) ? (known.First, at) : (at, at);
        }
        return written;
    }

    static void AddFacts(NpgsqlBatch batch, IReadOnlyList<CommandRow> commands)
    {
        var facts = commands.SelectMany(c => c.Facts).ToArray();
        var rows = commands.ToArray();
        var first = new int[rows.Length];
        var last = new int[rows.Length];
        for (int i = 0, counted = 0; i < rows.Length; i++)
        {
            first[i] = counted + 1;
            last[i] = counted += rows[i].Facts.Count;
        }
        batch.BatchCommands.Add(Sql.Command(WriteFacts,
            Sql.Param(Array.ConvertAll(facts, f => f.Id)), Sql.Param(Array.ConvertAll(facts, f => f.StreamId)),
            Sql.Param(Array.ConvertAll(facts, f => f.Version)), Sql.Json(Array.ConvertAll(facts, f => Encoding.UTF8.GetString(f.Data))),
            Sql.Param(Array.ConvertAll(facts, f => f.Type)), Sql.Param(Array.ConvertAll(facts, f => f.At.UtcDateTime)),
            Sql.Param(Array.ConvertAll(facts, f => f.DotnetType)), Sql.Param(Array.ConvertAll(facts, f => f.CommandId)),
            Sql.Param(Array.ConvertAll(facts, f => f.Actor)), Sql.Param(Array.ConvertAll(facts, f => f.Hash)),
            Sql.Param(Array.ConvertAll(rows, c => c.Id)), Sql.Param(Array.ConvertAll(rows, c => c.Digest)),
            Sql.Param(Array.ConvertAll(rows, c => c.Answer)), Sql.Param(Array.ConvertAll(rows, c => c.Actor)),
            Sql.Param(Array.ConvertAll(rows, c => c.At.UtcDateTime)), Sql.Param(Array.ConvertAll(rows, c => c.Hash)),
            Sql.Param(first), Sql.Param(last)));
    }

    static void AddOutbox(NpgsqlBatch batch, IReadOnlyList<CommandRow> commands)
    {
        var rows = commands.SelectMany(c => c.Outbox.Select(m => (c.Id, Message: m))).ToArray();
        if (rows.Length == 0) return;
        batch.BatchCommands.Add(Sql.Command(WriteOutbox,
            Sql.Param(Array.ConvertAll(rows, r => r.Message.Id)), Sql.Param(Array.ConvertAll(rows, r => r.Id)),
            Sql.Param(Array.ConvertAll(rows, r => r.Message.Kind)), Sql.Param(Array.ConvertAll(rows, r => r.Message.Payload)),
            Sql.Param(Array.ConvertAll(rows, r => r.Message.DueAt.UtcDateTime))));
    }

    static void AddLedger(NpgsqlBatch batch, CommitRequest request)
    {
        var rows = request.Commands.SelectMany(c => c.Ledger).ToArray();
        if (rows.Length > 0)
            batch.BatchCommands.Add(Sql.Command(WriteLedger,
                Sql.Param(Array.ConvertAll(rows, r => r.StreamId)), Sql.Param(Array.ConvertAll(rows, r => r.Version)),
                Sql.Param(Array.ConvertAll(rows, r => r.Line)), Sql.Param(Array.ConvertAll(rows, r => r.Posting.From.Value)),
                Sql.Param(Array.ConvertAll(rows, r => r.Posting.To.Value)), Sql.Param(Array.ConvertAll(rows, r => r.Posting.Amount.Fen)),
                Sql.Param(Array.ConvertAll(rows, r => r.Posting.Order))));

        var opened = request.Accounts.Where(a => a.IsNew).ToArray();
        if (opened.Length > 0)
            batch.BatchCommands.Add(Sql.Command(OpenAccounts,
                Sql.Param(Array.ConvertAll(opened, a => a.Account.Value)), Sql.Param(Array.ConvertAll(opened, a => a.Account.MayGoBelowZero))));

        var moved = request.Accounts.ToArray();
        if (moved.Length == 0) return;
        var ids = Array.ConvertAll(moved, a => a.Account.Value);
        batch.BatchCommands.Add(Sql.Command(LockAccounts, Sql.Param(ids)));
        batch.BatchCommands.Add(Sql.Command(MoveAccounts, Sql.Param(ids), Sql.Param(Array.ConvertAll(moved, a => a.DeltaFen))));
    }
}
