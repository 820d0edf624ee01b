using System.Text;
using Marketplace.Api.Lists;
using Marketplace.Api.Portals;

namespace Marketplace.Api.Enrolments;

/// <summary>An empty list with its headings, to be filled in and sent back.</summary>
public static class EnrolmentTemplate
{
    public static IResult Make(ListFormat format, Language language, Texts texts) =>
        format == ListFormat.Csv
            ? Results.File(Csv([.. EnrolmentTable.Fields.Select(f => Heading(f, language, texts))]), "text/csv; charset=utf-8", "enrolment.csv")
            : Results.File(Sheet(language, texts), SheetFile.MediaType, "enrolment.xlsx");

    /// <summary>Every heading is one that <see cref="EnrolmentTable"/> understands when it comes back.</summary>
    static string Heading(string field, Language language, Texts texts) => texts.In(language, $"template.{field}");

    static byte[] Csv(string[] headings) => [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(string.Join(',', headings) + "\r\n")];

    static Stream Sheet(Language language, Texts texts)
    {
        var file = SheetFile.Temporary();
        using (new SheetWriter(file, texts.In(language, "lists.template"), [.. EnrolmentTable.Fields.Select(f => Column(f, Heading(f, language, texts)))]))
        {
            // Only the header: an example row would be enrolled by somebody.
        }
        file.Position = 0;
        return file;
    }

    /// <summary>Codes and telephone numbers are text, or a spreadsheet would round them.</summary>
    static SheetColumn Column(string field, string heading) => field switch
    {
        "employees" => new SheetColumn(heading, ColumnKind.Whole, 12),
        "annualRevenue" => new SheetColumn(heading, ColumnKind.Money, 20),
        "name" => new SheetColumn(heading, ColumnKind.Text, 36),
        _ => new SheetColumn(heading, ColumnKind.Text, 22),
    };
}
