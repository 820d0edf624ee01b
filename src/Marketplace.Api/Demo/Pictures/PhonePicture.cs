namespace Marketplace.Api.Demo.Pictures;

/// <summary>The same work on a phone, three screens side by side.</summary>
static class PhonePicture
{
    const double ScreenWidth = 290, ScreenHeight = 630;

    public static byte[] Draw(Subject subject)
    {
        var (chance, c) = (subject.Chance("phone"), subject.Colours);
        var sketch = new Sketch(Frame.Width, Frame.Height).Rect(0, 0, Frame.Width, Frame.Height, c.Soft);
        for (var i = 0; i < 3; i++)
        {
            var (x, y) = (120 + i * 335.0, i == 1 ? 40.0 : 80.0);
            sketch.Rect(x - 10, y - 10, ScreenWidth + 20, ScreenHeight + 20, Colours.Ink, 36).Rect(x, y, ScreenWidth, ScreenHeight, Colours.Page, 28);
            sketch.Path($"M{x} {y + 88}V{y + 28}a28 28 0 0 1 28 -28h{ScreenWidth - 56}a28 28 0 0 1 28 28v60z", c.Main);
            sketch.Text(x + 20, y + 62, i == 1 ? subject.Product : subject.Category.Nav[i + 1], 19, Colours.White, bold: true);
            if (i == 0) Rows(sketch, subject, chance, x, y);
            else if (i == 1) Tiles(sketch, subject, x, y);
            else Scan(sketch, subject, x, y);
        }
        return sketch.Finish();
    }

    static void Rows(Sketch sketch, Subject subject, Chance chance, double x, double y)
    {
        for (var i = 0; i < 6; i++)
        {
            var top = y + 104 + i * 84;
            sketch.Panel(x + 14, top, ScreenWidth - 28, 74).Text(x + 28, top + 30, subject.Category.Items[i], 15, Colours.Ink, bold: true);
            sketch.Text(x + 28, top + 55, $"03-{chance.Between(10, 28)} {chance.Between(8, 17):00}:{chance.Between(10, 59)}", 13, Colours.Quiet).Status(x + ScreenWidth - 96, top + 44, chance.Of(subject.Category.States), subject);
        }
    }

    static void Tiles(Sketch sketch, Subject subject, double x, double y)
    {
        foreach (var (i, kpi) in subject.Category.Kpis.Index())
        {
            var (left, top) = (x + 14 + i % 2 * 134, y + 104 + i / 2 * 98);
            sketch.Panel(left, top, 128, 88).Text(left + 12, top + 30, kpi[0], 13, Colours.Quiet).Text(left + 12, top + 64, kpi[1], 18, Colours.Ink, bold: true);
        }
        foreach (var (i, entry) in subject.Category.Nav.Index())
        {
            var (cx, top) = (x + 58 + i % 3 * 87, y + 330 + i / 3 * 110);
            sketch.Rect(cx - 26, top, 52, 52, i == 1 ? subject.Colours.Main : subject.Colours.Soft, 14).Circle(cx, top + 26, 9, "none", i == 1 ? Colours.White : subject.Colours.Main, 3);
            sketch.Text(cx, top + 76, entry, 13, Colours.Ink, anchor: "middle");
        }
    }

    static void Scan(Sketch sketch, Subject subject, double x, double y)
    {
        sketch.Rect(x + 45, y + 118, 200, 200, Colours.White, 14, Colours.Line);
        var chance = subject.Chance("code");
        for (var i = 0; i < 64; i++)
            if (chance.Happens(0.5)) sketch.Rect(x + 69 + i % 8 * 19, y + 142 + i / 8 * 19, 17, 17, Colours.Ink);
        sketch.Text(x + 145, y + 354, "扫描成功", 16, Colours.Done, true, "middle").Panel(x + 14, y + 374, ScreenWidth - 28, 120);
        sketch.Text(x + 30, y + 408, subject.Category.Items[1], 16, Colours.Ink, bold: true).Text(x + 30, y + 438, subject.Category.Nav[2], 13, Colours.Quiet).Text(x + 30, y + 468, $"{chance.Between(12, 240)}", 20, subject.Colours.Main, bold: true);
        sketch.Rect(x + 14, y + 550, ScreenWidth - 28, 54, subject.Colours.Main, 12).Text(x + 145, y + 584, "确认提交", 17, Colours.White, true, "middle");
    }
}
