using System.Text.Json.Serialization;

namespace Marketplace.Api.Access;

/// <summary>
/// What a person of a company may do beyond looking. Keys for machines and the people of other roles have all rights.
/// </summary>
[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<Right>))]
public enum Right
{
    /// <summary>Only looks.</summary>
    [JsonStringEnumMemberName("none")] None = 0,

    /// <summary>Orders, cancels, rates, launches.</summary>
    [JsonStringEnumMemberName("order")] Order = 1,

    /// <summary>Members, keys and settings of the company.</summary>
    [JsonStringEnumMemberName("manage")] Manage = 2,
}

public static class Rights
{
    public const Right All = Right.Order | Right.Manage;

    static readonly (Right Right, string Name)[] Named = [(Right.Order, "order"), (Right.Manage, "manage")];

    public static bool Includes(this Right rights, Right right) => (rights & right) == right;

    /// <summary>The names in the API, such as <c>["order"]</c>.</summary>
    public static IReadOnlyList<string> Names(this Right rights) => [.. Named.Where(n => rights.Includes(n.Right)).Select(n => n.Name)];

    /// <summary>Null when one of the names is none.</summary>
    public static Right? Parse(IEnumerable<string?> names)
    {
        var rights = Right.None;
        foreach (var name in names)
        {
            var (right, _) = Array.Find(Named, n => n.Name == name);
            if (right == Right.None) return null;
            rights |= right;
        }
        return rights;
    }
}
