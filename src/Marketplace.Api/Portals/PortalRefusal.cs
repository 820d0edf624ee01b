using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals;

public static class PortalRefusal
{
    public static readonly Refusal FormExpired = new(RefusalKind.Invalid, "form.expired",
        "This page was open too long, or another person has signed in since. Go back, reload the page and send it again; nothing was changed.",
        "页面停留时间过长，或其间更换了登录账号。请返回并刷新页面后重新提交；本次未做任何更改。");
}
