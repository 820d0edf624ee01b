using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Grains.Companies;

namespace Marketplace.Api.Companies;

/// <summary>What is wrong with a credit code as it was typed; whether anybody is enrolled under it is not told.</summary>
/// <param name="Reason">In English; null when the code is right.</param>
public sealed record CreditCodeView(bool Valid, string? Reason, string? ReasonZh);

public static class CreditCodeCheck
{
    public static void MapCreditCodes(this IEndpointRouteBuilder api) =>
        api.MapGet("/credit-codes/{code}", (string code) => Results.Json(Check(code), ApiJson.Options)).ForThePublic()
            .WithSummary("Whether a unified social credit code is well formed (GB 32100-2015), and what is wrong if it is not.")
            .Produces<CreditCodeView>();

    public static CreditCodeView Check(string typed)
    {
        var code = typed.Trim();
        if (code.Length != CreditCode.Length)
            return Wrong($"A credit code has 18 characters; these are {code.Length}.", $"统一社会信用代码为 18 位，当前为 {code.Length} 位。");
        var at = code.AsSpan().IndexOfAnyExcept(CreditCode.Alphabet);
        if (at >= 0 && char.IsAsciiLetterLower(code[at])) return Wrong("Write the letters as capitals.", "字母请用大写。");
        if (at >= 0)
            return Wrong($"Character {at + 1}, \"{code[at]}\", cannot be in a credit code, which has 0-9 and A-Z without I, O, S, V, Z.", $"第 {at + 1} 位“{code[at]}”不可用于信用代码（应为 0-9 及除 I、O、S、V、Z 外的大写字母）。");
        return new CreditCode(code).IsValid
            ? new CreditCodeView(true, null, null)
            : Wrong("The check character at the end does not fit; one of the characters is mistyped.", "校验位不符，可能有字符输入错误，请核对营业执照。");
    }

    static CreditCodeView Wrong(string reason, string reasonZh) => new(false, reason, reasonZh);
}
