using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Marketplace.Api.Http;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Settlements;

/// <param name="Reference">Of the row in the payout file; or else the statement.</param>
/// <param name="Statement">Its last row is meant.</param>
/// <param name="Result"><c>paid</c> or <c>failed</c>.</param>
/// <param name="Reason">Needed where it failed.</param>
public sealed record PayoutResultInput(string? Reference, string? Statement, string? Result, string? Reason, DateOnly? On, string? BankReference);

public sealed record PayoutResultsInput(PayoutResultInput[]? Results);

/// <summary>Reads what the bank says became of a payout file: JSON, or a CSV with the same names in its header.</summary>
static class PayoutResults
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        TrimOptions = TrimOptions.Trim, BadDataFound = null, MissingFieldFound = null, PrepareHeaderForMatch = header => header.Header.ToUpperInvariant(),
    };

    static readonly Refusal NotUtf8 = Refusal.Invalid("$",
        "The file is not UTF-8. In a spreadsheet, save it as CSV UTF-8.", "文件不是 UTF-8 编码；请在电子表格中另存为 CSV UTF-8。");

    public static async Task<(PayoutResultInput[] Rows, Refusal? Refusal)> Read(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) != true)
            return (await JsonSerializer.DeserializeAsync<PayoutResultsInput>(request.Body, ApiJson.Options, cancel) is { Results: { } rows } ? rows : [], null);
        return await ReadCsv(request.Body, cancel);
    }

    /// <summary>A CSV in UTF-8.</summary>
    public static async Task<(PayoutResultInput[] Rows, Refusal? Refusal)> ReadCsv(Stream file, CancellationToken cancel)
    {
        try
        {
            return ReadCsv(await new StreamReader(file, StrictUtf8).ReadToEndAsync(cancel));
        }
        catch (DecoderFallbackException)
        {
            return ([], NotUtf8);
        }
    }

    static (PayoutResultInput[] Rows, Refusal? Refusal) ReadCsv(string text)
    {
        using var csv = new CsvReader(new StringReader(text), Configuration);
        var rows = new List<PayoutResultInput>();
        if (!csv.Read() || !csv.ReadHeader()) return ([], null);
        while (csv.Read() && rows.Count <= Withdrawal.StatementsMax)
        {
            DateOnly? on = null;
            if (Field(csv, "on") is { } day)
            {
                if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed))
                    return ([], WrongDay(rows.Count));
                on = parsed;
            }
            rows.Add(new PayoutResultInput(
                Field(csv, "reference"), Field(csv, "statement"), Field(csv, "result"), Field(csv, "reason"), on, Field(csv, "bankReference")));
        }
        return ([.. rows], null);
    }

    /// <summary>Finds the row of the file that each result is about.</summary>
    public static Refusal? Check(PayoutResultInput[] rows, Withdrawal withdrawal, out EquatableList<PayoutResult> results, out EquatableList<string> places)
    {
        var check = new Checked();
        check.That(rows.Length is > 0 and <= Withdrawal.StatementsMax && rows.All(r => r is not null), "results", "results has 1 to 500 rows.", "results 应为 1 至 500 行。");
        var read = new List<PayoutResult>();
        for (var i = 0; i < rows.Length && check.Refusal is null; i++) read.Add(Read(check, Place(i), rows[i], withdrawal));
        (results, places) = ([.. read], [.. rows.Select((_, i) => Place(i))]);
        return check.Refusal;
    }

    static PayoutResult Read(Checked check, string place, PayoutResultInput row, Withdrawal withdrawal)
    {
        var statement = check.OptionalText($"{place}.statement", row.Statement, 64);
        var reference = check.OptionalText($"{place}.reference", row.Reference, 40)
            ?? (statement is null ? null : withdrawal.LastRow(new StatementId(statement))?.Reference ?? statement);
        if (statement is not null && withdrawal.Row(reference ?? "") is { } made && made.Statement.Value != statement)
            check.Accept(WithdrawalRefusal.AnotherStatement with { Field = $"{place}.statement" });
        return Read(check, place, row, reference);
    }

    /// <summary>What a row says of the payment with this reference.</summary>
    internal static PayoutResult Read(Checked check, string place, PayoutResultInput row, string? reference)
    {
        check.That(!string.IsNullOrWhiteSpace(reference), $"{place}.reference", "A row names its reference or its statement.", "每行须填写付款参考号或结算单编号。");
        check.That(row.Result is "paid" or "failed", $"{place}.result", "result is paid or failed.", "result 应为 paid 或 failed。");
        var reason = check.OptionalText($"{place}.reason", row.Reason, 200);
        check.That(row.Result != "failed" || reason is not null, $"{place}.reason", "Say why it failed.", "付款失败须填写原因。");
        return new PayoutResult(
            reference ?? "", row.Result == "paid" ? PayoutOutcome.Paid : PayoutOutcome.Failed, check.Day($"{place}.on", row.On), reason,
            check.OptionalText($"{place}.bankReference", row.BankReference, 60));
    }

    static string? Field(CsvReader csv, string name) => csv.TryGetField<string>(name.ToUpperInvariant(), out var text) && !string.IsNullOrWhiteSpace(text) ? text : null;

    internal static string Place(int row) => string.Create(CultureInfo.InvariantCulture, $"results[{row}]");

    static Refusal WrongDay(int row) => Refusal.Invalid($"{Place(row)}.on", "on is a day such as 2026-11-21.", "on 应为日期，例如 2026-11-21。");
}
