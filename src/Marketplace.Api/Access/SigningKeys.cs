using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Marketplace.Api.Personal;
using Npgsql;

namespace Marketplace.Api.Access;

/// <summary>The secrets with which keys sign requests: stored sealed, remembered no longer than a revocation may take.</summary>
public sealed class SigningKeys(NpgsqlDataSource database, PersonalData seal, TimeProvider clock)
{
    const string SecretPrefix = "ms_";
    const int KnownMax = 10_000;

    readonly ConcurrentDictionary<Guid, (Signer Signer, long Since)> _known = new();

    public sealed record Signer(Requester Requester, string Secret);

    /// <summary>A secret for a key that was made just now; shown here and nowhere else.</summary>
    public async Task<string> Make(Guid key, CancellationToken cancel)
    {
        var secret = SecretPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await using var command = database.CreateCommand("update access.api_keys set signing_secret = $2 where id = $1");
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(await seal.SealFile(Subject(key), Encoding.UTF8.GetBytes(secret), cancel));
        await command.ExecuteNonQueryAsync(cancel);
        return secret;
    }

    /// <summary>Null when there is no such key, it does not sign, or it is revoked.</summary>
    public async ValueTask<Signer?> Find(Guid key, CancellationToken cancel)
    {
        if (_known.TryGetValue(key, out var known) && clock.GetElapsedTime(known.Since) < ApiKeys.RevocationDelayMax) return known.Signer;
        var since = clock.GetTimestamp();
        if (await Load(key, cancel) is not { } signer) return null;
        if (_known.Count >= KnownMax) _known.Clear();
        _known[key] = (signer, since);
        return signer;
    }

    /// <summary>False when the key has used this nonce before. Also writes down that the key is in use.</summary>
    public async Task<bool> Take(Guid key, string nonce, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            with used as (update access.api_keys set last_used_at = $3 where id = $1 and coalesce(last_used_at < $3 - interval '1 minute', true))
            insert into access.nonces (key_id, nonce, expires_at) values ($1, $2, $4) on conflict do nothing
            """);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(nonce);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(now + RequestSignature.ClockMax * 2);
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }

    /// <summary>Forgets nonces whose timestamp would be refused by now.</summary>
    public async Task Purge(DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("delete from access.nonces where expires_at < $1");
        command.Parameters.AddWithValue(now);
        await command.ExecuteNonQueryAsync(cancel);
    }

    async Task<Signer?> Load(Guid key, CancellationToken cancel)
    {
        byte[] secret;
        Requester requester;
        await using (var command = database.CreateCommand(
            "select name, role, scope, signing_secret, maker from access.api_keys where id = $1 and revoked_at is null and signing_secret is not null"))
        {
            command.Parameters.AddWithValue(key);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            if (!await reader.ReadAsync(cancel)) return null;
            requester = new Requester(
                Roles.Parse(reader.GetString(1))!.Value, reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetString(0), $"key {key}", Rights.All,
                reader.IsDBNull(4) ? null : reader.GetString(4));
            secret = reader.GetFieldValue<byte[]>(3);
        }
        return await seal.OpenFile(Subject(key), secret, cancel) is { } opened ? new Signer(requester, Encoding.UTF8.GetString(opened)) : null;
    }

    static string Subject(Guid key) => $"api-key {key}";
}
