using Marketplace.Api.Access;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Files;

/// <summary>Photos and papers that prove something, by the hash of their content; who stored them and the bureaus see them.</summary>
public sealed class Evidence(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>How the owners of what cities' bureaus have stored begin: it is for themselves and for those who oversee them.</summary>
    const string Bureaus = "city:";

    /// <summary>Files that one company or vendor stores in a day; each may have two megabytes, and none ever goes.</summary>
    public const int PerDayMax = 200;

    /// <summary>Why the requester's side may store no more today; null while it may.</summary>
    public async Task<Refusal?> Limit(Requester requester, CancellationToken cancel)
    {
        if (!(Role.Company | Role.Vendor).Includes(requester.Role)) return null;
        await using var command = database.CreateCommand("select count(*) >= $3 from files.evidence where owner = $1 and stored_at > $2");
        command.Parameters.AddWithValue(requester.Tenant);
        command.Parameters.AddWithValue(clock.GetUtcNow().AddDays(-1));
        command.Parameters.AddWithValue(PerDayMax);
        return await command.ExecuteScalarAsync(cancel) is true ? FileRefusal.TooMany : null;
    }

    /// <returns>False when the same side has stored it before.</returns>
    public async Task<bool> Store(StoredFile file, Requester requester, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            insert into files.evidence (id, owner, media_type, content, stored_at, stored_by) values ($1, $2, $3, $4, $5, $6)
            on conflict do nothing
            """);
        command.Parameters.AddWithValue(file.Id);
        command.Parameters.AddWithValue(requester.Tenant);
        command.Parameters.AddWithValue(file.MediaType);
        command.Parameters.AddWithValue(file.Content);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        command.Parameters.AddWithValue(requester.Actor);
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }

    /// <summary>Null when there is none that the requester may see.</summary>
    public async Task<StoredFile?> Find(string id, Requester requester, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select media_type, content from files.evidence where id = $1 and ($2::text is null or owner = $2 or $3 and not starts_with(owner, $4)) limit 1");
        command.Parameters.AddWithValue(id);
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = Roles.Overseers.Includes(requester.Role) ? null : requester.Tenant });
        command.Parameters.AddWithValue(requester.Role == Role.CityBureau);
        command.Parameters.AddWithValue(Bureaus);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? new StoredFile(reader.GetString(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    /// <summary>The first of these ids that the requester's side has not stored, or null.</summary>
    public async Task<string?> FirstMissing(IEnumerable<string> ids, Requester requester, CancellationToken cancel)
    {
        var wanted = ids.ToArray();
        if (wanted.Length == 0) return null;
        await using var command = database.CreateCommand(
            "select w.id from unnest($1) as w(id) where not exists (select from files.evidence e where e.id = w.id and e.owner = $2) limit 1");
        command.Parameters.AddWithValue(wanted);
        command.Parameters.AddWithValue(requester.Tenant);
        return (string?)await command.ExecuteScalarAsync(cancel);
    }
}
