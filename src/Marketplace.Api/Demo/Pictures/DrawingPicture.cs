namespace Marketplace.Api.Demo.Pictures;

/// <summary>A part's drawing with its tree and its versions.</summary>
static class DrawingPicture
{
    public static byte[] Draw(Subject subject)
    {
        var (chance, c) = (subject.Chance("drawing"), subject.Colours);
        var sketch = Frame.Of(subject, 1).Panel(Frame.Left, Frame.Top, 236, Frame.Bottom - Frame.Top, "产品结构");
        foreach (var (i, item) in subject.Category.Items.Index())
        {
            var (y, depth) = (Frame.Top + 70 + i * 44, i == 0 ? 0 : i < 5 ? 1 : 2);
            if (i == 1) sketch.Rect(Frame.Left + 10, y - 22, 216, 34, c.Soft, 6);
            sketch.Rect(Frame.Left + 20 + depth * 18, y - 12, 12, 12, i == 1 ? c.Main : Colours.Line, 2).Text(Frame.Left + 40 + depth * 18, y, item, 14, i == 1 ? c.Main : Colours.Ink);
        }
        sketch.Panel(Frame.Left + 252, Frame.Top, 520, Frame.Bottom - Frame.Top);
        Part(sketch, chance, Frame.Left + 512, Frame.Top + 270);
        sketch.Rect(Frame.Left + 532, Frame.Bottom - 96, 224, 80, "none", 0, Colours.Ink).Line(Frame.Left + 532, Frame.Bottom - 56, Frame.Left + 756, Frame.Bottom - 56, Colours.Ink);
        sketch.Text(Frame.Left + 544, Frame.Bottom - 70, subject.Category.Items[1], 14, Colours.Ink).Text(Frame.Left + 544, Frame.Bottom - 30, "比例 1:2   材料 HT250", 13, Colours.Quiet);
        const double X = Frame.Left + 788;
        sketch.Panel(X, Frame.Top, Frame.Right - X, Frame.Bottom - Frame.Top, "版本");
        for (var i = 0; i < 6; i++)
        {
            var y = Frame.Top + 74 + i * 92;
            sketch.Circle(X + 26, y - 5, 6, i == 0 ? Colours.Done : Colours.Line).Text(X + 42, y, $"V{6 - i}.{chance.Between(0, 3)}", 15, Colours.Ink, bold: true);
            sketch.Text(X + 42, y + 24, $"{chance.Between(1, 3):00}-{chance.Between(10, 28)} 设计发布", 13, Colours.Quiet);
            if (i < 5) sketch.Line(X + 26, y + 8, X + 26, y + 80, Colours.Line, 2);
        }
        return sketch.Finish();
    }

    /// <summary>A flange from the front, with its bolt holes, and its dimensions.</summary>
    static void Part(Sketch sketch, Chance chance, double x, double y)
    {
        var (outer, bolts) = (chance.Between(150, 172), chance.Between(4, 9));
        sketch.Line(x - 220, y, x + 220, y, Colours.Refused, 1, dashed: true).Line(x, y - 220, x, y + 220, Colours.Refused, 1, dashed: true);
        foreach (var (r, width) in new[] { (outer, 2.5), (outer - 56, 1.6), (outer - 92, 2.5) }) sketch.Circle(x, y, r, "none", Colours.Ink, width);
        sketch.Circle(x, y, outer - 28, "none", Colours.Quiet, 1);
        for (var i = 0; i < bolts; i++)
        {
            var angle = 2 * Math.PI * i / bolts;
            sketch.Circle(x + (outer - 28) * Math.Sin(angle), y - (outer - 28) * Math.Cos(angle), 11, Colours.White, Colours.Ink, 2);
        }
        sketch.Line(x - outer, y + 196, x + outer, y + 196, Colours.Quiet).Text(x, y + 190, $"Φ{outer * 2}", 15, Colours.Ink, anchor: "middle");
        sketch.Text(x + outer - 10, y - outer + 10, $"{bolts}×Φ18", 15, Colours.Ink);
    }
}
