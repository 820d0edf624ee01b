using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;

namespace Marketplace.Api.Tests.Hosting;

/// <summary>A cell as a spreadsheet sees it.</summary>
public sealed record SheetCell(string Text, bool IsNumber, bool IsFormula);

/// <summary>An .xlsx, read back and held against the schema.</summary>
public sealed class Sheet
{
    public required IReadOnlyList<IReadOnlyList<SheetCell>> Rows { get; init; }

    public required bool HeaderIsFrozen { get; init; }

    public static Sheet Read(byte[] file)
    {
        using var memory = new MemoryStream(file);
        using var document = SpreadsheetDocument.Open(memory, isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(document).Select(e => e.Description));
        var sheet = document.WorkbookPart!.WorksheetParts.Single().Worksheet;
        return new Sheet
        {
            Rows = [.. sheet.Descendants<Row>().Select(r => r.Elements<Cell>().Select(Of).ToList())],
            HeaderIsFrozen = sheet.Descendants<Pane>().Any(p => p.State! == PaneStateValues.Frozen && p.VerticalSplit! == 1),
        };
    }

    static SheetCell Of(Cell cell) => new(
        cell.InlineString?.InnerText ?? cell.CellValue?.Text ?? "", cell.DataType is null && cell.CellValue is not null, cell.CellFormula is not null);
}
