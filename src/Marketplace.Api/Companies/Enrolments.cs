using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Billing.Subsidies;
using Marketplace.Api.Http;
using Marketplace.Api.Personal;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Companies;

/// <summary>What became of one row of a list.</summary>
/// <param name="Row">From 1, without the header of a CSV.</param>
/// <param name="Verdict"><c>enrolled</c>, <c>exists</c> or <c>rejected</c>.</param>
public sealed record EnrolmentVerdict(int Row, string? CreditCode, string Verdict, string? Code, string? Field, string? Message);

/// <param name="Accepted">Rows that are enrolled now, whether by this list or before.</param>
public sealed record EnrolmentReport(int Accepted, int Rejected, IReadOnlyList<EnrolmentVerdict> Rows);

/// <summary>Enrols companies from a list (免申即享, S003 art.12): every row gets its own verdict, and the good rows count.</summary>
public sealed class Enrolments(IGrains grains, PersonalData personalData, SubsidyPolicy policy)
{
    public const int RowsMax = 10_000;

    const int PartSize = 500;

    static readonly Refusal TooManyRows = Refusal.Invalid("$", "A list has at most 10,000 rows.", "名单最多 10000 行。");
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    static readonly Refusal NotUtf8 = Refusal.Invalid("$",
        "The file is not UTF-8. In a spreadsheet, save it as CSV UTF-8.", "文件不是 UTF-8 编码；请在电子表格中另存为 CSV UTF-8。");

    static readonly Refusal NotAList = Refusal.Invalid("$", "Send a JSON array of companies, or text/csv with a header.", "请提交 JSON 数组，或带表头的 text/csv。");

    /// <summary>One row as it was sent: readable, or refused with the reason.</summary>
    sealed record Row(int Number, string? CreditCode, CompanyInput? Input, Refusal? Refusal);

    public async Task<(EnrolmentReport? Report, Refusal? Refusal)> Enrol(HttpRequest request, Caller caller, CancellationToken cancel)
    {
        var (rows, refusal) = await Read(request, cancel);
        if (rows is null) return (null, refusal);
        if (caller.CommandId is not null)
        {
            var list = await grains.Send(new TakeList(ContentOf(rows)), caller, cancel);
            if (list.Refusal is not null) return (null, list.Refusal);
        }
        var subjects = rows.Where(r => r.Input?.CreditCode is not null).Select(r => r.Input!.CreditCode!.Trim()).ToArray();
        var sealer = await personalData.Prepare(subjects.Where(s => new CreditCode(s).IsValid), cancel);
        var verdicts = new List<EnrolmentVerdict>(rows.Count);
        // In order to the queue, so that the first of two equal rows is the one that counts; a part at a time, so that
        // others get their turn.
        foreach (var part in rows.Chunk(PartSize)) verdicts.AddRange(await Task.WhenAll(part.Select(r => Enrol(r, sealer, caller, cancel))));
        var rejected = verdicts.Count(v => v.Verdict == "rejected");
        return (new EnrolmentReport(verdicts.Count - rejected, rejected, verdicts), null);
    }

    /// <summary>What was sent, whatever its form, so that the same key with another list is found out.</summary>
    static string ContentOf(List<Row> rows) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(rows.Select(r => new { r.CreditCode, r.Input }), ApiJson.Options)));

    static bool IsCsv(HttpRequest request) => request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) == true;

    async Task<EnrolmentVerdict> Enrol(Row row, PersonalData.Sealer sealer, Caller caller, CancellationToken cancel)
    {
        if (row.Refusal is not null) return Rejected(row, row.Refusal);
        if (row.Input!.Check(out var code, out var contact, out var profile) is { } malformed) return Rejected(row, malformed);
        var turn = new EnrolCompany(profile with { Contact = sealer.Seal(code.Value, contact) }) { Policy = policy };
        var commandId = caller.CommandId is { } list ? HashChain.Derive(list, "row", row.Number) : (Guid?)null;
        var sent = await grains.Send(turn, caller with { CommandId = commandId }, cancel);
        if (sent.Refusal is { } refusal)
            return refusal == CompanyRefusal.Exists ? Verdict(row, "exists", refusal) : Rejected(row, refusal);
        using var answer = JsonDocument.Parse(sent.Answer!);
        return Verdict(row, answer.RootElement.GetProperty("isNew").GetBoolean() ? "enrolled" : "exists", null);
    }

    static EnrolmentVerdict Rejected(Row row, Refusal refusal) => Verdict(row, "rejected", refusal);

    static EnrolmentVerdict Verdict(Row row, string verdict, Refusal? refusal) =>
        new(row.Number, row.CreditCode, verdict, refusal?.Code, refusal?.Field, refusal is null ? null : $"{refusal.ReasonZh} {refusal.Reason}");

    static async Task<(List<Row>? Rows, Refusal? Refusal)> Read(HttpRequest request, CancellationToken cancel)
    {
        try
        {
            return IsCsv(request) ? await ReadCsv(request.Body, cancel) : await ReadJson(request.Body, cancel);
        }
        catch (DecoderFallbackException)
        {
            return (null, NotUtf8);
        }
    }

    static async Task<(List<Row>? Rows, Refusal? Refusal)> ReadJson(Stream body, CancellationToken cancel)
    {
        using var document = await JsonDocument.ParseAsync(body, new JsonDocumentOptions { MaxDepth = 16 }, cancel);
        if (document.RootElement.ValueKind != JsonValueKind.Array) return (null, NotAList);
        if (document.RootElement.GetArrayLength() > RowsMax) return (null, TooManyRows);
        return ([.. document.RootElement.EnumerateArray().Select((e, i) => ReadRow(i + 1, e))], null);
    }

    static Row ReadRow(int number, JsonElement element)
    {
        var code = element.ValueKind == JsonValueKind.Object && element.TryGetProperty("creditCode", out var c) && c.ValueKind == JsonValueKind.String
            ? c.GetString() : null;
        try
        {
            return element.Deserialize<CompanyInput>(ApiJson.Options) is { } input
                ? new Row(number, code, input, null)
                : new Row(number, code, null, NotAList);
        }
        catch (JsonException unreadable)
        {
            return new Row(number, code, null, BadRequests.Of(unreadable));
        }
    }

    static async Task<(List<Row>? Rows, Refusal? Refusal)> ReadCsv(Stream body, CancellationToken cancel)
    {
        using var reader = new StreamReader(body, StrictUtf8);
        using var csv = new CsvReader(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            MissingFieldFound = null,
            BadDataFound = null,
            TrimOptions = TrimOptions.Trim,
            PrepareHeaderForMatch = h => h.Header.Trim(),
        });
        var rows = new List<Row>();
        if (!await csv.ReadAsync() || !csv.ReadHeader() || csv.GetFieldIndex("creditCode", isTryGet: true) < 0) return (null, NotAList);
        while (await csv.ReadAsync())
        {
            cancel.ThrowIfCancellationRequested();
            if (rows.Count == RowsMax) return (null, TooManyRows);
            rows.Add(ReadRow(rows.Count + 1, csv));
        }
        return (rows, null);
    }

    static Row ReadRow(int number, CsvReader csv)
    {
        string? Field(string name) => csv.TryGetField<string>(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value : null;

        var code = Field("creditCode");
        int? employees = null;
        if (Field("employees") is { } employeesText)
        {
            if (!int.TryParse(employeesText, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
                return new Row(number, code, null, Refusal.Invalid("employees", "employees is a whole number.", "从业人员数应为整数。"));
            employees = parsed;
        }
        Billing.Money? revenue = null;
        if (Field("annualRevenue") is { } revenueText)
        {
            if (!Billing.Money.TryParse(revenueText, out var parsed))
                return new Row(number, code, null, Refusal.Invalid("annualRevenue", "annualRevenue is an amount in yuan such as 12000000.00.", "营业收入应为金额（元）。"));
            revenue = parsed;
        }
        var contact = new ContactInput(
            Field("contactName") ?? Field("contact.name"), Field("contactPhone") ?? Field("contact.phone"),
            Field("contactEmail") ?? Field("contact.email"));
        return new Row(number, code,
            new CompanyInput(code, Field("name"), Field("city"), Field("county"), Field("industry"), employees, revenue, contact), null);
    }
}
