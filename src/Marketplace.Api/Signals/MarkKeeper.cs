using System.Security.Cryptography;
using System.Text;
using Marketplace.Api.Personal;
using Marketplace.Api.Settlements;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Signals;
using Npgsql;

namespace Marketplace.Api.Signals;

/// <summary>
/// Keeps <c>signals.marks</c> as the contacts of companies and vendors and the accounts that vendors are paid to are: whoever came
/// or changed since is opened, marked and forgotten again. Safe to run at any time and on several servers.
/// </summary>
public sealed class MarkKeeper(NpgsqlDataSource database, PersonalData personalData, Marks marks, TimeProvider clock)
{
    const int AtOnce = 500;

    /// <param name="Contact">Sealed, as is the account; only vendors name one.</param>
    sealed record Party(string Role, string Subject, string Contact, string? Account)
    {
        /// <summary>Tells the sealed data that the marks were made of.</summary>
        public Guid Source => new(SHA256.HashData(Encoding.UTF8.GetBytes(Contact + Account)).AsSpan(0, 16));
    }

    /// <summary>Marks everybody who is not; tells how many marks it made.</summary>
    public async Task<int> CatchUp(CancellationToken cancel)
    {
        var count = 0;
        var parties = await Parties("company", "read.companies", cancel);
        parties.AddRange(await Parties("vendor", "read.vendors", cancel));
        var known = await Known(cancel);
        foreach (var part in parties.Where(p => !known.Contains((p.Role, p.Subject, p.Source))).Chunk(AtOnce))
        {
            var contacts = await personalData.OpenAll(part.Select(p => (p.Subject, p.Contact)), cancel);
            var made = new List<(Party, MarkKind, byte[])>();
            foreach (var (party, contact) in part.Zip(contacts))
                made.AddRange((await Of(party, contact, cancel)).Select(m => (party, m.Kind, m.Mark)));
            count += await Keep(part, made, cancel);
        }
        return count;
    }

    async Task<List<Party>> Parties(string role, string table, CancellationToken cancel)
    {
        var parties = new List<Party>();
        await using var command = database.CreateCommand($"select id, doc ->> 'contact', doc #>> '{{bankAccount,account}}' from {table} order by id");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) parties.Add(new Party(role, reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2)));
        return parties;
    }

    async Task<HashSet<(string, string, Guid)>> Known(CancellationToken cancel)
    {
        var known = new HashSet<(string, string, Guid)>();
        await using var command = database.CreateCommand("select distinct role, subject, source from signals.marks");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) known.Add((reader.GetString(0), reader.GetString(1), reader.GetGuid(2)));
        return known;
    }

    /// <summary>Whoever has been erased meanwhile has no key any more, and gets no mark.</summary>
    async Task<IEnumerable<(MarkKind Kind, byte[] Mark)>> Of(Party party, Contact? contact, CancellationToken cancel)
    {
        var ofContact = contact is null ? [] : marks.Of(contact);
        var account = party.Account is { } sealedAccount ? await PayeeAccount.Open(personalData, new CreditCode(party.Subject), sealedAccount, cancel) : null;
        return account is null ? ofContact : ofContact.Append((MarkKind.Account, marks.OfAccount(account.Number)));
    }

    /// <summary>Those of earlier data go.</summary>
    async Task<int> Keep(IReadOnlyList<Party> part, List<(Party Party, MarkKind Kind, byte[] Mark)> made, CancellationToken cancel)
    {
        var rows = made.ToArray();
        await using var batch = database.CreateBatch();
        var gone = new NpgsqlBatchCommand(
            """
            delete from signals.marks m using unnest($1, $2) as p(role, subject) where m.role = p.role and m.subject = p.subject
            """);
        gone.Parameters.AddWithValue(part.Select(p => p.Role).ToArray());
        gone.Parameters.AddWithValue(part.Select(p => p.Subject).ToArray());
        batch.BatchCommands.Add(gone);
        var come = new NpgsqlBatchCommand(
            """
            insert into signals.marks (role, subject, kind, mark, source, marked_at, actor)
            select n.role, k.subject, n.kind, n.mark, n.source, $6, $7
            from unnest($1, $2, $3, $4, $5) as n(role, subject, kind, mark, source)
            join (select subject from personal.keys where subject = any($2) for key share) k on k.subject = n.subject
            on conflict do nothing
            """);
        come.Parameters.AddWithValue(Array.ConvertAll(rows, r => r.Party.Role));
        come.Parameters.AddWithValue(Array.ConvertAll(rows, r => r.Party.Subject));
        come.Parameters.AddWithValue(Array.ConvertAll(rows, r => r.Kind.Code()));
        come.Parameters.AddWithValue(Array.ConvertAll(rows, r => r.Mark));
        come.Parameters.AddWithValue(Array.ConvertAll(rows, r => r.Party.Source));
        come.Parameters.AddWithValue(clock.GetUtcNow());
        come.Parameters.AddWithValue(Caller.Platform);
        batch.BatchCommands.Add(come);
        await batch.ExecuteNonQueryAsync(cancel);
        return rows.Length;
    }
}
