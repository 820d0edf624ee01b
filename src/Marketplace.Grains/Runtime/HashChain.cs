using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;


namespace Marketplace.Grains.Runtime;

/// <summary>
/// Ties every fact to the one before it in its stream, and every command to all it wrote, so that a later edit of any
/// row shows. A fact's hash is SHA-256 over the stream's previous hash and the canonical JSON of envelope and data.
/// </summary>
public static class HashChain
{
    /// <summary>Marten's tenant for a single-tenant store.</summary>
    public const string TenantId = "*DEFAULT*";

    /// <summary>What the first fact of a stream follows: 32 zero bytes.</summary>
    public static readonly byte[] Beginning = new byte[32];

    static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Names in ordinal order, as in <see cref="CanonicalJson"/>.</summary>
    public static byte[] OfFact(byte[] previous, FactRow fact)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.Write(previous);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("actor", fact.Actor);
            writer.WriteString("at", Timestamp(fact.At));
            writer.WriteString("commandId", fact.CommandId);
            writer.WritePropertyName("data");
            writer.WriteRawValue(fact.Data, skipInputValidation: true);
            writer.WriteString("dotnetType", fact.DotnetType);
            writer.WriteString("id", fact.Id);
            writer.WriteString("streamId", fact.StreamId);
            writer.WriteString("tenantId", TenantId);
            writer.WriteString("type", fact.Type);
            writer.WriteNumber("version", fact.Version);
            writer.WriteEndObject();
        }
        return SHA256.HashData(buffer.WrittenSpan);
    }

    /// <summary>Covers the command's own row, the hashes of its facts in order, and what it left in the outbox.</summary>
    public static byte[] OfCommand(CommandRow command)
    {
        var text = new StringBuilder(512)
            .Append(command.Id).Append('\n').Append(command.Actor).Append('\n').Append(Timestamp(command.At)).Append('\n')
            .Append(Convert.ToHexString(command.Digest)).Append('\n').Append(command.Answer).Append('\n');
        foreach (var fact in command.Facts) text.Append(Convert.ToHexString(fact.Hash)).Append('\n');
        foreach (var message in command.Outbox)
            text.Append(message.Id).Append(' ').Append(message.Kind).Append(' ').Append(message.Payload).Append(' ')
                .Append(Timestamp(message.DueAt)).Append('\n');
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>An id that follows from another one, so that the same history makes the same ids.</summary>
    public static Guid Derive(Guid from, string purpose, int index)
    {
        Span<byte> input = stackalloc byte[16 + 4 + 64];
        from.TryWriteBytes(input, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(input[16..], index);
        var length = 20 + Encoding.UTF8.GetBytes(purpose, input[20..]);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(input[..length], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80); // UUID version 8: custom
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>Microseconds, as PostgreSQL keeps them.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond)).ToUniversalTime();

    static string Timestamp(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
