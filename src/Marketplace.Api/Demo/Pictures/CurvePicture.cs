namespace Marketplace.Api.Demo.Pictures;

/// <summary>Curves over a day with peaks, and what makes them.</summary>
static class CurvePicture
{
    const double Base = Frame.Top + 396;

    public static byte[] Draw(Subject subject)
    {
        var (chance, c) = (subject.Chance("curve"), subject.Colours);
        var sketch = Frame.Of(subject, 2).Figures(subject, Frame.Top);
        sketch.Panel(Frame.Left, Frame.Top + 116, Frame.Right - Frame.Left, 320, $"24 小时 · {subject.Category.Nav[2]}");
        sketch.Rect(Frame.Left + 60 + 8 * 37, Frame.Top + 166, 3 * 37, 230, Colours.WaitingSoft).Text(Frame.Left + 68 + 8 * 37, Frame.Top + 186, "峰", 13, Colours.Waiting);
        for (var i = 0; i < 5; i++)
            sketch.Line(Frame.Left + 60, Base - i * 54, Frame.Right - 24, Base - i * 54, Colours.Line).Text(Frame.Left + 50, Base - i * 54 + 4, $"{i * 100}", 12, Colours.Quiet, anchor: "end");
        var today = Day(chance, 1);
        sketch.Path(Sketch.Through(Day(chance, 0.78)), "none", Colours.Quiet, 2, dashed: true);
        sketch.Path($"{Sketch.Through(today)}L{Frame.Left + 60 + 24 * 37} {Base}L{Frame.Left + 60} {Base}Z", c.Main, opacity: 0.14);
        sketch.Path(Sketch.Through(today), "none", c.Main, 3);
        for (var hour = 0; hour <= 24; hour += 4) sketch.Text(Frame.Left + 60 + hour * 37, Base + 22, $"{hour}:00", 12, Colours.Quiet, anchor: "middle");
        var top = Frame.Top + 452.0;
        sketch.Panel(Frame.Left, top, Frame.Right - Frame.Left, Frame.Bottom - top);
        for (var i = 0; i < 6; i++)
        {
            var (x, y, part) = (Frame.Left + 20 + i % 2 * 484, top + 38 + i / 2 * 50, chance.Between(0.2, 0.95));
            sketch.Text(x, y + 8, subject.Category.Items[i], 14, Colours.Ink).Bar(x + 160, y, 210, part, part > 0.85 ? Colours.Waiting : c.Main);
            sketch.Text(x + 452, y + 9, $"{(int)(part * 1200)}", 14, Colours.Quiet, anchor: "end");
        }
        return sketch.Finish();
    }

    /// <summary>Low at night, two shifts, a dip at noon.</summary>
    static List<(double X, double Y)> Day(Chance chance, double scale) =>
        [.. Enumerable.Range(0, 25).Select(h => (Frame.Left + 60.0 + h * 37, Base - scale * ((h is < 7 or > 21 ? 40 : h is 12 or 18 ? 120 : 185) + chance.Between(-18, 22))))];
}
