using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Marketplace.Api.Companies;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Enrolments;

/// <summary>Reads a list of companies as it was sent: a JSON array, CSV or .xlsx with a header.</summary>
public static class EnrolmentFile
{
    public const int RowsMax = 10_000;
    public const long BytesMax = 16 * 1024 * 1024;

    const int FileNameMax = 200;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture) 
    {
        BadDataFound = null, TrimOptions = TrimOptions.Trim,
        IgnoreBlankLines = false, // they count in the number of a row, as they do in a spreadsheet
    };

    static readonly Refusal TooManyRows = Refusal.Invalid("$", "A list has at most 10,000 rows.", "名单最多 10000 行。");

    static readonly Refusal Endless = Refusal.Invalid("$",
        $"The table has more than {SheetReader.RowsMax.ToString("N0", CultureInfo.InvariantCulture)} rows, blank ones included. Delete the blank rows.",
        $"表格（含空行）超过 {SheetReader.RowsMax.ToString(CultureInfo.InvariantCulture)} 行，请删除空行后再提交。");

    static readonly Refusal NotUtf8 = Refusal.Invalid("$",
        "The file is not UTF-8. In a spreadsheet, save it as CSV UTF-8.", "文件不是 UTF-8 编码；请在电子表格中另存为 CSV UTF-8。");

    static readonly Refusal NotAList = Refusal.Invalid("$",
        "Send a JSON array of companies, or text/csv or an .xlsx with a header that has creditCode or 统一社会信用代码.",
        "请提交带表头的 CSV 或 .xlsx（表头须含“统一社会信用代码”），或 JSON 数组。");

    public static readonly Refusal NoFile = Refusal.Invalid("file", "Choose a file with at least one row.", "请选择至少含一行的文件。");

    /// <summary>The rows of a request's body, or of the file in its form.</summary>
    public static async Task<(IReadOnlyList<EnrolmentRow>? Rows, string FileName, Refusal? Refusal)> Read(HttpRequest request, CancellationToken cancel)
    {
        if (!request.HasFormContentType)
        {
            var (sent, refused) = await Read(request.Body, request.ContentType, cancel);
            return (sent, NameOf(request.Query["fileName"]), refused);
        }
        var form = await request.ReadFormAsync(cancel);
        if (form.Files.GetFile("file") is not { Length: > 0 } file) return (null, "", NoFile);
        await using var stream = file.OpenReadStream();
        var type = Path.GetExtension(file.FileName).Equals(".json", StringComparison.OrdinalIgnoreCase) ? "application/json" : "text/csv";
        var (rows, refusal) = await Read(stream, type, cancel);
        return (rows, NameOf(file.FileName), refusal);
    }

    static async Task<(IReadOnlyList<EnrolmentRow>? Rows, Refusal? Refusal)> Read(Stream body, string? contentType, CancellationToken cancel)
    {
        using var content = new MemoryStream();
        await body.CopyToAsync(content, cancel);
        content.Position = 0;
        try
        {
            if (SheetReader.IsSheet(content.GetBuffer().AsSpan(0, (int)content.Length))) return ReadTable(SheetReader.Rows(content, RowsMax + 1));
            return contentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) == true ? ReadTable(CsvRows(content)) : await ReadJson(content, cancel);
        }
        catch (DecoderFallbackException)
        {
            return (null, NotUtf8);
        }
        catch (UnreadableSheetException)
        {
            return (null, NotAList);
        }
        catch (EndlessSheetException)
        {
            return (null, Endless);
        }
    }

    static string NameOf(string? name)
    {
        var plain = PlainText.Of(Path.GetFileName(name) ?? "", FileNameMax);
        return plain.Length == 0 ? "-" : plain;
    }

    static (IReadOnlyList<EnrolmentRow>? Rows, Refusal? Refusal) ReadTable(IEnumerable<SheetRow> lines)
    {
        var rows = new List<EnrolmentRow>();
        (EnrolmentTable Table, int Number)? header = null;
        foreach (var line in lines.Where(l => !l.IsBlank))
        {
            if (header is not { } known)
            {
                if (EnrolmentTable.Of(line.Cells) is not { } table) return (null, NotAList);
                header = (table, line.Number);
                continue;
            }
            if (rows.Count == RowsMax) return (null, TooManyRows);
            rows.Add(known.Table.Row(line.Number - known.Number, line.Cells));
        }
        return header is null ? (null, NotAList) : (rows, null);
    }

    static IEnumerable<SheetRow> CsvRows(Stream content)
    {
        using var reader = new StreamReader(content, StrictUtf8);
        using var parser = new CsvParser(reader, Configuration);
        for (var number = 1; parser.Read(); number++)
        {
            if (number > SheetReader.RowsMax) throw new EndlessSheetException();
            yield return new SheetRow(number, parser.Record ?? []);
        }
    }

    static async Task<(IReadOnlyList<EnrolmentRow>? Rows, Refusal? Refusal)> ReadJson(Stream body, CancellationToken cancel)
    {
        using var document = await JsonDocument.ParseAsync(body, new JsonDocumentOptions { MaxDepth = 16 }, cancel);
        if (document.RootElement.ValueKind != JsonValueKind.Array) return (null, NotAList);
        if (document.RootElement.GetArrayLength() > RowsMax) return (null, TooManyRows);
        return ([.. document.RootElement.EnumerateArray().Select((e, i) => ReadObject(i + 1, e))], null);
    }

    static EnrolmentRow ReadObject(int number, JsonElement element)
    {
        var code = CodeOf(element);
        try
        {
            return element.Deserialize<CompanyInput>(ApiJson.Options) is { } input
                ? new EnrolmentRow(number, code, input, null)
                : new EnrolmentRow(number, code, null, NotAList);
        }
        catch (JsonException unreadable)
        {
            return new EnrolmentRow(number, code, null, BadRequests.Of(unreadable));
        }
    }

    static string? CodeOf(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty("creditCode", out var code) && code.ValueKind == JsonValueKind.String
                ? code.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // half a character, which is the row's fault and not the list's
        }
    }
}
