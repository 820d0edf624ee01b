namespace Marketplace.StripeStandIn.Payments;

/// <summary>Why a payment did not go through, for the payer in both languages.</summary>
sealed record Decline(string Code, string? DeclineCode, string Message, string MessageZh);

/// <summary>What somebody pays with, and what will come of it. A card is only its brand and last four digits.</summary>
sealed record Instrument(string Method)
{
    public string? Brand { get; init; }
    public string? Last4 { get; init; }
    public Decline? Declined { get; init; }

    /// <summary>The reason of the dispute that follows.</summary>
    public string? Disputed { get; init; }
    public bool RefundsFail { get; init; }
    public bool RefundsPend { get; init; }
    public bool AvailableAtOnce { get; init; }
}

/// <summary>Stripe's published test cards, and what becomes of them.</summary>
static class TestCards
{
    static readonly Decline Generic = new("card_declined", "generic_decline", "Your card was declined.", "您的银行卡被拒绝。");

    static readonly Dictionary<string, Instrument> Known = new(StringComparer.Ordinal)
    {
        ["4242424242424242"] = new("card"),
        ["4000056655665556"] = new("card"),
        ["5555555555554444"] = new("card"),
        ["6200000000000005"] = new("card"),
        ["378282246310005"] = new("card"),
        ["4000001560000002"] = new("card"),
        ["4000000000000002"] = new("card") { Declined = Generic },
        ["4000000000009995"] = Declines("card_declined", "insufficient_funds", "Your card has insufficient funds.", "您的银行卡余额不足。"),
        ["4000000000009987"] = Declines("card_declined", "lost_card", "Your card was declined.", "您的银行卡被拒绝。"),
        ["4000000000000069"] = Declines("expired_card", "expired_card", "Your card has expired.", "您的银行卡已过期。"),
        ["4000000000000127"] = Declines("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect.", "安全码不正确。"),
        ["4000000000000119"] = Declines("processing_error", "processing_error",
            "An error occurred while processing your card. Try again in a little bit.", "处理银行卡时出错，请稍后再试。"),
        ["4000000000000259"] = new("card") { Disputed = "fraudulent" },
        ["4000000000002685"] = new("card") { Disputed = "product_not_received" },
        ["4000000000005126"] = new("card") { RefundsFail = true },
        ["4000000000007726"] = new("card") { RefundsPend = true },
        ["4000000000000077"] = new("card") { AvailableAtOnce = true },
    };

    /// <summary>Null when it is no card number at all. A real card is declined, as Stripe's test mode does.</summary>
    public static Instrument? Read(string number)
    {
        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        if (digits.Length is < 13 or > 19 || !HasRightSum(digits)) return null;
        var card = Known.GetValueOrDefault(digits) ?? Declines("card_declined", "test_mode_live_card",
            "Your card was declined. Your request was in test mode, but used a non test card.", "卡被拒绝：这是测试环境，请使用测试卡。");
        return card with { Brand = Brand(digits), Last4 = digits[^4..] };
    }

    public static Instrument Wallet(string method, bool authorised = true) => new(method)
    {
        Declined = authorised ? null : new("payment_intent_authentication_failure", null,
            "The provided PaymentMethod has failed authentication. You can provide a new payment method to attempt to fulfill this payment again.",
            "授权失败，请重试或更换支付方式。"),
    };

    static Instrument Declines(string code, string declineCode, string message, string messageZh) =>
        new("card") { Declined = new(code, declineCode, message, messageZh) };

    static string Brand(string digits) => digits switch
    {
        ['4', ..] => "visa",
        ['5', ..] => "mastercard",
        ['3', '4' or '7', ..] => "amex",
        ['6', '2', ..] => "unionpay",
        _ => "unknown",
    };

    static bool HasRightSum(string digits) => digits.Reverse().Select((d, i) => i % 2 == 0 ? d - '0' : (d - '0') * 2 / 10 + (d - '0') * 2 % 10).Sum() % 10 == 0;
}
