using System.Text.Json;
using Marketplace.Api.Portals;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Lists;

/// <summary>What stands in the cells of a row, for machines as it is stored and for people in words.</summary>
public static class Cells
{
    /// <summary>The text of a field of a document; null where there is none.</summary>
    public static string? Text(JsonElement document, string field)
    {
        foreach (var name in field.Split('.'))
            if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty(name, out document))
                return null;
        return document.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => document.ToString(),
        };
    }

    /// <summary>The column's name for people.</summary>
    public static string Heading(this Texts texts, ListShape shape, Column column, Language language) => texts.Heading(shape.Name, column, language);

    public static string Heading(this Texts texts, string list, Column column, Language language)
    {
        var own = $"columns.{list}.{column.Field}";
        return texts.In(language, texts.Has(own) ? own : $"columns.{column.Field}");
    }

    /// <summary>A code in words, such as 小型 for <c>small</c>; itself where there are none.</summary>
    public static string Word(this Texts texts, Column column, string code, Language language) =>
        texts.Word(column.Words ?? (column.Kind == ColumnKind.Flag ? "flag" : ""), code, language);

    /// <param name="group">Such as <c>size</c> or <c>city</c>.</param>
    public static string Word(this Texts texts, string group, string code, Language language)
    {
        var key = group switch
        {
            "city" when !Province.Cities.ContainsKey(code) => $"words.owner.{code}",
            "orderStatus" => $"order.status.{code}",
            _ => $"words.{group}.{code}",
        };
        return texts.Has(key) ? texts.In(language, key) : code;
    }
}
