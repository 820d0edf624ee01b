using System.Text;
using Microsoft.Extensions.Primitives;
using Npgsql;

namespace Marketplace.Api.Lists;

/// <summary>Conditions that a request may give, left out where it gives none, and those that its role and scope impose.</summary>
public sealed class ListFilter
{
    const int WordsMax = 8;

    readonly List<Condition> _conditions = [];

    /// <param name="Name">The query parameter it comes from; null where it is imposed.</param>
    /// <param name="Sql">With <c>?</c> wherever the value stands.</param>
    sealed record Condition(string? Name, string Sql, object Value);

    /// <summary>What the requester may see at all; no query parameter takes it away.</summary>
    public ListFilter Only(string sql, object? value) => Add(null, sql, value);

    public ListFilter Where(string name, string sql, object? value) => Add(name, sql, value);

    /// <summary>One of the values, where any is given.</summary>
    public ListFilter AnyOf(string name, string column, StringValues values)
    {
        var wanted = values.Where(v => !string.IsNullOrEmpty(v)).ToArray();
        return Add(name, $"{column} = any(?)", wanted.Length == 0 ? null : wanted);
    }

    /// <summary>Every word of the query somewhere in one of the columns.</summary>
    public ListFilter Search(string? query, params ReadOnlySpan<string> columns)
    {
        var text = $"concat_ws(' ', {string.Join(", ", columns)}) ilike ?";
        foreach (var word in (query ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(WordsMax))
            Add("q", text, $"%{Escape(word)}%");
        return this;
    }

    /// <summary>The where-clause with its parameters.</summary>
    /// <param name="without">Leaves out what this query parameter asks, so that its other values can be counted.</param>
    internal string Sql(NpgsqlParameterCollection parameters, string? without = null)
    {
        var sql = new StringBuilder();
        foreach (var condition in _conditions.Where(c => c.Name is null || c.Name != without))
        {
            parameters.Add(new NpgsqlParameter { Value = condition.Value });
            sql.Append(sql.Length == 0 ? " where " : " and ")
                .Append(condition.Sql.Replace("?", $"${parameters.Count}", StringComparison.Ordinal));
        }
        return sql.ToString();
    }

    ListFilter Add(string? name, string sql, object? value)
    {
        if (value is not (null or "")) _conditions.Add(new Condition(name, sql, value));
        return this;
    }

    static string Escape(string word) => word.Replace("\\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
