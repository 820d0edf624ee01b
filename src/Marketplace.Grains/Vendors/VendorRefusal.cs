using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Vendors;

public static class VendorRefusal
{
    public static readonly Refusal Exists = new(RefusalKind.Conflict, "vendor.exists",
        "A vendor with this credit code is registered with other particulars.",
        "该统一社会信用代码的供应商已登记，且登记内容不同。", "creditCode");

    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "vendor.unknown",
        "No such vendor is registered.", "未找到该供应商。", "vendor");

    public static readonly Refusal ShareTooSmall = new(RefusalKind.Rule, "payee.share-too-small",
        "A vendor may authorise only a company that it controls: its share is above 50 and at most 100 percent.",
        "供应商仅可授权其控股公司收款：持股比例应大于 50% 且不超过 100%。", "share", "S003 art.6");

    public static readonly Refusal PayeeNotInAnhui = new(RefusalKind.Rule, "payee.not-in-anhui",
        "A payee is registered in Anhui: name the code of one of its 16 cities, such as 340100.",
        "收款公司须在安徽省内注册：请填写省内 16 个市之一的代码，例如 340100。", "registeredIn", "S003 art.6");

    public static readonly Refusal PayeeIsVendor = new(RefusalKind.Rule, "payee.is-vendor",
        "A vendor needs no authorisation for itself; leave company out.", "供应商本身收款无需授权，请勿填写 company。", "company", "S003 art.6");

    public static readonly Refusal AuthorisedInFuture = new(RefusalKind.Rule, "payee.in-future",
        "An authorisation is of today or earlier.", "授权日期不得晚于今天。", "authorisedOn");

    public static readonly Refusal AttestedInFuture = new(RefusalKind.Rule, "credit.in-future",
        "An attestation is of today or earlier.", "查询日期不得晚于今天。", "on");

    public static readonly Refusal CreditBreach = new(RefusalKind.Rule, "credit.breach",
        "A breach of the last three years is recorded; nothing is paid to the vendor.",
        "近三年存在失信记录，不予拨付。", "vendor", "S003 art.5");

    public static readonly Refusal CreditMissing = new(RefusalKind.Rule, "credit.missing",
        "The vendor's credit standing has not been attested.", "尚未核验供应商信用状况。", "vendor", "S003 art.5");

    public static readonly Refusal CreditExpired = new(RefusalKind.Rule, "credit.expired",
        "The vendor's credit standing was attested too long ago and must be looked at again.",
        "供应商信用核验已过有效期，须重新核验。", "vendor", "S003 art.5");

    public static readonly Refusal AccountMissing = new(RefusalKind.Rule, "bank-account.missing",
        "The bank account of the payee is not recorded.", "尚未登记收款单位银行账户。", "vendor");

    public static readonly Refusal AccountNotPayees = new(RefusalKind.Rule, "bank-account.not-payees",
        "The recorded bank account is not the payee's.", "登记的银行账户不属于收款单位。", "holder", "S003 art.6");

    public static readonly Refusal ConnectedAccountUnknown = new(RefusalKind.Invalid, "vendor.connected-account-unknown",
        "The payment processor knows no such account of this platform.", "支付平台中没有该关联账户。", "account");

    public static readonly Refusal ConnectedAccountNotReady = new(RefusalKind.Rule, "vendor.connected-account-not-ready",
        "The account may not receive transfers yet; the vendor has to finish its registration with the payment processor.",
        "该账户尚不能接收转账，供应商须先在支付平台完成开户。", "account");

    public static readonly Refusal AccountNotProposed = new(RefusalKind.Conflict, "vendor.connected-account-not-proposed",
        "This account is not the one that waits for confirmation; look again, or have it named first.", "待确认的不是该账户，请刷新后核对，或先登记。", "account");

    public static readonly Refusal AccountSamePerson = new(RefusalKind.NotAllowed, "vendor.connected-account-same-person",
        "Whoever named an account does not confirm it; a second operator does.", "账户的登记人与确认人不得为同一人。");
}
