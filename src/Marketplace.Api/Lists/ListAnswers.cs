using System.Globalization;
using System.Text;
using Marketplace.Api.Http;
using Marketplace.Api.Portals;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Lists;

/// <summary>How a list is asked for: by <c>Accept</c>, or by <c>?format=</c> where a plain link must do.</summary>
public enum ListFormat
{
    Json,
    Csv,
    Xlsx,
}

/// <summary>Answers requests for lists: a page as JSON, or all of the filter as CSV or .xlsx.</summary>
public sealed class ListAnswers(ListReader reader, Texts texts)
{
    static readonly Refusal TooLong = new(RefusalKind.Rule, "list.too-long",
        $"A file has at most {Page.FileRowsMax.ToString(CultureInfo.InvariantCulture)} rows, and none is left out in silence. Narrow the filter.",
        $"文件最多 {Page.FileRowsMax.ToString(CultureInfo.InvariantCulture)} 行，不作静默截断；请缩小筛选范围。");

    static readonly Refusal WrongFormat = Refusal.Invalid("format", "format is json, csv or xlsx.", "format 应为 json、csv 或 xlsx。");

    /// <param name="refusal">Why the request could not be read, if it could not.</param>
    public async Task<IResult> Answer(HttpContext context, Refusal? refusal, ListRequest list)
    {
        if ((ReadFormat(context.Request, out var format) ?? refusal) is { } malformed) return Problems.Result(malformed);
        return format == ListFormat.Json ? await Json(context, list) : await File(context, list, format);
    }

    public static Refusal? ReadFormat(HttpRequest request, out ListFormat format)
    {
        var accept = request.Headers.Accept.ToString();
        var asked = request.Query["format"].ToString();
        format = asked switch
        {
            "csv" => ListFormat.Csv,
            "xlsx" => ListFormat.Xlsx,
            _ when accept.Contains("text/csv", StringComparison.OrdinalIgnoreCase) => ListFormat.Csv,
            _ when accept.Contains(SheetFile.MediaType, StringComparison.OrdinalIgnoreCase) => ListFormat.Xlsx,
            _ => ListFormat.Json,
        };
        return asked is "" or "json" or "csv" or "xlsx" ? null : WrongFormat;
    }

    async Task<IResult> Json(HttpContext context, ListRequest list)
    {
        if (Page.Read(context.Request.Query, out var page, list.Shape.SizeIsAlsoAFilter) is { } refusal) return Problems.Result(refusal);
        var totals = await reader.Totals(list, context.RequestAborted);
        var documents = await reader.Page(list, page, context.RequestAborted);
        var json = new StringBuilder("{\"items\":[").AppendJoin(',', documents)
            .Append(CultureInfo.InvariantCulture, $"],\"page\":{page.Number},\"size\":{page.Size},\"total\":{totals.Count},\"totals\":{{")
            .AppendJoin(',', totals.Sums.Select(s => string.Create(CultureInfo.InvariantCulture, $"\"{s.Key}\":\"{s.Value:0.00}\"")))
            .Append("}}");
        return Results.Text(json.ToString(), "application/json; charset=utf-8");
    }

    /// <summary>Every row of the filter, with the columns that were asked for.</summary>
    public async Task<IResult> File(HttpContext context, ListRequest list, ListFormat format)
    {
        var cancel = context.RequestAborted;
        if ((await reader.Totals(list, cancel)).Count > Page.FileRowsMax) return Problems.Result(TooLong);
        var rows = reader.All(list, cancel);
        if (format == ListFormat.Csv)
            return Results.Stream(body => CsvFile.Write(body, list.Chosen, rows, cancel), "text/csv; charset=utf-8", $"{list.Shape.Name}.csv");
        var language = Languages.Parse(context.Request.Query["lang"]) ?? Language.Chinese;
        return Results.File(await SheetFile.Make(list, rows, texts, language, cancel), SheetFile.MediaType, $"{list.Shape.Name}.xlsx");
    }
}
