using System.Globalization;
using System.IO.Packaging;
using Billing;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Lists;

/// <summary>A column of a spreadsheet.</summary>
/// <param name="Width">In characters.</param>
public sealed record SheetColumn(string Heading, ColumnKind Kind, double Width);

/// <summary>
/// Writes an .xlsx row by row. The package is only ever written, never read back, which is what keeps its parts out of
/// memory; so the parts are made by hand and only their XML by the library.
/// </summary>
public sealed class SheetWriter : IDisposable
{
    const string Relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    const string Content = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    /// <summary>A spreadsheet's own limit for one cell.</summary>
    const int CellCharactersMax = 32_767;

    readonly Package _package;
    readonly Stream _stream;
    readonly OpenXmlWriter _sheet;
    readonly IReadOnlyList<SheetColumn> _columns;

    public SheetWriter(Stream output, string name, IReadOnlyList<SheetColumn> columns)
    {
        _columns = columns;
        _package = Package.Open(output, FileMode.Create, FileAccess.Write);
        var book = Part("/xl/workbook.xml", "sheet.main+xml");
        _package.CreateRelationship(book.Uri, TargetMode.Internal, $"{Relation}officeDocument", "rId1");
        Write(book, new Workbook(new Sheets(new Sheet { Name = name, SheetId = 1, Id = "rId1" })));
        var styles = Part("/xl/styles.xml", "styles+xml");
        book.CreateRelationship(styles.Uri, TargetMode.Internal, $"{Relation}styles", "rId2");
        Write(styles, SheetStyles.Sheet());
        var sheet = Part("/xl/worksheets/sheet1.xml", "worksheet+xml");
        book.CreateRelationship(sheet.Uri, TargetMode.Internal, $"{Relation}worksheet", "rId1");
        _stream = sheet.GetStream(FileMode.Create, FileAccess.Write);
        _sheet = OpenXmlWriter.Create(_stream);
        Begin();
    }

    /// <param name="cells">As they are stored: yuan as <c>1200.00</c>, times in ISO 8601; flags and codes already in words.</param>
    public void Row(IEnumerable<string?> cells)
    {
        _sheet.WriteStartElement(new Row());
        foreach (var (column, cell) in _columns.Zip(cells)) Cell(column.Kind, cell);
        _sheet.WriteEndElement();
    }

    public void Dispose()
    {
        _sheet.WriteEndElement(); // the data
        _sheet.WriteEndElement(); // the sheet
        _sheet.Dispose();
        _stream.Dispose();
        _package.Close();
    }

    /// <summary>Widths, a header that stays in sight, and its names.</summary>
    void Begin()
    {
        _sheet.WriteStartDocument();
        _sheet.WriteStartElement(new Worksheet());
        _sheet.WriteElement(new SheetViews(new SheetView(
            new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen })
        {
            WorkbookViewId = 0,
        }));
        _sheet.WriteElement(new Columns(_columns.Select((c, i) => new DocumentFormat.OpenXml.Spreadsheet.Column
        {
            Min = (uint)i + 1, Max = (uint)i + 1, Width = c.Width, CustomWidth = true, Style = SheetStyles.Of(c.Kind),
        })));
        _sheet.WriteStartElement(new SheetData());
        _sheet.WriteStartElement(new Row());
        foreach (var column in _columns) Text(column.Heading, SheetStyles.Header);
        _sheet.WriteEndElement();
    }

    void Cell(ColumnKind kind, string? text)
    {
        if (text is null) _sheet.WriteElement(new Cell());
        else if (Number(kind, text) is { } number)
            _sheet.WriteElement(new Cell(new CellValue(number)) { StyleIndex = SheetStyles.Of(kind) });
        else Text(text, SheetStyles.Of(ColumnKind.Text));
    }

    /// <summary>What the file holds for a number or a date; null for text.</summary>
    static string? Number(ColumnKind kind, string text) => kind switch
    {
        ColumnKind.Money when Money.TryParse(text, out var money) => money.ToString(),
        ColumnKind.Whole when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) =>
            whole.ToString(CultureInfo.InvariantCulture),
        ColumnKind.Instant when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at) =>
            ChinaTime.Of(at).DateTime.ToOADate().ToString("R", CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>Text inside the cell itself is never a formula, whatever it begins with.</summary>
    void Text(string text, uint style)
    {
        var plain = string.Concat(text.Where((c, i) => System.Xml.XmlConvert.IsXmlChar(c) || IsPair(text, i)).Take(CellCharactersMax));
        _sheet.WriteElement(new Cell(new InlineString(new Text(plain) { Space = SpaceProcessingModeValues.Preserve }))
        {
            DataType = CellValues.InlineString, StyleIndex = style,
        });
    }

    static bool IsPair(string text, int i) =>
        char.IsHighSurrogate(text[i]) ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
        : char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]);

    PackagePart Part(string path, string content) =>
        _package.CreatePart(new Uri(path, UriKind.Relative), Content + content, CompressionOption.Fast);

    static void Write(PackagePart part, OpenXmlElement root)
    {
        using var stream = part.GetStream(FileMode.Create, FileAccess.Write);
        using var writer = OpenXmlWriter.Create(stream);
        writer.WriteStartDocument();
        writer.WriteElement(root);
    }
}
