using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Access;

/// <summary>Why a signed request is not let in; always 401.</summary>
public static class SignatureRefusal
{
    public static readonly Refusal Malformed = new(RefusalKind.NotAllowed, "usage.signature-malformed",
        $"A signed request has {RequestSignature.KeyHeader} (the key's id), {RequestSignature.TimestampHeader} (seconds since 1970), {RequestSignature.NonceHeader} (16 to 64 letters and digits) and {RequestSignature.SignatureHeader} (64 lower-case hex digits).",
        $"签名请求须含 {RequestSignature.KeyHeader}（密钥 ID）、{RequestSignature.TimestampHeader}（Unix 秒）、{RequestSignature.NonceHeader}（16 至 64 位字母数字）与 {RequestSignature.SignatureHeader}（64 位小写十六进制）。",
        RequestSignature.SignatureHeader);

    public static readonly Refusal Stale = new(RefusalKind.NotAllowed, "usage.signature-stale",
        "The timestamp is more than five minutes off. Check the clock, and sign each request when it is sent.",
        "时间戳与平台时间相差超过五分钟。请校准时钟，并在发送时签名。", RequestSignature.TimestampHeader);

    public static readonly Refusal Wrong = new(RefusalKind.NotAllowed, "usage.signature-wrong",
        "The signature does not match, or no such key signs. Sign method, path with query, timestamp, nonce and the SHA-256 of the body as sent, on five lines.",
        "签名不符，或该密钥未启用签名。请按“方法、路径与查询、时间戳、随机数、请求体 SHA-256”五行签名。", RequestSignature.SignatureHeader);

    public static readonly Refusal Replayed = new(RefusalKind.NotAllowed, "usage.signature-replayed",
        "This nonce has been used. Sign again with a new one; events that were sent before are harmless duplicates.",
        "该随机数已使用。请换用新的随机数重新签名；重复发送的记录不会重复计入。", RequestSignature.NonceHeader);
}
