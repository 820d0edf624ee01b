using System.Text;
using Billing.Ledger;
using Marketplace.Grains.Ledger;
using Marketplace.Grains.Outbox;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Audit;

/// <summary>What a verification found.</summary>
/// <param name="Difference">The first difference, with the table, the row and what was expected; null when all is well.</param>
public sealed record Verification(long Facts, long Commands, long Accounts, string? Difference);

/// <summary>
/// Recomputes everything that can be recomputed: every hash, the ledger from the facts, the balances from the ledger, the
/// read tables from the facts. It looks at one moment of the database, so the server may go on. Whoever edits a row, in whatever
/// column, leaves a difference.
/// </summary>
public sealed class Verifier(NpgsqlDataSource database, FactCatalogue catalogue, IReadOnlyList<ReadTable> tables)
{
    readonly Dictionary<string, long> _balances = new(StringComparer.Ordinal);
    readonly Dictionary<string, (long Version, string Doc)> _rows = new(StringComparer.Ordinal);
    readonly Dictionary<string, ReadTable> _tables = tables.ToDictionary(t => t.Grain.Name, StringComparer.Ordinal);
    Snapshot _snapshot = null!;
    long _facts;
    long _commands;

    public async Task<Verification> Run(CancellationToken cancel)
    {
        await using var snapshot = _snapshot = await Snapshot.Take(database, cancel);
        _balances.Clear();
        _rows.Clear();
        _facts = _commands = 0;
        var difference = await Streams(cancel) ?? await Commands(cancel) ?? await Balances(cancel) ?? await Messages(cancel)
            ?? await ReadRows(cancel);
        return new Verification(_facts, _commands, _balances.Count, difference);
    }

    /// <summary>Chains, heads, and the ledger entries that the facts cause, all in the order of the streams.</summary>
    async Task<string?> Streams(CancellationToken cancel)
    {
        await using var heads = Heads(cancel).GetAsyncEnumerator(cancel);
        await using var entries = Entries(cancel).GetAsyncEnumerator(cancel);
        var hasHead = await heads.MoveNextAsync();
        var hasEntry = await entries.MoveNextAsync();
        StoredFact? first = null, last = null;
        object? row = null;

        await foreach (var fact in StoredFact.All(_snapshot, cancel))
        {
            _facts++;
            if (last?.Row.StreamId != fact.Row.StreamId)
            {
                if (last is not null)
                {
                    if (!hasHead || HeadDifference(heads.Current, first!, last) is not null) return HeadDifference(hasHead ? heads.Current : null, first!, last);
                    hasHead = await heads.MoveNextAsync();
                    Keep(last, row);
                }
                (first, last, row) = (fact, null, null);
            }
            if (FactDifference(last, fact) is { } difference) return difference;
            var data = catalogue.Read(fact.Row.Type, Encoding.UTF8.GetString(fact.Row.Data));
            row = Evolve(row, fact, data);
            var line = 0;
            foreach (var posting in Postings.Of(catalogue.GrainTypeOf(fact.Row.StreamId).KeyOf(fact.Row.StreamId), data))
            {
                var expected = new LedgerRow(fact.Row.StreamId, fact.Row.Version, line++, posting);
                if (!hasEntry || entries.Current != expected)
                    return $"es.ledger_entries: expected {expected}, found {(hasEntry ? entries.Current : "nothing")}.";
                foreach (var (account, delta) in posting.Deltas)
                    _balances[account.Value] = _balances.GetValueOrDefault(account.Value) + delta.Fen;
                hasEntry = await entries.MoveNextAsync();
            }
            last = fact;
        }
        if (last is not null)
        {
            if (HeadDifference(hasHead ? heads.Current : null, first!, last) is { } difference) return difference;
            hasHead = await heads.MoveNextAsync();
            Keep(last, row);
        }
        if (hasHead) return $"es.mt_streams: {heads.Current.Id} has a head but no facts.";
        return hasEntry ? $"es.ledger_entries: {entries.Current} has no fact that caused it." : null;
    }

    object? Evolve(object? row, StoredFact fact, object data)
    {
        var grain = catalogue.GrainTypeOf(fact.Row.StreamId);
        return _tables.TryGetValue(grain.Name, out var table)
            ? table.Evolve(row, data, new Envelope(grain.KeyOf(fact.Row.StreamId), fact.Row.Version, fact.Row.Type, fact.Row.At, fact.Row.Actor))
            : null;
    }

    void Keep(StoredFact last, object? row)
    {
        if (row is null) return;
        var doc = _tables[catalogue.GrainTypeOf(last.Row.StreamId).Name].Write(row);
        _rows[last.Row.StreamId] = (last.Row.Version, Encoding.UTF8.GetString(CanonicalJson.Canonicalise(doc)));
    }

    string? FactDifference(StoredFact? previous, StoredFact fact)
    {
        var where = $"es.mt_events: {fact.Row.StreamId} version {fact.Row.Version} (seq_id {fact.Seq})";
        if (fact.Row.Version != (previous?.Row.Version ?? 0) + 1) return $"{where}: the version before it is missing.";
        if (fact.Seq <= (previous?.Seq ?? 0)) return $"{where}: it stands before the version it follows.";
        if (!fact.IsPlain) return $"{where}: tenant_id, is_archived or bdata is not as written.";
        if (!HashChain.OfFact(previous?.Row.Hash ?? HashChain.Beginning, fact.Row).AsSpan().SequenceEqual(fact.Row.Hash))
            return $"{where}: the hash does not follow from the hash before it and the row.";
        return catalogue.IsKnown(fact.Row.Type) ? null : $"{where}: the type {fact.Row.Type} is not known.";
    }

    string? HeadDifference(Head? head, StoredFact first, StoredFact last)
    {
        var expected = new Head(
            last.Row.StreamId, catalogue.GrainTypeOf(last.Row.StreamId).Name, last.Row.Version, last.Row.At, first.Row.At, true);
        return head == expected ? null : $"es.mt_streams: expected {expected}, found {(object?)head ?? "nothing"}.";
    }

    async IAsyncEnumerable<Head> Heads([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = await _snapshot.Command(
            $"""
            select id, coalesce(type, ''), coalesce(version, 0), timestamp, created,
              tenant_id is not distinct from '{HashChain.TenantId}' and is_archived is not distinct from false
            from es.mt_streams order by id collate "C"
            """, cancel);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            yield return new Head(
                reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetFieldValue<DateTimeOffset>(3),
                reader.GetFieldValue<DateTimeOffset>(4), reader.GetBoolean(5));
    }

    async IAsyncEnumerable<LedgerRow> Entries([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = await _snapshot.Command(
            """
            select stream_id, version, line, from_account, to_account, amount, order_id
            from es.ledger_entries order by stream_id collate "C", version, line
            """, cancel);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            yield return new LedgerRow(
                reader.GetString(0), reader.GetInt64(1), reader.GetInt32(2),
                new Posting(new AccountId(reader.GetString(3)), new AccountId(reader.GetString(4)), new(reader.GetInt64(5)),
                    reader.IsDBNull(6) ? null : reader.GetString(6)));
    }

    /// <summary>Every command against the facts and messages it wrote, and every fact against its command.</summary>
    async Task<string?> Commands(CancellationToken cancel)
    {
        await using (var orphans = await _snapshot.Command(
            "select e.stream_id, e.version from es.mt_events e left join es.commands c on c.id = e.command_id where c.id is null limit 1", cancel))
        await using (var orphan = await orphans.ExecuteReaderAsync(cancel))
            if (await orphan.ReadAsync(cancel))
                return $"es.commands: {orphan.GetString(0)} version {orphan.GetInt64(1)} has no command that caused it.";

        await using var command = await _snapshot.Command(
            """
            select c.id, c.digest, c.answer, c.actor, c.at, c.hash, c.seqs,
              coalesce(f.hashes, '{}'), coalesce(f.seqs, '{}'), coalesce(f.is_one, true),
              coalesce(m.ids, '{}'), coalesce(m.kinds, '{}'), coalesce(m.payloads, '{}'), coalesce(m.dues, '{}')
            from es.commands c
            left join (
              select e.command_id, array_agg(e.hash order by e.seq_id) as hashes, array_agg(e.seq_id order by e.seq_id) as seqs,
                bool_and(e.xid = k.xid) as is_one
              from es.mt_events e join es.commands k on k.id = e.command_id group by e.command_id) f on f.command_id = c.id
            left join (
              select command_id, array_agg(id) as ids, array_agg(kind) as kinds, array_agg(payload) as payloads, array_agg(due_at) as dues
              from es.outbox group by command_id) m on m.command_id = c.id
            """, cancel);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            _commands++;
            var id = reader.GetGuid(0);
            var facts = reader.GetFieldValue<byte[][]>(7).Select(FactWithHash).ToArray();
            var row = new CommandRow(
                id, reader.GetFieldValue<byte[]>(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4),
                facts, [], MessagesInOrder(id, reader));
            if (!reader.GetFieldValue<long[]>(6).AsSpan().SequenceEqual(reader.GetFieldValue<long[]>(8)))
                return $"es.commands: {id}: seqs do not name the facts that it caused.";
            if (!reader.GetBoolean(9)) return $"es.commands: {id}: xid is not that of its facts.";
            if (!HashChain.OfCommand(row).AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(5)))
                return $"es.commands: {id}: the hash does not follow from the row, its facts and its messages in es.outbox.";
        }
        return null;
    }

    static FactRow FactWithHash(byte[] hash) => new(default, "", 0, "", "", [], default, default, "") { Hash = hash };

    static List<OutboxRow> MessagesInOrder(Guid command, NpgsqlDataReader reader)
    {
        var ids = reader.GetFieldValue<Guid[]>(10);
        var messages = new List<OutboxRow>(ids.Length);
        var inOrder = Enumerable.Range(0, ids.Length).ToDictionary(i => HashChain.Derive(command, "outbox", i), i => i);
        for (var i = 0; i < ids.Length; i++)
            messages.Add(new OutboxRow(
                ids[i], reader.GetFieldValue<string[]>(11)[i], reader.GetFieldValue<string[]>(12)[i],
                reader.GetFieldValue<DateTimeOffset[]>(13)[i]));
        return [.. messages.OrderBy(m => inOrder.GetValueOrDefault(m.Id, int.MaxValue))];
    }

    async Task<string?> Balances(CancellationToken cancel)
    {
        var unseen = new HashSet<string>(_balances.Keys, StringComparer.Ordinal);
        await using var command = await _snapshot.Command("select id, overdraft, balance from es.ledger_accounts order by id", cancel);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var account = new AccountId(reader.GetString(0));
            if (!unseen.Remove(account.Value)) return $"es.ledger_accounts: {account} has no entries.";
            if (reader.GetBoolean(1) != account.MayGoBelowZero) return $"es.ledger_accounts: {account}: overdraft is not as the chart of accounts says.";
            if (reader.GetInt64(2) != _balances[account.Value])
                return $"es.ledger_accounts: {account} has {reader.GetInt64(2)} fen; its entries sum to {_balances[account.Value]}.";
        }
        return unseen.Count == 0 ? null : $"es.ledger_accounts: {unseen.Order(StringComparer.Ordinal).First()} is missing.";
    }

    /// <summary>
    /// A message was written by a command, none is parked, and what is marked as done became a command at that moment. One whose
    /// command exists and that is not marked yet will be marked when it is tried again.
    /// </summary>
    async Task<string?> Messages(CancellationToken cancel)
    {
        var done = new Dictionary<Guid, DateTimeOffset>();
        await using (var command = await _snapshot.Command("select id, at from es.commands where actor = $1", cancel))
        {
            command.Parameters.Add(Sql.Param(Caller.Platform));
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel)) done.Add(reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1));
        }
        await using var messages = await _snapshot.Command(
            "select o.id, o.done_at, o.refusal, c.id is null from es.outbox o left join es.commands c on c.id = o.command_id", cancel);
        await using var row = await messages.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            var id = row.GetGuid(0);
            if (row.GetBoolean(3)) return $"es.outbox: {id} was written by no command.";
            DateTimeOffset? doneAt = row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1);
            DateTimeOffset? became = done.TryGetValue(DueMessages.CommandFor(id), out var at) ? at : null;
            if (!row.IsDBNull(2)) return $"es.outbox: {id} is parked, {row.GetString(2)}: somebody must look into it.";
            if (doneAt is not null && doneAt != became) return $"es.outbox: {id}: done_at is not that of the command that it became.";
        }
        return null;
    }

    /// <summary>Rows must be what the facts fold to; where the projection is still behind, older or missing rows are not judged.</summary>
    async Task<string?> ReadRows(CancellationToken cancel)
    {
        await using (var position = await _snapshot.Command(
            "select xid <> '0' and not exists (select 1 from es.mt_events e where (e.xid, e.seq_id) = (p.xid, p.seq_id)) from read.position p", cancel))
            if (await position.ExecuteScalarAsync(cancel) is not false) return "read.position: it is not that of a fact.";
        bool isBehind;
        await using (var behind = await _snapshot.Command(
            "select exists (select 1 from es.mt_events e, read.position p where (e.xid, e.seq_id) > (p.xid, p.seq_id))", cancel))
            isBehind = await behind.ExecuteScalarAsync(cancel) is true;

        foreach (var table in tables)
        {
            var expected = _rows.Where(r => catalogue.GrainTypeOf(r.Key) == table.Grain).ToDictionary(r => table.Grain.KeyOf(r.Key), r => r.Value);
            await using var command = await _snapshot.Command($"select id, version, doc from read.{table.Name}", cancel);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                var id = reader.GetString(0);
                var doc = Encoding.UTF8.GetString(CanonicalJson.Canonicalise(reader.GetString(2)));
                var isKnown = expected.Remove(id, out var row);
                if (!isKnown || (row != (reader.GetInt64(1), doc) && !(isBehind && reader.GetInt64(1) < row.Version)))
                    return $"read.{table.Name}: {id} is not what its facts fold to.";
            }
            if (expected.Count > 0 && !isBehind) return $"read.{table.Name}: {expected.Keys.First()} is missing.";
        }
        return null;
    }

    sealed record Head(string Id, string Type, long Version, DateTimeOffset LastAt, DateTimeOffset FirstAt, bool IsPlain);
}
