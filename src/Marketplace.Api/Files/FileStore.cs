using System.Security.Cryptography;
using Npgsql;

namespace Marketplace.Api.Files;

/// <summary>A file to be stored or as it was stored.</summary>
public sealed record StoredFile(string MediaType, byte[] Content)
{
    /// <summary>SHA-256 of the content in hex: the same content is stored once, and what a fact names can never change.</summary>
    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Content));
}

/// <summary>Pictures and papers that listings show, public and for ever, by the hash of their content.</summary>
public sealed class FileStore(NpgsqlDataSource database, TimeProvider clock)
{
    public const int BytesMax = 2 * 1024 * 1024;

    /// <summary>How many of them were not stored before.</summary>
    public async Task<int> Store(IReadOnlyCollection<StoredFile> files, string storedBy, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            insert into files.stored (id, media_type, content, stored_at, stored_by)
            select id, media_type, content, $4, $5 from unnest($1, $2, $3) as f(id, media_type, content)
            on conflict (id) do nothing
            """);
        command.Parameters.AddWithValue(files.Select(f => f.Id).ToArray());
        command.Parameters.AddWithValue(files.Select(f => f.MediaType).ToArray());
        command.Parameters.AddWithValue(files.Select(f => f.Content).ToArray());
        command.Parameters.AddWithValue(clock.GetUtcNow());
        command.Parameters.AddWithValue(storedBy);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<StoredFile?> Find(string id, CancellationToken cancel)
    {
        if (!IsId(id)) return null;
        await using var command = database.CreateCommand("select media_type, content from files.stored where id = $1");
        command.Parameters.AddWithValue(id);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? new StoredFile(reader.GetString(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    /// <summary>The first of these ids that is not stored, or null.</summary>
    public async Task<string?> FirstMissing(IEnumerable<string> ids, CancellationToken cancel)
    {
        var wanted = ids.ToArray();
        if (wanted.Length == 0) return null;
        await using var command = database.CreateCommand(
            "select w.id from unnest($1) with ordinality as w(id, n) where not exists (select 1 from files.stored f where f.id = w.id) order by n limit 1");
        command.Parameters.AddWithValue(wanted);
        return (string?)await command.ExecuteScalarAsync(cancel);
    }

    static bool IsId(string id) => id.Length == 64 && id.All(char.IsAsciiHexDigitLower);
}
