using System.Text;

namespace Billing;

/// <summary>
/// Amounts in the capital numerals of Chinese cheques and contracts (人民币大写, 《支付结算办法》 annex 1):
/// <c>¥1,680.32</c> is 人民币壹仟陆佰捌拾元零叁角贰分.
/// </summary>
public static class ChineseNumerals
{
    const string Digits = "零壹贰叁肆伍陆柒捌玖";

    static readonly string[] Places = ["", "拾", "佰", "仟"];
    static readonly string[] Groups = ["", "万", "亿", "万亿", "亿亿"];

    public static string Of(Money money)
    {
        var fen = UInt128.CreateChecked(Int128.Abs(money.Fen));
        var (yuan, jiao, rest) = ((ulong)(fen / 100), (int)(fen / 10 % 10), (int)(fen % 10));
        var text = new StringBuilder(money.IsNegative ? "负人民币" : "人民币");
        if (yuan > 0) text.Append(Yuan(yuan)).Append('元');
        if (jiao > 0)
        {
            // 1,600.32 may be read with or without 零; with it nothing can be written in between.
            if (yuan > 0 && yuan % 10 == 0) text.Append('零');
            text.Append(Digits[jiao]).Append('角');
        }
        else if (rest > 0 && yuan > 0) text.Append('零');
        if (rest > 0) text.Append(Digits[rest]).Append('分');
        if (fen == 0) text.Append("零元");
        if (rest == 0) text.Append('整');
        return text.ToString();
    }

    static string Yuan(ulong yuan)
    {
        var text = new StringBuilder();
        var isGap = false;
        for (var group = Groups.Length - 1; group >= 0; group--)
        {
            var four = (int)(yuan / Power(10_000, group) % 10_000);
            if (four == 0)
            {
                isGap = text.Length > 0;
                continue;
            }
            if (text.Length > 0 && (isGap || four < 1_000)) text.Append('零');
            isGap = false;
            AppendFour(text, four);
            text.Append(Groups[group]);
        }
        return text.ToString();
    }

    static void AppendFour(StringBuilder text, int four)
    {
        var isGap = false;
        var isBegun = false;
        for (var place = 3; place >= 0; place--)
        {
            var digit = four / (int)Power(10, place) % 10;
            if (digit == 0)
            {
                isGap = isBegun;
                continue;
            }
            if (isGap) text.Append('零');
            isGap = false;
            isBegun = true;
            text.Append(Digits[digit]).Append(Places[place]);
        }
    }

    static ulong Power(ulong of, int exponent) => exponent == 0 ? 1 : of * Power(of, exponent - 1);
}
