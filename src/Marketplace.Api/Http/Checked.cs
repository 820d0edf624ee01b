using System.Globalization;
using System.Text;
using Billing;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Http;

/// <summary>
/// Reads the fields of a request one after the other and remembers the first that is wrong, with what would be right.
/// </summary>
public sealed class Checked
{
    /// <summary>The largest amount that one request may name: a trillion yuan, far above any fund.</summary>
    public static readonly Money AmountMax = Money.Yuan(1_000_000_000_000);

    /// <summary>The first field at fault, or null.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Text for people: trimmed, without control characters, of limited length.</summary>
    public string Text(string field, string? value, int max)
    {
        var text = value?.Trim() ?? "";
        if (text.Length == 0) Refuse(field, $"{field} is required.", $"请填写 {field}。");
        else Limit(field, text, max);
        return text;
    }

    public string? OptionalText(string field, string? value, int max)
    {
        var text = value?.Trim();
        if (string.IsNullOrEmpty(text)) return null;
        Limit(field, text, max);
        return text;
    }

    public int Whole(string field, int? value, int min, int max)
    {
        if (value is null) Refuse(field, $"{field} is required.", $"请填写 {field}。");
        else if (value < min || value > max)
            Refuse(field, $"{field} is a whole number from {Number(min)} to {Number(max)}.", $"{field} 应为 {Number(min)} 至 {Number(max)} 的整数。");
        return value ?? 0;
    }

    public Money Amount(string field, Money? value, bool zeroAllowed = true)
    {
        if (value is null) Refuse(field, $"{field} is required.", $"请填写 {field}。");
        else if (value.Value.IsNegative || (value.Value.IsZero && !zeroAllowed) || value.Value > AmountMax)
            Refuse(field, $"{field} is an amount in yuan {(zeroAllowed ? "of zero or more" : "above zero")}, at most {AmountMax}, such as \"1200.00\".", $"{field} 应为{(zeroAllowed ? "不小于零" : "大于零")}的金额（元）。");
        return value ?? Money.Zero;
    }

    /// <summary>A month of Asia/Shanghai, such as <c>2026-10</c>.</summary>
    public string Month(string field, string? value)
    {
        var month = Text(field, value, 7);
        That(ChinaMonth.IsOne(month), field, $"{field} is a month such as 2026-10.", $"{field} 应为月份，例如 2026-10。");
        return month;
    }

    public DateOnly Day(string field, DateOnly? value)
    {
        That(value is { Year: >= 2000 and <= 2199 }, field, $"{field} is a day such as 2026-11-21.", $"{field} 应为日期，例如 2026-11-21。");
        return value ?? default;
    }

    public void That(bool isRight, string field, string reason, string reasonZh)
    {
        if (!isRight) Refuse(field, reason, reasonZh);
    }

    /// <summary>Takes over what a rule of the domain has against a field.</summary>
    public void Accept(Refusal? refusal) => Refusal ??= refusal;

    /// <summary>A list of limited length, each item read under its own field name; null where there is nothing in it.</summary>
    public EquatableList<TOut>? OptionalItems<TIn, TOut>(string field, TIn[]? items, int max, Func<string, TIn, TOut> read)
    {
        if (items is not { Length: > 0 }) return null;
        That(items.Length <= max, field, $"{field} has at most {Number(max)} items.", $"{field} 最多 {Number(max)} 项。");
        That(items.All(i => i is not null), field, $"{field} has no empty items.", $"{field} 不得包含空项。");
        return Refusal is null ? [.. items.Select((item, i) => read($"{field}[{Number(i)}]", item))] : null;
    }

    /// <summary>An absolute https address.</summary>
    public string? OptionalHttps(string field, string? value, int max)
    {
        var text = OptionalText(field, value, max);
        That(text is null || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0),
            field, $"{field} is an absolute https address.", $"{field} 应为以 https:// 开头的完整网址。");
        return text;
    }

    void Limit(string field, string text, int max)
    {
        if (text.Length > max) Refuse(field, $"{field} has at most {Number(max)} characters.", $"{field} 最多 {Number(max)} 个字符。");
        else if (!IsPlain(text)) Refuse(field, $"{field} must not contain control characters or broken Unicode.", $"{field} 不得包含控制字符或无效字符。");
    }

    /// <summary>Without control characters, but for those that break and indent lines, and without broken Unicode.</summary>
    public static bool IsPlain(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) && text[i] is not ('\n' or '\r' or '\t')) return false;
            if (!char.IsSurrogate(text[i])) continue;
            if (!Rune.TryGetRuneAt(text, i, out _)) return false;
            i++;
        }
        return true;
    }

    void Refuse(string field, string reason, string reasonZh) => Refusal ??= Grains.Runtime.Refusal.Invalid(field, reason, reasonZh);

    static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
