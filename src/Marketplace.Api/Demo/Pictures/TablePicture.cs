namespace Marketplace.Api.Demo.Pictures;

/// <summary>A list with its filters: what a clerk looks at all day.</summary>
static class TablePicture
{
    static readonly (string Heading, double X)[] Columns = [("编号", 20), ("名称", 190), ("日期", 470), ("数量", 670), ("状态", 790)];

    public static byte[] Draw(Subject subject)
    {
        var (chance, c) = (subject.Chance("table"), subject.Colours);
        var sketch = Frame.Of(subject, 1).Figures(subject, Frame.Top);
        var top = Frame.Top + 116.0;
        sketch.Panel(Frame.Left, top, Frame.Right - Frame.Left, Frame.Bottom - top);
        foreach (var (i, state) in subject.Category.States.Prepend(["全部", "action"]).Index())
        {
            sketch.Rect(Frame.Left + 20 + i * 92, top + 16, 80, 32, i == 0 ? c.Soft : Colours.Page, 16);
            sketch.Text(Frame.Left + 60 + i * 92, top + 37, state[0], 14, i == 0 ? c.Main : Colours.Quiet, i == 0, "middle");
        }
        sketch.Rect(Frame.Right - 124, top + 14, 104, 36, c.Main, 8).Text(Frame.Right - 72, top + 38, "＋ 新建", 14, Colours.White, true, "middle");
        sketch.Rect(Frame.Left, top + 64, Frame.Right - Frame.Left, 38, Colours.Page);
        foreach (var (heading, x) in Columns) sketch.Text(Frame.Left + x, top + 88, heading, 13, Colours.Quiet);
        for (var row = 0; row < 8; row++) Row(sketch, subject, chance, row, top + 132 + row * 50);
        return sketch.Finish();
    }

    static void Row(Sketch sketch, Subject subject, Chance chance, int row, double y)
    {
        sketch.Text(Frame.Left + Columns[0].X, y, $"{chance.Between(2, 9)}{chance.Between(10, 12)}-{chance.Between(1000, 9999)}", 14, subject.Colours.Main);
        sketch.Text(Frame.Left + Columns[1].X, y, subject.Category.Items[row % subject.Category.Items.Count], 14, Colours.Ink);
        sketch.Text(Frame.Left + Columns[2].X, y, $"{chance.Between(3, 4):00}-{chance.Between(1, 28):00}", 14, Colours.Quiet);
        sketch.Text(Frame.Left + Columns[3].X + 30, y, $"{chance.Between(1, 98)},{chance.Between(0, 999):000}", 14, Colours.Ink, anchor: "end");
        sketch.Status(Frame.Left + Columns[4].X, y, chance.Of(subject.Category.States), subject);
        if (row < 7) sketch.Line(Frame.Left + 20, y + 18, Frame.Right - 20, y + 18, Colours.Line);
    }
}
