namespace Marketplace.Api.Lists;

/// <summary>What a column holds; spreadsheets get real numbers and dates for it.</summary>
public enum ColumnKind
{
    Text,
    Money,
    Whole,
    Instant,
    Flag,
}

/// <summary>A column of a list.</summary>
/// <param name="Field">Path into the row's document, such as <c>split.province</c>; also its name in URLs and in CSV headers.</param>
/// <param name="Sort">SQL to sort by; null where sorting says nothing.</param>
/// <param name="Sum">SQL, in fen, that is summed over the whole filter; null where a sum says nothing.</param>
/// <param name="Words">The group of words that tells its codes to people, such as <c>size</c>.</param>
public sealed record Column(string Field, ColumnKind Kind = ColumnKind.Text, string? Sort = null, string? Sum = null, string? Words = null);
