using System.Globalization;
using Marketplace.Grains.Runtime;
using Microsoft.Extensions.Primitives;

namespace Marketplace.Api.Http;

/// <summary>Which part of a list: <c>?page=1&amp;size=50</c>, at most <see cref="SizeMax"/> rows.</summary>
public readonly record struct Page(int Number, int Size)
{
    public const int SizeMax = 200;
    public const int SizeDefault = 50;
    public const int NumberMax = 1_000_000;

    /// <summary>Rows of a file, which has no pages.</summary>
    public const int FileRowsMax = 100_000;

    public long Offset => (Number - 1L) * Size;

    /// <param name="sizeMayBeAWord">True where the list is also filtered by <c>?size=</c>: only a number is meant for the page then.</param>
    public static Refusal? Read(IQueryCollection query, out Page page, bool sizeMayBeAWord = false)
    {
        page = default;
        if (!ReadOne(query["page"], 1, NumberMax, out var number))
            return Refusal.Invalid("page", "page is a whole number from 1.", "page 应为从 1 开始的整数。");
        var sizes = sizeMayBeAWord ? new StringValues([.. query["size"].Where(IsNumber)]) : query["size"];
        if (!ReadOne(sizes, SizeDefault, SizeMax, out var size))
            return Refusal.Invalid("size", "size is a whole number from 1 to 200.", "size 应为 1 至 200 的整数。");
        page = new Page(number, size);
        return null;
    }

    public static bool IsNumber(string? text) => !string.IsNullOrEmpty(text) && text.All(char.IsAsciiDigit);

    static bool ReadOne(StringValues values, int otherwise, int max, out int value)
    {
        value = otherwise;
        var text = values.ToString();
        return text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= 1 && value <= max);
    }
}

/// <summary>A part of a list, with the size of the whole and the sums of its columns of money in yuan.</summary>
public sealed record Listed<T>(IReadOnlyList<T> Items, int Page, int Size, long Total, IReadOnlyDictionary<string, string> Totals);
