using System.Globalization;
using System.IO.Compression;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Marketplace.Api.Lists;

/// <summary>What was sent as a spreadsheet cannot be read as one.</summary>
public sealed class UnreadableSheetException(string reason, Exception? cause = null) : Exception(reason, cause);

/// <summary>A table that goes on and on, whether anything stands in it or not.</summary>
public sealed class EndlessSheetException() : Exception("The table has too many rows, blank ones included.");

/// <summary>A row of a table.</summary>
/// <param name="Number">From 1 and with the blank rows counted, as people see it beside the row.</param>
/// <param name="Cells">Null where a cell is empty.</param>
public sealed record SheetRow(int Number, string?[] Cells)
{
    public bool IsBlank => Cells.All(string.IsNullOrWhiteSpace);
}

/// <summary>Reads the cells of the first sheet of an .xlsx as text, row by row.</summary>
public static class SheetReader
{
    /// <summary>Unpacked, so that a small file cannot fill the memory.</summary>
    const long UnpackedBytesMax = 128 * 1024 * 1024;

    const int ColumnsMax = 200;

    /// <summary>Blank rows included; formats reach far below the last row that is filled in.</summary>
    public const int RowsMax = 200_000;

    /// <summary>No spreadsheet has a row beyond it.</summary>
    const uint RowNumberMax = 1_048_576;

    public static bool IsSheet(ReadOnlySpan<byte> content) => content.StartsWith("PK\x03\x04"u8);

    /// <summary>The header and at most so many rows after it; blank rows are left out and do not count.</summary>
    /// <exception cref="EndlessSheetException">There are more than <see cref="RowsMax"/> rows, so that some would be lost.</exception>
    public static IReadOnlyList<SheetRow> Rows(Stream content, int max)
    {
        try
        {
            CheckSize(content);
            using var document = SpreadsheetDocument.Open(content, isEditable: false);
            var book = document.WorkbookPart ?? throw new UnreadableSheetException("It has no workbook.");
            var first = book.Workbook.Sheets?.Elements<Sheet>().FirstOrDefault()?.Id?.Value ?? throw new UnreadableSheetException("It has no sheet.");
            var strings = book.SharedStringTablePart is { } shared ? Strings(shared) : [];
            return [.. Rows((WorksheetPart)book.GetPartById(first), strings).Where(r => !r.IsBlank).Take(max + 1)];
        }
        catch (Exception e) when (e is OpenXmlPackageException or FileFormatException or InvalidDataException or XmlException or InvalidCastException
            or ArgumentException or FormatException or InvalidOperationException or NotSupportedException)
        {
            throw new UnreadableSheetException("The spreadsheet cannot be read.", e);
        }
    }

    static void CheckSize(Stream content)
    {
        using (var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true))
            if (zip.Entries.Sum(e => e.Length) > UnpackedBytesMax)
                throw new UnreadableSheetException("It is too large unpacked.");
        content.Position = 0;
    }

    static List<string> Strings(SharedStringTablePart part)
    {
        var strings = new List<string>();
        using var reader = OpenXmlReader.Create(part);
        while (reader.Read())
            if (reader.ElementType == typeof(SharedStringItem) && reader.IsStartElement)
                strings.Add(TextOf(reader.LoadCurrentElement()!));
        return strings;
    }

    static IEnumerable<SheetRow> Rows(WorksheetPart part, List<string> strings)
    {
        using var reader = OpenXmlReader.Create(part);
        var (read, number) = (0, 0);
        while (reader.Read())
        {
            if (reader.ElementType != typeof(Row) || !reader.IsStartElement) continue;
            if (++read > RowsMax) throw new EndlessSheetException();
            var row = (Row)reader.LoadCurrentElement()!;
            number = NumberOf(row, number);
            yield return new SheetRow(number, CellsOf(row, strings));
        }
    }

    /// <summary>Rows without content may be missing from the file, so the row says its number; one that would lead back is not believed.</summary>
    static int NumberOf(Row row, int previous) =>
        uint.TryParse(row.RowIndex?.InnerText, NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said > previous && said <= RowNumberMax
            ? (int)said : previous + 1;

    static string?[] CellsOf(Row row, List<string> strings)
    {
        var cells = new List<string?>();
        foreach (var cell in row.Elements<Cell>())
        {
            var place = cell.CellReference?.Value is { } reference ? ColumnOf(reference) : cells.Count;
            if (place >= ColumnsMax) break;
            while (cells.Count <= place) cells.Add(null);
            cells[place] = TextOf(cell, strings);
        }
        return [.. cells];
    }

    static string? TextOf(Cell cell, List<string> strings)
    {
        var value = cell.CellValue?.Text;
        if (cell.DataType?.Value is not { } type || type == CellValues.Number) return Plain(value);
        if (type == CellValues.InlineString) return cell.InlineString is { } inline ? TextOf(inline) : null;
        if (type != CellValues.SharedString) return value;
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < strings.Count ? strings[index] : null;
    }

    /// <summary>The text of a string without its readings, which East Asian files may carry.</summary>
    static string TextOf(OpenXmlElement item) =>
        string.Concat(item.Descendants<Text>().Where(t => t.Parent is not PhoneticRun).Select(t => t.Text));

    /// <summary><c>1.2E7</c> and <c>12000000</c> are the same number.</summary>
    static string? Plain(string? number) =>
        decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value.ToString("0.##########", CultureInfo.InvariantCulture) : number;

    /// <summary>2 for <c>C17</c>.</summary>
    static int ColumnOf(string reference)
    {
        var column = 0;
        foreach (var letter in reference.TakeWhile(char.IsAsciiLetterUpper).Take(3)) column = column * 26 + (letter - 'A' + 1);
        return Math.Max(0, column - 1);
    }
}
