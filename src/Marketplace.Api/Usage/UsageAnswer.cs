using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Marketplace.Grains.Places;
using Marketplace.Grains.Usage;

namespace Marketplace.Api.Usage;

/// <summary>What became of a call, event by event, as JSON; written by hand since it is as long as what was sent.</summary>
sealed class UsageAnswer(UsageCall call) : IResult
{
    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        Write(httpContext.Response.BodyWriter);
        await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    void Write(IBufferWriter<byte> to)
    {
        using var json = new Utf8JsonWriter(to, Plain);
        json.WriteStartObject();
        json.WriteNumber("accepted"u8, call.Count(EventVerdict.Accepted));
        json.WriteNumber("duplicates"u8, call.Count(EventVerdict.Duplicate));
        json.WriteNumber("conflicts"u8, call.Count(EventVerdict.Conflict));
        json.WriteNumber("rejected"u8, call.Count(EventVerdict.Rejected));
        json.WriteStartArray("results"u8);
        foreach (var item in call.Items) Write(json, item);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, UsageItem item)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, item.Id);
        json.WriteString("verdict"u8, item.Verdict switch
        {
            EventVerdict.Accepted => "accepted"u8,
            EventVerdict.Duplicate => "duplicate"u8,
            EventVerdict.Conflict => "conflict"u8,
            EventVerdict.Rejected => "rejected"u8,
        });
        if (item.ReceivedAt is { } receivedAt) json.WriteString("receivedAt"u8, ChinaTime.Of(receivedAt));
        if (item.IsTried) json.WriteBoolean("sandbox"u8, true);
        if (item.AdjustedMonth is { } month) WriteAdjustment(json, month);
        if (item.Refusal is { } refusal)
        {
            json.WriteString("code"u8, refusal.Code);
            json.WriteString("message"u8, refusal.Reason);
            json.WriteString("messageZh"u8, refusal.ReasonZh);
            json.WriteString("field"u8, refusal.Field);
        }
        if (item.Verdict == EventVerdict.Conflict)
        {
            json.WritePropertyName("first"u8);
            if (item.First is null) json.WriteNullValue();
            else item.First.WriteTo(json);
            json.WritePropertyName("sent"u8);
            item.Event!.Content().WriteTo(json);
        }
        json.WriteEndObject();
    }

    static void WriteAdjustment(Utf8JsonWriter json, string month)
    {
        json.WriteString("adjusts"u8, month);
        json.WriteString("message"u8, $"The month of the corrected event is closed: the difference counts in {month}.");
        json.WriteString("messageZh"u8, $"原记录所在月份已结账，差额计入 {month}。");
    }
}
