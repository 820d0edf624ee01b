using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Marketplace.Grains.Places;

namespace Marketplace.Grains.Usage;

/// <summary>One use of an order's software, as its vendor says it (使用数据, S003 art.15).</summary>
/// <param name="Id">The vendor's own; two vendors may have the same.</param>
/// <param name="Order">The order's id; a number stands for its order's id before anything is compared.</param>
/// <param name="User">A pseudonym.</param>
/// <param name="At">To the microsecond, in UTC, as the database takes it.</param>
/// <param name="Attributes">A JSON object with its names in ordinal order; null when there are none.</param>
/// <param name="Corrects">The id of the event that it replaces.</param>
public sealed record UsageEvent(
    string Id, string Order, string User, string Kind, int Count, DateTimeOffset At, IPAddress? Ip, string? Attributes, string? Corrects)
{
    public const int IdMax = 100;
    public const int OrderMax = 64;
    public const int UserMax = 100;
    public const int KindMax = 50;
    public const int CountMax = 100_000;
    public const int AttributesMax = 20;
    public const int AttributeNameMax = 50;
    public const int AttributeValueMax = 200;

    /// <summary>Chinese as Chinese.</summary>
    internal static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    const char Separator = '\u001f'; // no field may contain it

    const int StackMax = 1024;

    /// <summary>The same for the same content, and only for it: the first half of its SHA-256.</summary>
    public Guid Digest()
    {
        var length = Order.Length + User.Length + Kind.Length + (Attributes?.Length ?? 0) + (Corrects?.Length ?? 0) + 128;
        var rented = length * 3 > StackMax ? ArrayPool<byte>.Shared.Rent(length * 3) : null;
        var text = rented is not null ? rented.AsSpan() : stackalloc byte[StackMax];
        var used = 0;
        used += Write(Order, text);
        used += Write(User, text[used..]);
        used += Write(Kind, text[used..]);
        used += Write(Count, text[used..]);
        used += Write(At.UtcTicks, text[used..]);
        used += Write(Ip?.ToString(), text[used..]);
        used += Write(Corrects, text[used..]);
        used += Write(Attributes, text[used..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..used], hash);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>As it is shown beside another of the same id.</summary>
    public JsonObject Content()
    {
        var content = new JsonObject
        {
            ["id"] = Id, ["order"] = Order, ["user"] = User, ["kind"] = Kind, ["count"] = Count,
            ["at"] = ChinaTime.Of(At).ToString("O", CultureInfo.InvariantCulture),
        };
        if (Ip is not null) content["ip"] = Ip.ToString();
        if (Attributes is not null) content["attributes"] = JsonNode.Parse(Attributes);
        if (Corrects is not null) content["corrects"] = Corrects;
        return content;
    }

    /// <summary>Tells the users of an order apart without naming them; <c>usage.user_hash</c> is the same in SQL.</summary>
    public long UserHash()
    {
        Span<byte> text = stackalloc byte[UserMax * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(User, text)], hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }

    static int Write(string? text, Span<byte> to)
    {
        var written = text is null ? 0 : Encoding.UTF8.GetBytes(text, to);
        to[written] = (byte)Separator;
        return written + 1;
    }

    static int Write(long number, Span<byte> to)
    {
        number.TryFormat(to, out var written, default, CultureInfo.InvariantCulture);
        to[written] = (byte)Separator;
        return written + 1;
    }
}
