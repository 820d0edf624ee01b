namespace Marketplace.Api.Demo.Pictures;

/// <summary>What runs when on which machine, and today's line through it.</summary>
static class GanttPicture
{
    public static byte[] Draw(Subject subject)
    {
        var (chance, c) = (subject.Chance("gantt"), subject.Colours);
        var sketch = Frame.Of(subject, 1).Panel(Frame.Left, Frame.Top, Frame.Right - Frame.Left, Frame.Bottom - Frame.Top, "排产 · 本周");
        foreach (var (i, word) in new[] { "日", "周", "月" }.Index())
            sketch.Rect(Frame.Right - 170 + i * 52, Frame.Top + 14, 48, 30, i == 1 ? c.Main : Colours.Page, 6).Text(Frame.Right - 146 + i * 52, Frame.Top + 34, word, 14, i == 1 ? Colours.White : Colours.Quiet, anchor: "middle");
        var (left, top) = (Frame.Left + 150.0, Frame.Top + 64.0);
        var day = (Frame.Right - 20 - left) / 7;
        for (var i = 0; i < 7; i++)
        {
            if (i > 4) sketch.Rect(left + i * day, top, day, Frame.Bottom - top - 16, Colours.Page);
            sketch.Line(left + i * day, top, left + i * day, Frame.Bottom - 16, Colours.Line).Text(left + i * day + day / 2, top + 24, $"周{"一二三四五六日"[i]} {10 + i}", 13, Colours.Quiet, anchor: "middle");
        }
        for (var row = 0; row < 9; row++)
        {
            var y = top + 44 + row * 57;
            sketch.Line(Frame.Left, y - 4, Frame.Right, y - 4, Colours.Line).Text(Frame.Left + 20, y + 31, subject.Category.Items[row % 8], 14, Colours.Ink);
            for (var x = left + chance.Between(2, 60); x < Frame.Right - 150;)
            {
                var (width, tone) = (chance.Between(80, 210), subject.Colours.Of(chance.Happens(0.12) ? "waiting" : chance.Happens(0.25) ? "done" : "action"));
                width = (int)Math.Min(width, Frame.Right - 24 - x);
                sketch.Rect(x, y + 6, width, 38, tone.Soft, 6).Rect(x, y + 6, 5, 38, tone.Strong, 2);
                sketch.Text(x + 14, y + 30, $"G{chance.Between(2601, 2699)}", 13, tone.Strong, bold: true);
                x += width + chance.Between(8, 60);
            }
        }
        var now = left + 2.4 * day;
        sketch.Line(now, top + 30, now, Frame.Bottom - 16, Colours.Refused, 2).Circle(now, top + 32, 5, Colours.Refused);
        return sketch.Finish();
    }
}
