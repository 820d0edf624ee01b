namespace Marketplace.Api.Demo.Pictures;

/// <summary>What every such software looks like around its work: a bar on top, a menu at the side.</summary>
static class Frame
{
    public const int Width = 1200, Height = 750;
    public const int Left = 204, Top = 84, Right = 1176, Bottom = 726;

    const int SideWidth = 180, BarHeight = 60;

    /// <param name="active">Which entry of the menu is open.</param>
    public static Sketch Of(Subject subject, int active)
    {
        var c = subject.Colours;
        var sketch = new Sketch(Width, Height).Rect(0, 0, Width, Height, Colours.Page).Rect(0, 0, SideWidth, Height, c.Side);
        sketch.Rect(20, 17, 26, 26, c.Main, 7).Path("M27 35V27l6-4 6 4v8z", Colours.White);
        sketch.Text(56, 36, subject.Product, 16, c.Side == Colours.White ? Colours.Ink : Colours.White, bold: true);
        foreach (var (i, entry) in subject.Category.Nav.Index())
        {
            var y = 84 + i * 46;
            if (i == active) sketch.Rect(12, y, SideWidth - 24, 38, c.Main, 8);
            sketch.Circle(34, y + 19, 4, i == active ? Colours.White : c.SideText);
            sketch.Text(50, y + 24, entry, 15, i == active ? Colours.White : c.SideText, bold: i == active);
        }
        sketch.Rect(SideWidth, 0, Width - SideWidth, BarHeight, Colours.White).Line(SideWidth, BarHeight, Width, BarHeight, Colours.Line);
        sketch.Text(Left, 37, subject.Category.Nav[active], 18, Colours.Ink, bold: true);
        sketch.Rect(820, 14, 240, 32, Colours.Page, 16).Text(838, 35, "搜索", 14, Colours.Quiet);
        sketch.Circle(1104, 30, 8, "none", Colours.Quiet, 1.6).Circle(1150, 30, 15, c.Soft).Text(1150, 35, "王", 14, c.Main, anchor: "middle");
        return sketch;
    }

    public static Sketch Panel(this Sketch sketch, double x, double y, double w, double h, string? title = null)
    {
        sketch.Rect(x, y, w, h, Colours.White, 10, Colours.Line);
        return title is null ? sketch : sketch.Text(x + 20, y + 32, title, 16, Colours.Ink, bold: true);
    }

    /// <summary>Four figures side by side.</summary>
    public static Sketch Figures(this Sketch sketch, Subject subject, double y)
    {
        const double Gap = 16;
        var width = (Right - Left - 3 * Gap) / 4;
        foreach (var (i, kpi) in subject.Category.Kpis.Index())
        {
            var x = Left + i * (width + Gap);
            sketch.Panel(x, y, width, 96).Text(x + 18, y + 34, kpi[0], 14, Colours.Quiet).Text(x + 18, y + 72, kpi[1], 26, Colours.Ink, bold: true);
            sketch.Rect(x + width - 34, y + 20, 14, 14, i == 0 ? subject.Colours.Main : subject.Colours.Soft, 4);
        }
        return sketch;
    }

    public static Sketch Status(this Sketch sketch, double x, double y, string[] state, Subject subject)
    {
        var (strong, soft) = subject.Colours.Of(state[1]);
        return sketch.Rect(x, y - 17, 16 + state[0].Length * 14, 24, soft, 6).Text(x + 8, y, state[0], 13, strong);
    }

    public static Sketch Bar(this Sketch sketch, double x, double y, double w, double part, string colour) =>
        sketch.Rect(x, y, w, 8, Colours.Line, 4).Rect(x, y, Math.Max(8, w * part), 8, colour, 4);
}
