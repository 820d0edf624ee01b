using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Launches;

public static class LaunchRefusal
{
    public static readonly Refusal NotProvisioned = new(RefusalKind.Rule, "launch.not-provisioned",
        "Software can be entered when its vendor has set it up and while the term runs.",
        "软件须由供应商开通，且在订阅期内，方可进入。", "id");

    public static readonly Refusal NoAddress = new(RefusalKind.Rule, "launch.no-address",
        "The vendor has not said where its software is entered from here; use the access it gave you.",
        "供应商尚未提供从平台进入软件的地址，请使用其提供的登录方式。", "id");

    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "launch.unknown",
        "There is no such launch token.", "未找到该进入凭证。", "token");

    public static readonly Refusal Used = new(RefusalKind.Conflict, "launch.used",
        "This launch token has been used; each opens once. Send the person back to launch again.",
        "该进入凭证已使用，每个凭证仅限一次；请返回平台重新进入。", "token");

    public static readonly Refusal Expired = new(RefusalKind.Rule, "launch.expired",
        "This launch token has expired; it holds for five minutes. Send the person back to launch again.",
        "该进入凭证已过期（有效期五分钟）；请返回平台重新进入。", "token");
}
