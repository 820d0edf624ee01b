using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Access;

public static class AccessRefusal
{
    public static readonly Refusal NotSignedIn = new(RefusalKind.NotAllowed, "access.not-signed-in",
        "Sign in, or send a valid key as Authorization: Bearer <key>.", "请登录，或在 Authorization: Bearer 中提供有效密钥。", "Authorization");

    public static readonly Refusal NotYours = new(RefusalKind.NotAllowed, "access.not-allowed",
        "Your role or scope does not allow this.", "您的角色或管辖范围不允许此操作。");

    /// <summary>Says which right it takes and who can give it.</summary>
    public static Refusal RightMissing(Right right) => new(RefusalKind.NotAllowed, "access.right-missing",
        $"You need the right \"{string.Join(", ", right.Names())}\". Anybody of your company who may manage its members can give it to you.",
        $"您缺少“{(right == Right.Order ? "订购" : "管理")}”权限。请联系贵企业有“管理”权限的成员为您开通。");

    public static readonly Refusal FromAnotherSite = new(RefusalKind.NotAllowed, "access.cross-site",
        "A signed-in browser may change things from this site's own pages only.", "登录状态下仅可从本站页面提交更改。");

    public static readonly Refusal KeyMadeBefore = new(RefusalKind.Conflict, "api-key.made-before",
        "A key was made with this Idempotency-Key; its secret was shown once and is not kept. Revoke it and make another.",
        "该幂等键已创建过密钥；密钥只显示一次。请吊销后另行创建。", "Idempotency-Key");

    public static readonly Refusal KeyUnknown = new(RefusalKind.Unknown, "api-key.unknown",
        "There is no such key.", "未找到该密钥。", "id");
}
