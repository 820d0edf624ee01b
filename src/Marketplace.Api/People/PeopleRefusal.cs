using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.People;

public static class PeopleRefusal
{
    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "person.unknown",
        "There is no such account.", "未找到该账号。", "id");

    public static readonly Refusal NotAPerson = new(RefusalKind.NotAllowed, "person.needed",
        "This is for people who sign in, not for keys.", "此操作仅限登录的个人账号，不适用于密钥。");

    public static readonly Refusal NameTaken = new(RefusalKind.Conflict, "person.name-taken",
        "There is an account with this name.", "该用户名已存在。", "userName");

    public static readonly Refusal LastManager = new(RefusalKind.Conflict, "person.last-manager",
        "This is the last account that may manage the members. Give another the right to manage first.",
        "这是最后一个有“管理”权限的账号，请先为其他成员开通“管理”权限。", "rights");

    public static readonly Refusal VendorsHaveAllRights = Refusal.Invalid("rights",
        "The people of a vendor have all rights.", "供应商的成员拥有全部权限。");

    public static readonly Refusal RightsInvalid = Refusal.Invalid("rights",
        "rights is a list of order and manage; an empty list only looks.", "rights 为 order、manage 的列表；空列表表示仅可查看。");

    public static readonly Refusal InvitationUnknown = new(RefusalKind.Unknown, "invitation.unknown",
        "This invitation was used or withdrawn, or is older than 7 days. Ask for another one.",
        "该邀请已被使用、已撤回或已超过 7 天。请让邀请人重新发送。", "token");

    public static readonly Refusal InvitationMadeBefore = new(RefusalKind.Conflict, "invitation.made-before",
        "An invitation was made with this Idempotency-Key; its link was shown once and is not kept. Withdraw it and make another.",
        "该幂等键已创建过邀请；链接只显示一次。请撤回后另行创建。", "Idempotency-Key");

    public static readonly Refusal ClaimCodeWrong = new(RefusalKind.NotAllowed, "claim.wrong-code",
        "The claim code does not belong to this credit code. It has 12 characters, as in the notice: XXXX-XXXX-XXXX.",
        "认领码与该统一社会信用代码不符。认领码为通知中的 12 位字符：XXXX-XXXX-XXXX。", "claimCode");

    public static readonly Refusal ClaimCodeUsed = new(RefusalKind.Conflict, "claim.code-used",
        "This claim code was used. Ask the platform's operator for the one that holds now.",
        "该认领码已被使用，请向平台运营索取新的认领码。", "claimCode");

    public static readonly Refusal ClaimTaken = new(RefusalKind.Conflict, "claim.taken",
        "This company has accounts already. Ask one of its managers for an invitation.",
        "该企业已有账号，请联系本企业有“管理”权限的成员发送邀请。", "creditCode");

    /// <summary>To whoever registers a company that is enrolled already.</summary>
    public static readonly Refusal CompanyExists = CompanyRefusal.Exists with
    {
        Reason = "This company is enrolled already. Claim it with the claim code of its notice, or ask one of its managers for an invitation.",
        ReasonZh = "该企业已入库。请凭通知中的认领码认领，或联系本企业的管理成员发送邀请。",
    };

    public static readonly Refusal PasskeyNoChallenge = new(RefusalKind.Conflict, "passkey.no-challenge",
        "Ask for passkey options first; they hold for five minutes.", "请先获取通行密钥选项；其有效期为五分钟。");

    public static readonly Refusal PasskeyWrong = new(RefusalKind.NotAllowed, "passkey.wrong",
        "The passkey was not accepted. It must verify you, by fingerprint, face or PIN.",
        "通行密钥未通过验证；须以指纹、面容或 PIN 验证本人。", "credential");

    public static readonly Refusal PasskeyUnknown = new(RefusalKind.Unknown, "passkey.unknown",
        "There is no such passkey.", "未找到该通行密钥。", "id");

    public static readonly Refusal PasskeysTooMany = new(RefusalKind.Conflict, "passkey.too-many",
        "An account has at most 10 passkeys. Remove one first.", "每个账号最多 10 个通行密钥，请先删除一个。");

    public static readonly Refusal PasswordWrong = new(RefusalKind.Invalid, "person.wrong-password",
        "This is not your password.", "密码不正确。", "password");

    public static readonly Refusal CodeWrong = new(RefusalKind.Invalid, "second-factor.wrong-code",
        "This is not the code that the app shows now.", "验证码不正确，请输入身份验证器当前显示的 6 位数字。", "code");
}
