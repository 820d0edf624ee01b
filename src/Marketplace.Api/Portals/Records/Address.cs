using Microsoft.AspNetCore.WebUtilities;

namespace Marketplace.Api.Portals.Records;

/// <summary>Addresses of a list: its filter stands in the query, so that a list can be kept, sent and found again.</summary>
public static class Address
{
    static readonly string[] NotOfTheFilter = ["page", "notice", "after"];

    /// <summary>What a list is asked, without empty values, the page and what is said once.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Plain(this IQueryCollection query) =>
        from pair in query
        where !NotOfTheFilter.Contains(pair.Key)
        from value in pair.Value
        where !string.IsNullOrEmpty(value)
        select KeyValuePair.Create(pair.Key, value);

    /// <summary>The same list with some parameters set to something else; null takes one away.</summary>
    public static string With(this IQueryCollection query, string path, params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var pairs = query.Plain().ToList();
        foreach (var (name, value) in changes)
        {
            pairs.RemoveAll(p => p.Key == name);
            if (value is not null) pairs.Add(KeyValuePair.Create(name, value));
        }
        return QueryHelpers.AddQueryString(path, pairs.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)));
    }
}
