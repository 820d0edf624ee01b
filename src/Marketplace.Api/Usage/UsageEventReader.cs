using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Marketplace.Api.Http;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Usage;

namespace Marketplace.Api.Usage;

/// <summary>
/// Reads the events of a call one by one, so that a malformed one spoils only itself; its refusal names the field,
/// such as <c>events[3].count</c>.
/// </summary>
public sealed class UsageEventReader(int index)
{
    /// <summary>So much of a malformed event is kept to be shown.</summary>
    const int RawMax = 2000;

    const int NameShownMax = 50;

    static readonly JsonDocumentOptions Options = new() { MaxDepth = 8 };

    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static readonly Refusal NotEvents = Refusal.Invalid("events",
        $"The body is {{\"events\":[…]}} with 1 to {Number(UsageIntake.EventsMax)} events, in UTF-8.",
        $"请求体应为 {{\"events\":[…]}}，含 1 至 {Number(UsageIntake.EventsMax)} 条使用记录，UTF-8 编码。");

    string? _id, _order, _user, _kind, _attributes, _corrects;
    int? _count;
    DateTimeOffset? _at;
    IPAddress? _ip;
    Refusal? _fault;

    /// <summary>None, and why, when the call as a whole cannot be taken.</summary>
    public static async Task<(IReadOnlyList<UsageItem>? Items, Refusal? Refusal)> Read(Stream body, CancellationToken cancel)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(body, Options, cancel);
            return Events(document.RootElement) is { } events
                ? ([.. events.EnumerateArray().Select((e, i) => new UsageEventReader(i).Read(e))], null)
                : (null, NotEvents);
        }
        catch (JsonException e)
        {
            return (null, BadRequests.Of(e));
        }
    }

    /// <summary>Null unless it is all there is in the body, and within the limit.</summary>
    static JsonElement? Events(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return null;
        JsonElement? events = null;
        foreach (var member in root.EnumerateObject())
        {
            if (events is not null || !member.NameEquals("events"u8) || member.Value.ValueKind != JsonValueKind.Array) return null;
            events = member.Value;
        }
        return events?.GetArrayLength() is >= 1 and <= UsageIntake.EventsMax ? events : null;
    }

    UsageItem Read(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
            foreach (var member in element.EnumerateObject()) ReadMember(member);
        else
            Fail("", "An event is an object.", "使用记录应为 JSON 对象。");
        Need(_id, "id");
        Need(_order, "order");
        Need(_user, "user");
        Need(_kind, "kind");
        Need(_count, "count");
        Need(_at, "at");
        if (_count == 0 && _corrects is null) Count();
        return _fault is null
            ? new UsageItem { Id = _id, Event = new UsageEvent(_id!, _order!, _user!, _kind!, _count!.Value, _at!.Value, _ip, _attributes, _corrects) }
            : new UsageItem { Id = _id, Fault = _fault, Raw = PlainText.Of(Cut(element.GetRawText()), RawMax) };
    }

    void ReadMember(JsonProperty member)
    {
        var value = member.Value;
        if (member.NameEquals("id"u8)) _id = Text("id", value, UsageEvent.IdMax, _id);
        else if (member.NameEquals("order"u8)) _order = Text("order", value, UsageEvent.OrderMax, _order);
        else if (member.NameEquals("user"u8)) _user = Text("user", value, UsageEvent.UserMax, _user);
        else if (member.NameEquals("kind"u8)) _kind = Text("kind", value, UsageEvent.KindMax, _kind);
        else if (member.NameEquals("count"u8)) _count = ReadCount(value);
        else if (member.NameEquals("at"u8)) _at = ReadInstant(value);
        else if (member.NameEquals("ip"u8)) _ip = ReadAddress(value);
        else if (member.NameEquals("attributes"u8)) _attributes = ReadAttributes(value);
        else if (!member.NameEquals("corrects"u8)) Unknown(member);
        else if (value.ValueKind != JsonValueKind.Null) _corrects = Text("corrects", value, UsageEvent.IdMax, _corrects);
    }

    string? Text(string field, JsonElement value, int max, string? before)
    {
        if (before is not null) Fail(field, $"{field} stands twice in this event.", $"{field} 重复。");
        var text = Text(value);
        if (text is null || text.Length > max || !IsLine(text))
        {
            Fail(field, $"{field} is a text of 1 to {Number(max)} characters without control characters, with no space at its ends.", $"{field} 应为 1 至 {Number(max)} 个字符的文本，不含控制字符，首尾不留空格。");
            return null;
        }
        return text;
    }

    int? ReadCount(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count is >= 0 and <= UsageEvent.CountMax) return count;
        Count();
        return null;
    }

    void Count() => Fail("count",
        $"count is a whole number from 1 to {Number(UsageEvent.CountMax)}; of a correction also 0.",
        $"count 应为 1 至 {Number(UsageEvent.CountMax)} 的整数；更正时可为 0。");

    /// <summary>An offset is demanded: a time without one would mean another moment on every machine.</summary>
    DateTimeOffset? ReadInstant(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && Text(value) is { Length: > 19 } text && (text[^1] == 'Z' || (text[^3] == ':' && text[^6] is '+' or '-'))
            && value.TryGetDateTimeOffset(out var at) && at.Year is >= 2000 and <= 2200)
            return at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond)).ToUniversalTime();
        Fail("at", "at is a time with its offset, such as 2026-11-21T09:30:00+08:00.", "at 应为带时区的时间，例如 2026-11-21T09:30:00+08:00。");
        return null;
    }

    IPAddress? ReadAddress(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        if (Text(value) is { Length: <= 45 } text && !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal)
            && IPAddress.TryParse(text, out var address) && (text.Contains(':', StringComparison.Ordinal) || address.ToString() == text))
            return address;
        Fail("ip", "ip is an IPv4 or IPv6 address, such as 203.0.113.7.", "ip 应为 IPv4 或 IPv6 地址，例如 203.0.113.7。");
        return null;
    }

    string? ReadAttributes(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var isRight = value.ValueKind == JsonValueKind.Object;
        if (isRight)
            foreach (var member in value.EnumerateObject())
                isRight = isRight && pairs.Count < UsageEvent.AttributesMax
                    && Name(member) is { Length: >= 1 and <= UsageEvent.AttributeNameMax } name && Checked.IsPlain(name)
                    && Text(member.Value) is { Length: <= UsageEvent.AttributeValueMax } text && Checked.IsPlain(text) && pairs.TryAdd(name, text);
        if (isRight) return pairs.Count == 0 ? null : Json(pairs);
        Fail("attributes",
            $"attributes is an object of at most {Number(UsageEvent.AttributesMax)} texts, their names at most {Number(UsageEvent.AttributeNameMax)} and they themselves at most {Number(UsageEvent.AttributeValueMax)} characters.",
            $"attributes 应为对象，最多 {Number(UsageEvent.AttributesMax)} 项文本，名称不超过 {Number(UsageEvent.AttributeNameMax)} 个字符，值不超过 {Number(UsageEvent.AttributeValueMax)} 个字符。");
        return null;
    }

    static string Json(SortedDictionary<string, string> pairs)
    {
        var json = new JsonObject();
        foreach (var (name, text) in pairs) json.Add(name, text);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Plain)) json.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    void Unknown(JsonProperty member)
    {
        var name = PlainText.Of(Name(member) ?? "?", NameShownMax);
        Fail(name, $"The field {name} is not known here.", $"不支持字段 {name}。");
    }

    void Need(object? value, string field)
    {
        if (value is null) Fail(field, $"{field} is required.", $"请填写 {field}。");
    }

    /// <summary>The first fault stays.</summary>
    void Fail(string field, string reason, string reasonZh) =>
        _fault ??= UsageRefusal.Malformed(field.Length == 0 ? $"events[{Number(index)}]" : $"events[{Number(index)}].{field}", reason, reasonZh);

    static bool IsLine(string text) =>
        text.Length > 0 && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]) && !text.AsSpan().ContainsAny('\n', '\r', '\t') && Checked.IsPlain(text);

    /// <summary>Null where it is no text, or one of broken Unicode, which the reader finds only now.</summary>
    static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    static string? Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    static string Cut(string text) => text.Length <= RawMax ? text : text[..RawMax];

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
