using DocumentFormat.OpenXml.Spreadsheet;

namespace Marketplace.Api.Lists;

/// <summary>How the cells of a spreadsheet look: one style for each kind of column, and one for the header.</summary>
static class SheetStyles
{
    const uint MoneyFormat = 4; // built in: #,##0.00
    const uint WholeFormat = 3; // built in: #,##0
    const uint TextFormat = 49; // built in: @
    const uint InstantFormat = 164; // the first that is free

    public const uint Header = 5;

    /// <summary>The place of a kind's style in the list of formats.</summary>
    public static uint Of(ColumnKind kind) => kind switch
    {
        ColumnKind.Money => 1,
        ColumnKind.Whole => 2,
        ColumnKind.Instant => 3,
        ColumnKind.Text or ColumnKind.Flag => 4,
    };

    public static Stylesheet Sheet() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = InstantFormat, FormatCode = "yyyy-mm-dd hh:mm" }) { Count = 1 },
        new Fonts(new Font(new FontSize { Val = 11 }), new Font(new Bold(), new FontSize { Val = 11 })) { Count = 2 },
        new Fills(
            new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })) { Count = 2 },
        new Borders(new Border()) { Count = 1 },
        new CellStyleFormats(new CellFormat()) { Count = 1 },
        new CellFormats(Format(0), Format(MoneyFormat), Format(WholeFormat), Format(InstantFormat), Format(TextFormat), Format(TextFormat, font: 1)) { Count = 6 });

    static CellFormat Format(uint number, uint font = 0) => new()
    {
        NumberFormatId = number, FontId = font, FillId = 0, BorderId = 0, FormatId = 0, ApplyNumberFormat = true, ApplyFont = font > 0,
    };
}
