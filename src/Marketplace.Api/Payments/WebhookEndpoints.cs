using Billing.Stripe;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Payments;

/// <summary>Where the payment processor sends its news. They are believed by their signature, and kept before they are acknowledged.</summary>
public static class WebhookEndpoints
{
    const string SignatureHeader = "Stripe-Signature";

    static readonly Refusal Unsigned = new(RefusalKind.Invalid, "webhook.signature-wrong",
        "The signature is missing, malformed, or not made with a secret of this endpoint over just this body.", "签名缺失、格式有误或与内容不符。", SignatureHeader);

    static readonly Refusal Stale = new(RefusalKind.Invalid, "webhook.signature-stale",
        "The signature is older than five minutes, or from the future: send it again, signed anew.", "签名时间超出五分钟的容差，请重新签名后发送。", SignatureHeader);

    static readonly Refusal NotAnEvent = new(RefusalKind.Invalid, "webhook.not-an-event", "The body is no event.", "内容不是事件。");

    static readonly Refusal NoSecret = new(RefusalKind.Unknown, "webhook.not-configured", "This platform takes no webhooks: no secret is configured.", "本平台未配置 webhook 密钥。");

    public static void MapWebhooks(this IEndpointRouteBuilder api) =>
        api.MapPost("/stripe/webhooks", Take).ForThePublic().DisableAntiforgery()
            .WithSummary("For the payment processor: events, signed in Stripe-Signature. Answers 200 when the event is kept, however often it comes.")
            .Accepts<object>("application/json").Produces(StatusCodes.Status200OK);

    static async Task<IResult> Take(HttpContext context, StripeOptions options, ProcessorNews news)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        var header = context.Request.Headers[SignatureHeader];
        // Signatures are made by the processor's clock, which is the wall's, whatever a demo's says.
        var verdict = StripeSignature.Verify(bytes.Span, header.Count == 1 ? header[0] : null, options.WebhookSecrets, TimeProvider.System.GetUtcNow());
        if (verdict != SignatureVerdict.Valid)
            return Problems.Result(verdict switch
            {
                SignatureVerdict.NoSecret => NoSecret,
                SignatureVerdict.Stale => Stale,
                _ => Unsigned,
            });
        if (StripeEvent.TryRead(bytes.Span) is not { } received) return Problems.Result(NotAnEvent);
        await news.Take(received, context.RequestAborted);
        return Results.Ok();
    }
}
