namespace Marketplace.Api.Demo.Pictures;

/// <summary>A board of figures: bars by day, what is under way and how far.</summary>
static class BoardPicture
{
    public static byte[] Draw(Subject subject)
    {
        var (chance, c) = (subject.Chance("board"), subject.Colours);
        var sketch = Frame.Of(subject, 0).Figures(subject, Frame.Top);
        var top = Frame.Top + 116.0;
        sketch.Panel(Frame.Left, top, 600, 260, $"近两周{subject.Category.Nav[1]}");
        for (var i = 0; i < 4; i++) sketch.Line(Frame.Left + 24, top + 70 + i * 50, Frame.Left + 576, top + 70 + i * 50, Colours.Line);
        for (var day = 0; day < 14; day++)
        {
            var (x, plan, real) = (Frame.Left + 32 + day * 39, chance.Between(90, 150), chance.Between(70, 148));
            sketch.Rect(x, top + 222 - plan, 12, plan, c.Soft, 3).Rect(x + 13, top + 222 - real, 12, real, real < plan - 40 ? Colours.Waiting : c.Main, 3);
            if (day % 2 == 0) sketch.Text(x + 12, top + 244, $"3/{day + 4}", 12, Colours.Quiet, anchor: "middle");
        }
        Ring(sketch, subject, chance, Frame.Left + 616, top);
        Progress(sketch, subject, chance, top + 276);
        return sketch.Finish();
    }

    static void Ring(Sketch sketch, Subject subject, Chance chance, double x, double top)
    {
        var (part, c) = (chance.Between(0.62, 0.93), subject.Colours);
        sketch.Panel(x, top, Frame.Right - x, 260, subject.Category.Kpis[2][0]);
        var (cx, cy, r) = (x + 130, top + 146, 72.0);
        sketch.Circle(cx, cy, r, "none", Colours.Line, 20);
        var angle = part * 2 * Math.PI - Math.PI / 2;
        sketch.Path(FormattableString.Invariant($"M{cx:0.#} {cy - r:0.#}A{r} {r} 0 {(part > 0.5 ? 1 : 0)} 1 {cx + r * Math.Cos(angle):0.#} {cy + r * Math.Sin(angle):0.#}"), "none", c.Main, 20);
        sketch.Text(cx, cy + 10, $"{(int)(part * 100)}%", 30, Colours.Ink, true, "middle");
        foreach (var (i, state) in subject.Category.States.Index())
        {
            var y = top + 106 + i * 42;
            sketch.Circle(x + 240, y - 5, 6, c.Of(state[1]).Strong).Text(x + 256, y, state[0], 14, Colours.Ink);
            sketch.Text(Frame.Right - 22, y, $"{chance.Between(3, 60)}", 14, Colours.Quiet, anchor: "end");
        }
    }

    static void Progress(Sketch sketch, Subject subject, Chance chance, double top)
    {
        sketch.Panel(Frame.Left, top, Frame.Right - Frame.Left, Frame.Bottom - top, "进行中");
        for (var i = 0; i < 5; i++)
        {
            var (y, part) = (top + 66 + i * 38, chance.Between(0.15, 1.0));
            var state = part > 0.95 ? subject.Category.States[1] : chance.Of(subject.Category.States);
            sketch.Text(Frame.Left + 20, y + 8, subject.Category.Items[i], 14, Colours.Ink);
            sketch.Bar(Frame.Left + 260, y, 440, part, subject.Colours.Of(state[1]).Strong);
            sketch.Text(Frame.Left + 760, y + 9, $"{(int)(part * 100)}%", 14, Colours.Quiet, anchor: "end");
            sketch.Status(Frame.Left + 800, y + 9, state, subject);
        }
    }
}
