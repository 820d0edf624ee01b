using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Marketplace.Api.Hosting;
using Marketplace.Api.Http;
using Npgsql;

namespace Marketplace.Api.Personal;

/// <summary>Whom to call at a company or a vendor.</summary>
public sealed record Contact(string Name, string Phone, string? Email);

/// <summary>
/// Seals personal data under a key per subject. Facts are for ever and hold only what is sealed: destroying the key erases
/// the person and leaves the record provable. The keys are themselves sealed under a master key from configuration.
/// </summary>
public sealed class PersonalData(NpgsqlDataSource database, PersonalDataOptions options)
{
    const int NonceLength = 12;
    const int TagLength = 16;

    /// <summary>The keys of some subjects, for as long as they are needed and no longer: a destroyed key must not live on in memory.</summary>
    public sealed class Sealer(IReadOnlyDictionary<string, byte[]> keys)
    {
        /// <summary>The same contact of the same subject always seals to the same text, so that a command can be sent twice.</summary>
        public string Seal(string subject, Contact contact) =>
            Convert.ToBase64String(Seal(subject, JsonSerializer.SerializeToUtf8Bytes(contact, ApiJson.Options)));

        internal byte[] Seal(string subject, byte[] content) => Encrypt(keys[subject], content);
    }

    public async Task<string> Seal(string subject, Contact contact, CancellationToken cancel) =>
        (await Prepare([subject], cancel)).Seal(subject, contact);

    /// <summary>Null when the key has been destroyed.</summary>
    public async Task<Contact?> Open(string subject, string sealedContact, CancellationToken cancel) =>
        await Key(subject, cancel) is { } key ? Contact(key, sealedContact) : null;

    /// <summary>The contacts of many subjects in one question, in their order; null where the key has been destroyed.</summary>
    public async Task<IReadOnlyList<Contact?>> OpenAll(IEnumerable<(string Subject, string SealedContact)> contacts, CancellationToken cancel)
    {
        var wanted = contacts.ToList();
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var command = database.CreateCommand("select subject, key from personal.keys where subject = any($1)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. wanted.Select(c => c.Subject).Distinct(StringComparer.Ordinal)] });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) keys.Add(reader.GetString(0), Decrypt(options.MasterKey, reader.GetFieldValue<byte[]>(1)));
        return [.. wanted.Select(c => keys.TryGetValue(c.Subject, out var key) ? Contact(key, c.SealedContact) : null)];
    }

    /// <summary>Seals content that names many people and is kept for a while only.</summary>
    public async Task<byte[]> SealFile(string subject, byte[] content, CancellationToken cancel) =>
        (await Prepare([subject], cancel)).Seal(subject, content);

    /// <summary>Null when the key has been destroyed.</summary>
    public async Task<byte[]?> OpenFile(string subject, byte[] content, CancellationToken cancel) =>
        await Key(subject, cancel) is { } key ? Decrypt(key, content) : null;

    static Contact? Contact(byte[] key, string sealedContact) =>
        JsonSerializer.Deserialize<Contact>(Decrypt(key, Convert.FromBase64String(sealedContact)), ApiJson.Options);

    async Task<byte[]?> Key(string subject, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select key from personal.keys where subject = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject });
        return await command.ExecuteScalarAsync(cancel) is byte[] key ? Decrypt(options.MasterKey, key) : null;
    }

    /// <summary>Makes or fetches the keys of many subjects in one question.</summary>
    public async Task<Sealer> Prepare(IEnumerable<string> subjects, CancellationToken cancel)
    {
        var wanted = subjects.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var batch = database.CreateBatch();
        var insert = batch.CreateBatchCommand();
        insert.CommandText = "insert into personal.keys (subject, key) select * from unnest($1, $2) on conflict do nothing";
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = wanted });
        insert.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Array.ConvertAll(wanted, _ => Encrypt(options.MasterKey, RandomNumberGenerator.GetBytes(32))) });
        batch.BatchCommands.Add(insert);
        var select = batch.CreateBatchCommand();
        select.CommandText = "select subject, key from personal.keys where subject = any($1)";
        select.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = wanted });
        batch.BatchCommands.Add(select);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) keys.Add(reader.GetString(0), Decrypt(options.MasterKey, reader.GetFieldValue<byte[]>(1)));
        return new Sealer(keys);
    }

    /// <summary>The nonce follows from key and content: equal content seals equally, other content never shares a nonce.</summary>
    static byte[] Encrypt(byte[] key, ReadOnlySpan<byte> plain)
    {
        var box = new byte[NonceLength + TagLength + plain.Length];
        Span<byte> nonce = box.AsSpan(0, NonceLength);
        HMACSHA256.HashData(key, plain).AsSpan(0, NonceLength).CopyTo(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plain, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength));
        return box;
    }

    static byte[] Decrypt(byte[] key, byte[] box)
    {
        var plain = new byte[box.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(box.AsSpan(0, NonceLength), box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), plain);
        return plain;
    }
}

/// <param name="MasterKey">32 bytes.</param>
public sealed record PersonalDataOptions(byte[] MasterKey)
{
    /// <summary>
    /// Reads <c>PersonalData:MasterKey</c> (base64, 32 bytes). Without one a key derived from a public text is used where demo keys
    /// are allowed, which is good for trying the program and for nothing else; elsewhere there is no start without one.
    /// </summary>
    public static PersonalDataOptions Read(IConfiguration configuration, bool isForTrying)
    {
        var text = configuration["PersonalData:MasterKey"];
        if (string.IsNullOrEmpty(text) && !isForTrying)
            throw new SettingException("Set PersonalData__MasterKey to 32 random bytes in base64; it seals personal data.");
        var key = string.IsNullOrEmpty(text) ? SHA256.HashData(Encoding.UTF8.GetBytes("marketplace demo")) : Convert.FromBase64String(text!);
        return key.Length == 32 ? new PersonalDataOptions(key) : throw new SettingException("PersonalData__MasterKey must be 32 bytes in base64.");
    }
}
