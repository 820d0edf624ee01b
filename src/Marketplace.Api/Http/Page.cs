using System.Text.Json;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Http;

/// <summary>Which part of a list: <c>?page=1&amp;size=50</c>, at most <see cref="SizeMax"/> rows.</summary>
public readonly record struct Page(int Number, int Size)
{
    public const int SizeMax = 200;
    public const int SizeDefault = 50;
    public const int NumberMax = 1_000_000;

    /// <summary>Rows of a CSV, which has no pages.</summary>
    public const int CsvRowsMax = 100_000;

    public long Offset => (Number - 1L) * Size;

    public static Refusal? Read(HttpContext context, out Page page)
    {
        page = default;
        if (!ReadOne(context, "page", 1, NumberMax, out var number))
            return Refusal.Invalid("page", "page is a whole number from 1.", "page 应为从 1 开始的整数。");
        if (!ReadOne(context, "size", SizeDefault, SizeMax, out var size))
            return Refusal.Invalid("size", "size is a whole number from 1 to 200.", "size 应为 1 至 200 的整数。");
        page = new Page(number, size);
        return null;
    }

    static bool ReadOne(HttpContext context, string name, int otherwise, int max, out int value)
    {
        value = otherwise;
        var text = context.Request.Query[name].ToString();
        return text.Length == 0 || (int.TryParse(text, System.Globalization.NumberStyles.None, null, out value) && value >= 1 && value <= max);
    }
}

/// <summary>A part of a list with the size of the whole.</summary>
public sealed record Listed<T>(IReadOnlyList<T> Items, int Page, int Size, long Total);
