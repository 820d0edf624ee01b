using Microsoft.AspNetCore.Http;

namespace Marketplace.StripeStandIn.Pages;

/// <summary>The words of the hosted pages in one language.</summary>
sealed record Words(
    string Lang, string Title, string Test, string Total, string PayWith, string Card, string Alipay, string WeChat, string Number, string Expiry, string Code,
    string Pay, string Authorise, string Fail, string Back, string Paid, string Expired, string NoCard, string[] Outcomes, string Onboarding, string Finish)
{
    static readonly Words English = new("en", "Checkout", "Test mode: no money moves.", "Total", "Pay with", "Card", "Alipay", "WeChat Pay", "Card number",
        "Expiry (MM/YY)", "Security code", "Pay", "Authorise the payment", "Fail the payment", "Back to the shop", "This payment is complete.",
        "This page has expired. Go back to the shop and begin again.", "Your card number is invalid.",
        ["succeeds", "is declined", "has no funds", "is disputed afterwards"],
        "Account details", "Everything is filled in");

    static readonly Words Chinese = new("zh-CN", "收银台", "测试环境：不会产生真实扣款。", "合计", "支付方式", "银行卡", "支付宝", "微信支付", "卡号",
        "有效期（月/年）", "安全码", "支付", "确认付款", "模拟付款失败", "返回商家", "此笔付款已完成。", "此页面已过期，请返回商家重新下单。", "卡号无效。",
        ["成功", "拒绝", "余额不足", "事后争议"],
        "收款账户资料", "资料已填写完毕");

    /// <param name="locale">The session's; null or <c>auto</c> for the browser's.</param>
    public static Words Of(string? locale, HttpRequest request)
    {
        var asked = locale is null or "auto" ? request.Headers.AcceptLanguage.ToString() : locale;
        return asked.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Chinese : English;
    }

    public string Of(string method) => method switch { "card" => Card, "alipay" => Alipay, _ => WeChat };
}
