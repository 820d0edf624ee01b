using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Marketplace.Api.Access;

/// <summary>A key as lists show it; the secret is shown once, when it is made.</summary>
public sealed record ApiKeyView(
    Guid Id, string Name, Role Role, string? Scope, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt);

/// <summary>Keys for machines: stored hashed, revocable, with their last use.</summary>
public sealed class ApiKeys(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>How often a node asks for keys revoked elsewhere; so long such a key may still open it.</summary>
    public static readonly TimeSpan RevocationDelayMax = TimeSpan.FromSeconds(2);

    const string SecretPrefix = "mk_";
    const int KnownMax = 50_000;
    const string Columns = "id, name, role, scope, created_at, created_by, revoked_at, last_used_at";

    readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    sealed record Known(Guid Id, Requester Requester)
    {
        public bool IsUsed { get; set; }
    }

    /// <summary>Null when this id was used before: the secret of that key was shown then and cannot be shown again.</summary>
    public async Task<(ApiKeyView Key, string Secret)?> Create(
        Guid id, string name, Role role, string? scope, Requester createdBy, CancellationToken cancel)
    {
        var secret = SecretPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await using var command = database.CreateCommand(
            $"""
            insert into access.api_keys (id, hash, name, role, scope, created_at, created_by, maker)
            values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing returning {Columns}
            """);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(Hash(secret));
        command.Parameters.AddWithValue(name);
        command.Parameters.AddWithValue(role.Name());
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = scope });
        command.Parameters.AddWithValue(clock.GetUtcNow());
        command.Parameters.AddWithValue(createdBy.Actor);
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = createdBy.MakerOfKeys });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? (Read(reader), secret) : null;
    }

    /// <summary>Who a secret speaks for, or null when there is no such key or it is revoked.</summary>
    public async ValueTask<Requester?> Find(string secret, CancellationToken cancel)
    {
        if (_known.TryGetValue(secret, out var known))
        {
            known.IsUsed = true;
            return known.Requester;
        }
        await using var command = database.CreateCommand(
            "select id, name, role, scope, maker from access.api_keys where hash = $1 and revoked_at is null");
        command.Parameters.AddWithValue(Hash(secret));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel)) return null;
        var requester = new Requester(
            Roles.Parse(reader.GetString(2))!.Value, reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetString(1),
            $"key {reader.GetGuid(0)}", Rights.All, reader.IsDBNull(4) ? null : reader.GetString(4));
        if (_known.Count >= KnownMax) _known.Clear();
        _known[secret] = new Known(reader.GetGuid(0), requester) { IsUsed = true };
        return requester;
    }

    public async Task<IReadOnlyList<ApiKeyView>> List(Role? role, string? scope, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select {Columns} from access.api_keys
            where ($1::text is null or role = $1) and ($2::text is null or scope = $2) order by created_at desc, id limit 1000
            """);
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = role?.Name() });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = scope });
        var keys = new List<ApiKeyView>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) keys.Add(Read(reader));
        return keys;
    }

    public async Task<ApiKeyView?> Get(Guid id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Columns} from access.api_keys where id = $1");
        command.Parameters.AddWithValue(id);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? Read(reader) : null;
    }

    /// <summary>Revoking twice changes nothing more.</summary>
    public async Task Revoke(Guid id, string revokedBy, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "update access.api_keys set revoked_at = $2, revoked_by = $3 where id = $1 and revoked_at is null");
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        command.Parameters.AddWithValue(revokedBy);
        await command.ExecuteNonQueryAsync(cancel);
        Forget([id]);
    }

    /// <summary>Forgets the keys that this or another node has revoked; one question for all of them.</summary>
    public async Task ForgetRevoked(CancellationToken cancel)
    {
        var known = _known.Values.Select(k => k.Id).ToArray();
        if (known.Length == 0) return;
        await using var command = database.CreateCommand("select id from access.api_keys where revoked_at is not null and id = any($1)");
        command.Parameters.AddWithValue(known);
        var revoked = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) revoked.Add(reader.GetGuid(0));
        Forget(revoked);
    }

    void Forget(HashSet<Guid> ids)
    {
        foreach (var (secret, known) in _known)
            if (ids.Contains(known.Id))
                _known.TryRemove(secret, out _);
    }

    /// <summary>Writes down which keys were used since the last call; one statement, so that using a key costs none.</summary>
    public async Task RecordUse(CancellationToken cancel)
    {
        var used = _known.Values.Where(k => k.IsUsed).ToList();
        if (used.Count == 0) return;
        foreach (var known in used) known.IsUsed = false;
        await using var command = database.CreateCommand("update access.api_keys set last_used_at = $2 where id = any($1)");
        command.Parameters.AddWithValue(used.Select(k => k.Id).Distinct().ToArray());
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancel);
    }

    static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    static ApiKeyView Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), Roles.Parse(reader.GetString(2))!.Value, reader.IsDBNull(3) ? null : reader.GetString(3),
        reader.GetFieldValue<DateTimeOffset>(4), reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
        reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7));
}
