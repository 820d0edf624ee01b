using System.Text.Json;
using Marketplace.Api.Portals;

namespace Marketplace.Api.Lists;

/// <summary>Rows as .xlsx for people: headings and codes in words, money and times as numbers.</summary>
public static class SheetFile
{
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>A name that a spreadsheet takes for a sheet has at most so many characters.</summary>
    const int SheetNameMax = 31;

    const int BufferBytes = 64 * 1024;

    /// <summary>A file that is gone when it is closed: the whole list is never in memory.</summary>
    public static Task<Stream> Make(ListRequest list, IAsyncEnumerable<string> documents, Texts texts, Language language, CancellationToken cancel) =>
        Make(list.Shape.Name, list.Chosen, documents, texts, language, cancel);

    /// <param name="list">The name of the list, which names its headings too.</param>
    public static async Task<Stream> Make(
        string list, IReadOnlyList<Column> chosen, IAsyncEnumerable<string> documents, Texts texts, Language language, CancellationToken cancel)
    {
        var file = Temporary();
        try
        {
            var columns = chosen.Select(c => new SheetColumn(texts.Heading(list, c, language), c.Kind, Width(c))).ToArray();
            using (var sheet = new SheetWriter(file, Name(texts.In(language, $"lists.{list}")), columns))
                await foreach (var row in documents.WithCancellation(cancel))
                {
                    using var document = JsonDocument.Parse(row);
                    sheet.Row(chosen.Select(c => Cells.Text(document.RootElement, c.Field) is { } text ? texts.Word(c, text, language) : null));
                }
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    internal static FileStream Temporary() => new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes,
        FileOptions.DeleteOnClose | FileOptions.Asynchronous);

    static string Name(string name) => name.Length <= SheetNameMax ? name : name[..SheetNameMax];

    static double Width(Column column) => column.Kind switch
    {
        ColumnKind.Money => 16,
        ColumnKind.Whole => 11,
        ColumnKind.Instant => 18,
        ColumnKind.Flag => 9,
        ColumnKind.Text when column.Field.EndsWith("ame", StringComparison.Ordinal) || column.Field.StartsWith("message", StringComparison.Ordinal) => 36,
        ColumnKind.Text => 21,
    };
}
