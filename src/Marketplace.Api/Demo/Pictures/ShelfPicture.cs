namespace Marketplace.Api.Demo.Pictures;

/// <summary>A warehouse from above: every bin with what is in it.</summary>
static class ShelfPicture
{
    public static byte[] Draw(Subject subject)
    {
        var (chance, c) = (subject.Chance("shelf"), subject.Colours);
        var sketch = Frame.Of(subject, 0);
        sketch.Panel(Frame.Left, Frame.Top, 660, Frame.Bottom - Frame.Top, "一号库 · 库位图");
        foreach (var (i, (word, colour)) in new[] { ("空", "#eef1f4"), ("半满", c.Soft), ("满", c.Main), ("待检", Colours.Waiting) }.Index())
            sketch.Rect(Frame.Left + 330 + i * 82, Frame.Top + 20, 14, 14, colour, 3).Text(Frame.Left + 350 + i * 82, Frame.Top + 32, word, 13, Colours.Quiet);
        for (var aisle = 0; aisle < 6; aisle++)
        {
            var y = Frame.Top + 64 + aisle * 94;
            sketch.Text(Frame.Left + 24, y + 38, $"{(char)('A' + aisle)}", 16, Colours.Quiet, bold: true);
            for (var bin = 0; bin < 24; bin++)
            {
                var fill = chance.Happens(0.05) ? Colours.Waiting : chance.Happens(0.2) ? "#eef1f4" : chance.Happens(0.4) ? c.Soft : c.Main;
                sketch.Rect(Frame.Left + 50 + bin % 12 * 48, y + bin / 12 * 34, 44, 30, fill, 4);
            }
        }
        sketch.Rect(Frame.Left + 50 + 7 * 48 - 3, Frame.Top + 64 + 2 * 94 - 3, 50, 36, "none", 6, Colours.Refused);
        Side(sketch, subject, chance);
        return sketch.Finish();
    }

    static void Side(Sketch sketch, Subject subject, Chance chance)
    {
        const double X = Frame.Left + 676;
        sketch.Panel(X, Frame.Top, Frame.Right - X, 238, "库位 C-08");
        foreach (var (i, (label, value)) in new[]
        {
            ("物料", subject.Category.Items[chance.Between(0, 7)]), ("批次", $"2603{chance.Between(10, 28)}"), ("数量", $"{chance.Between(20, 480)}"),
            ("入库", $"03-{chance.Between(10, 28)} 14:20"),
        }.Index())
            sketch.Text(X + 20, Frame.Top + 74 + i * 40, label, 14, Colours.Quiet).Text(Frame.Right - 20, Frame.Top + 74 + i * 40, value, 14, Colours.Ink, anchor: "end");
        sketch.Panel(X, Frame.Top + 254, Frame.Right - X, Frame.Bottom - Frame.Top - 254, "今日动作");
        for (var i = 0; i < 7; i++)
        {
            var y = Frame.Top + 326 + i * 46;
            var isIn = chance.Happens(0.5);
            sketch.Circle(X + 30, y - 5, 11, isIn ? Colours.DoneSoft : subject.Colours.Soft).Text(X + 30, y, isIn ? "入" : "出", 12, isIn ? Colours.Done : subject.Colours.Main, anchor: "middle");
            sketch.Text(X + 52, y, subject.Category.Items[(i * 3 + 1) % 8], 14, Colours.Ink).Text(Frame.Right - 20, y, $"{chance.Between(2, 90)}", 14, Colours.Quiet, anchor: "end");
        }
    }
}
