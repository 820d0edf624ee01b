using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace Marketplace.Api.Http;

/// <summary>Lists for spreadsheets: UTF-8 with a byte order mark, so that Chinese opens right; no cell that a spreadsheet would run.</summary>
public static class Csv
{
    static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape,
    };

    public static bool IsWanted(HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains("text/csv", StringComparison.OrdinalIgnoreCase);

    /// <param name="fields">Paths into the documents, such as <c>split.province</c>; they are the header too.</param>
    public static IResult OfDocuments(IEnumerable<string> documents, string[] fields, string fileName)
    {
        var rows = documents.Select(d =>
        {
            using var document = JsonDocument.Parse(d);
            return fields.Select(f => Text(document.RootElement, f)).ToArray();
        });
        return OfRows(rows, fields, fileName);
    }

    public static IResult OfRows(IEnumerable<string?[]> rows, string[] header, string fileName)
    {
        using var memory = new MemoryStream();
        using (var text = new StreamWriter(memory, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true))
        using (var csv = new CsvWriter(text, Configuration))
        {
            foreach (var field in header) csv.WriteField(field);
            csv.NextRecord();
            foreach (var row in rows)
            {
                foreach (var cell in row) csv.WriteField(cell);
                csv.NextRecord();
            }
        }
        return Results.File(memory.ToArray(), "text/csv; charset=utf-8", fileName);
    }

    static string? Text(JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        return element.ValueKind == JsonValueKind.Null ? null : element.ToString();
    }
}
