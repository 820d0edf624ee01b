using System.Globalization;
using Billing;

namespace Marketplace.Api.Demo;

/// <summary>Tells the story step by step and checks each figure on the way.</summary>
sealed class TourScript(TextWriter say)
{
    public int Steps { get; private set; }
    public int Figures { get; private set; }

    public void Chapter(string title) => say.WriteLine($"\n== {title}");

    public void Step(string title) => say.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{++Steps,3}. {title}"));

    public void Line(string text) => say.WriteLine($"     {text}");

    /// <param name="isShown">False where the value is too long to be read.</param>
    public void Check<T>(string what, T expected, T found, bool isShown = true)
    {
        Same(what, expected, found);
        Line(isShown ? $"✓ {what}: {Shown(found)}" : $"✓ {what}");
    }

    /// <summary>A check that is told together with others.</summary>
    public void Same<T>(string what, T expected, T found)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, found))
            throw new TourDifference($"{what}: expected {Shown(expected)}, found {Shown(found)}");
        Figures++;
    }

    static string Shown<T>(T value) => value switch
    {
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture),
        bool isSo => isSo ? "yes" : "no",
        _ => $"{value}",
    };

    /// <summary>An answer of the status that is expected, else the story cannot go on.</summary>
    public TourAnswer Accepted(TourAnswer answer, int status = StatusCodes.Status201Created)
    {
        if (answer.Status != status) throw new TourDifference($"The answer: expected {status}, found {answer.Status}: {answer.Body}");
        Figures++;
        return answer;
    }

    /// <summary>A refusal: its code, its article where the rule comes from one, and its reason for people.</summary>
    public void Refused(string what, TourAnswer answer, int status, string code, string? article = null)
    {
        Same(what, $"{status} {code}", $"{answer.Status} {answer.Text("code")}");
        if (article is not null) Same($"{what}: the article", article, answer.Text("article"));
        Line($"✓ {what}: refused, {status} {code}{(article is null ? "" : $", {article}")}");
        Line($"    {answer.Text("titleZh")}");
        Line($"    {answer.Text("title")}");
    }

    public void Wallet(TourAnswer wallet, Money cap, Money available, Money reserved)
    {
        var consumed = cap - available - reserved;
        Same("wallet: cap", cap, wallet.Money("cap"));
        Same("wallet: available", available, wallet.Money("available"));
        Same("wallet: reserved", reserved, wallet.Money("reserved"));
        Same("wallet: consumed", consumed, wallet.Money("consumed"));
        Line($"✓ wallet (补贴额度): cap {cap} = available (可用) {available} + reserved (占用) {reserved} + consumed (核销) {consumed}");
    }

    /// <summary>A fund against what it was before: how its available and encumbered money have moved, and that it adds up.</summary>
    public void Fund(TourAnswer fund, TourAnswer before, Money appropriated, Money available, Money encumbered)
    {
        var id = fund.Text("id");
        Same($"fund {id}: appropriated", before.Money("appropriated") + appropriated, fund.Money("appropriated"));
        Same($"fund {id}: available", before.Money("available") + available, fund.Money("available"));
        Same($"fund {id}: encumbered", before.Money("encumbered") + encumbered, fund.Money("encumbered"));
        Line($"✓ fund (资金) {id}: available (可用) {fund.Text("available")} ({Signed(available)}), encumbered (占用) {fund.Text("encumbered")} ({Signed(encumbered)})");
        AddsUp(fund);
    }

    static string Signed(Money money) => money.IsNegative ? $"{money}" : $"+{money}";

    public void AddsUp(TourAnswer fund) => Same(
        $"fund {fund.Text("id")}: available + encumbered + spent + withdrawn + recoveries",
        fund.Money("appropriated") + fund.Money("interest") + fund.Money("carriedIn") - fund.Money("carriedOut"),
        fund.Money("available") + fund.Money("encumbered") + fund.Money("spent") + fund.Money("withdrawn") + fund.Money("recoveries"));

    public void Split(TourAnswer order, Money province, Money city, Money company)
    {
        Same("split: province", province, order.Money("split.province"));
        Same("split: city", city, order.Money("split.city"));
        Same("split: company", company, order.Money("split.company"));
        Same("split: together", order.Money("price"), province + city + company);
        Line($"✓ split: province (省级补贴) {province} + city (市级补贴) {city} + company (企业自付) {company} = {order.Text("price")}");
    }

    public void Movements(IEnumerable<TourAnswer> entries)
    {
        foreach (var entry in entries)
            Line($"  {entry.Text("amount"),12}   {entry.Text("from")} → {entry.Text("to")}   {entry.Text("fact")}");
    }
}
