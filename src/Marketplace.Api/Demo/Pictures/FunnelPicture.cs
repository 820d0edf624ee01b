namespace Marketplace.Api.Demo.Pictures;

/// <summary>From enquiries to contracts: a funnel, and cards by stage.</summary>
static class FunnelPicture
{
    static readonly string[] Stages = ["询价", "报价", "寄样", "谈判", "签约"];

    public static byte[] Draw(Subject subject)
    {
        var (chance, c) = (subject.Chance("funnel"), subject.Colours);
        var sketch = Frame.Of(subject, 0).Figures(subject, Frame.Top);
        var top = Frame.Top + 116.0;
        sketch.Panel(Frame.Left, top, 340, Frame.Bottom - top, "本季销售漏斗");
        foreach (var (i, stage) in Stages.Index())
        {
            var (y, upper, lower) = (top + 60 + i * 88, 280 - i * 46.0, 280 - (i + 1) * 46.0);
            var middle = Frame.Left + 170.0;
            sketch.Path($"{Sketch.Through([(middle - upper / 2, y), (middle + upper / 2, y), (middle + lower / 2, y + 74), (middle - lower / 2, y + 74)])}Z", c.Main, opacity: 1 - i * 0.15);
            sketch.Text(middle, y + 34, stage, 15, Colours.White, true, "middle").Text(middle, y + 56, $"{96 - i * 19 - chance.Between(0, 6)}", 15, Colours.White, anchor: "middle");
        }
        var width = (Frame.Right - Frame.Left - 340 - 3 * 12) / 3.0;
        for (var stage = 1; stage <= 3; stage++) Cards(sketch, subject, chance, stage, Frame.Left + 340 + 12 + (stage - 1) * (width + 12), width, top);
        return sketch.Finish();
    }

    static void Cards(Sketch sketch, Subject subject, Chance chance, int stage, double x, double width, double top)
    {
        sketch.Rect(x, top, width, Frame.Bottom - top, "#ebeff3", 10).Text(x + 14, top + 28, Stages[stage], 15, Colours.Ink, bold: true);
        sketch.Text(x + width - 14, top + 28, $"{chance.Between(4, 12)}", 14, Colours.Quiet, anchor: "end");
        for (var i = 0; i < 4; i++)
        {
            var y = top + 44 + i * 120;
            if (stage == 3 && i == 3) continue;
            sketch.Panel(x + 10, y, width - 20, 108).Text(x + 22, y + 30, subject.Category.Items[(stage * 3 + i) % 8], 14, Colours.Ink, bold: true);
            sketch.Text(x + 22, y + 58, $"¥{chance.Between(2, 40)}.{chance.Between(1, 9)} 万", 16, subject.Colours.Main, bold: true);
            sketch.Text(x + 22, y + 88, $"下次 3-{chance.Between(12, 29)}", 13, i == 1 ? Colours.Refused : Colours.Quiet);
            sketch.Circle(x + width - 36, y + 80, 13, subject.Colours.Soft).Text(x + width - 36, y + 85, $"{"李张陈周"[(stage + i) % 4]}", 12, subject.Colours.Main, anchor: "middle");
        }
    }
}
