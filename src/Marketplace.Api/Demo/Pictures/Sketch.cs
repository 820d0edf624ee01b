using System.Globalization;
using System.Net;
using System.Text;

namespace Marketplace.Api.Demo.Pictures;

/// <summary>A drawing in SVG, written from back to front.</summary>
sealed class Sketch(int width, int height)
{
    readonly StringBuilder _svg = new(
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Of(width)} {Of(height)}\" width=\"{Of(width)}\" height=\"{Of(height)}\" font-family=\"PingFang SC,Microsoft YaHei,Noto Sans CJK SC,sans-serif\">");

    public Sketch Rect(double x, double y, double w, double h, string fill, int radius = 0, string? stroke = null) =>
        Add($"<rect x=\"{Of(x)}\" y=\"{Of(y)}\" width=\"{Of(w)}\" height=\"{Of(h)}\"{(radius == 0 ? "" : $" rx=\"{Of(radius)}\"")} fill=\"{fill}\"{Stroke(stroke)}/>");

    public Sketch Circle(double x, double y, double r, string fill, string? stroke = null, double width = 1) =>
        Add($"<circle cx=\"{Of(x)}\" cy=\"{Of(y)}\" r=\"{Of(r)}\" fill=\"{fill}\"{Stroke(stroke, width)}/>");

    public Sketch Text(double x, double y, string text, int size, string fill, bool bold = false, string anchor = "start") =>
        Add($"<text x=\"{Of(x)}\" y=\"{Of(y)}\" font-size=\"{Of(size)}\" fill=\"{fill}\"{(bold ? " font-weight=\"600\"" : "")}{(anchor == "start" ? "" : $" text-anchor=\"{anchor}\"")}>{WebUtility.HtmlEncode(text)}</text>");

    public Sketch Line(double x1, double y1, double x2, double y2, string stroke, double width = 1, bool dashed = false) =>
        Path($"M{Of(x1)} {Of(y1)}L{Of(x2)} {Of(y2)}", "none", stroke, width, dashed);

    public Sketch Path(string d, string fill, string? stroke = null, double width = 1, bool dashed = false, double opacity = 1) =>
        Add($"<path d=\"{d}\" fill=\"{fill}\"{Stroke(stroke, width)}{(dashed ? " stroke-dasharray=\"6 5\"" : "")}{(opacity < 1 ? $" opacity=\"{Of(opacity)}\"" : "")}/>");

    /// <summary>The points as the beginning of a path.</summary>
    public static string Through(IEnumerable<(double X, double Y)> points) =>
        "M" + string.Join('L', points.Select(p => $"{Of(p.X)} {Of(p.Y)}"));

    public byte[] Finish() => Encoding.UTF8.GetBytes(_svg.Append("</svg>").ToString());

    Sketch Add(string element)
    {
        _svg.Append(element);
        return this;
    }

    static string Stroke(string? stroke, double width = 1) =>
        stroke is null ? "" : $" stroke=\"{stroke}\"{(width == 1 ? "" : $" stroke-width=\"{Of(width)}\"")}";

    static string Of(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
