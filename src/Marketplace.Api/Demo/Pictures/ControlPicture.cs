namespace Marketplace.Api.Demo.Pictures;

/// <summary>A control chart with its limits and the point that went astray; beside it what goes wrong most.</summary>
static class ControlPicture
{
    public static byte[] Draw(Subject subject)
    {
        var (chance, c) = (subject.Chance("control"), subject.Colours);
        var sketch = Frame.Of(subject, 4).Figures(subject, Frame.Top);
        var top = Frame.Top + 116.0;
        sketch.Panel(Frame.Left, top, 640, Frame.Bottom - top, $"均值控制图 · {subject.Category.Items[0]}");
        foreach (var (y, word, colour) in new[] { (90.0, "UCL", Colours.Refused), (230.0, "CL", Colours.Done), (370.0, "LCL", Colours.Refused) })
            sketch.Line(Frame.Left + 60, top + y, Frame.Left + 620, top + y, colour, 1.5, dashed: word != "CL").Text(Frame.Left + 20, top + y + 5, word, 13, colour);
        (double X, double Y)[] points = [.. Enumerable.Range(0, 25).Select(i => (Frame.Left + 72.0 + i * 22.5, top + (i == 17 ? 74 : 230 + chance.Between(-92, 92))))];
        sketch.Path(Sketch.Through(points), "none", c.Main, 2);
        foreach (var (i, (x, y)) in points.Index()) sketch.Circle(x, y, i == 17 ? 8 : 4.5, i == 17 ? Colours.Refused : c.Main);
        sketch.Rect(Frame.Left + 20, Frame.Bottom - 66, 600, 46, Colours.RefusedSoft, 8).Text(Frame.Left + 38, Frame.Bottom - 37, "第 18 组超出上限，已通知班长并暂停流转", 14, Colours.Refused);
        const double X = Frame.Left + 656;
        sketch.Panel(X, top, Frame.Right - X, Frame.Bottom - top, "不良原因");
        var width = Frame.Right - X - 40;
        foreach (var (i, reason) in new[] { "尺寸超差", "表面划伤", "毛刺", "气孔", "装配错漏", "其他" }.Index())
        {
            var (y, part) = (top + 76 + i * 70, 0.95 / (1 + i * 0.75));
            sketch.Text(X + 20, y, reason, 14, Colours.Ink).Text(Frame.Right - 20, y, $"{(int)(part * 46) + chance.Between(0, 2)}", 14, Colours.Quiet, anchor: "end").Bar(X + 20, y + 12, width, part, i == 0 ? Colours.Waiting : c.Main);
        }
        return sketch.Finish();
    }
}
