namespace Marketplace.Api.Demo.Pictures;

/// <summary>Everything that is watched, one tile each, with its state.</summary>
static class MachinesPicture
{
    public static byte[] Draw(Subject subject)
    {
        var chance = subject.Chance("machines");
        var sketch = Frame.Of(subject, 0).Figures(subject, Frame.Top);
        const double Gap = 14;
        var width = (Frame.Right - Frame.Left - 3 * Gap) / 4;
        for (var i = 0; i < 12; i++)
        {
            var (x, y) = (Frame.Left + i % 4 * (width + Gap), Frame.Top + 116 + i / 4 * 178.0);
            var state = subject.Category.States[i == 6 ? 2 : chance.Happens(0.72) ? 0 : 1];
            var tone = subject.Colours.Of(state[1]);
            sketch.Panel(x, y, width, 164).Rect(x, y, width, 5, tone.Strong, 2);
            sketch.Text(x + 18, y + 38, subject.Category.Items[i % 8], 15, Colours.Ink, bold: true).Status(x + 18, y + 70, state, subject);
            var line = Enumerable.Range(0, 15).Select(n => (x + 18 + n * (width - 36) / 14, y + 128 - chance.Between(0, i == 6 ? 6 : 38)));
            sketch.Path(Sketch.Through(line), "none", tone.Strong, 2).Line(x + 18, y + 138, x + width - 18, y + 138, Colours.Line);
            sketch.Text(x + width - 18, y + 70, $"{chance.Between(52, 99)}%", 16, Colours.Ink, true, "end");
        }
        return sketch.Finish();
    }
}
