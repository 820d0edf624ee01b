using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Lists;

/// <param name="Query">As in the address of the list, with the question mark.</param>
public sealed record SavedFilter(string Name, string Query);

/// <summary>Filters that people keep by name, each for itself.</summary>
public sealed class SavedFilters(NpgsqlDataSource database, TimeProvider clock)
{
    public const int NameMax = 40;
    public const int QueryMax = 2_000;

    /// <summary>Of one list and one person.</summary>
    public const int CountMax = 30;

    public static readonly Refusal TooMany = new(RefusalKind.Rule, "saved-filter.too-many",
        "You keep 30 filters of this list; remove one first.", "此列表最多保存 30 个筛选；请先删除一个。", "name");

    public async Task<IReadOnlyList<SavedFilter>> Of(Guid person, string list, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select name, query from people.saved_filters where person_id = $1 and list = $2 order by name");
        command.Parameters.AddWithValue(person);
        command.Parameters.AddWithValue(list);
        var filters = new List<SavedFilter>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) filters.Add(new SavedFilter(reader.GetString(0), reader.GetString(1)));
        return filters;
    }

    /// <summary>Keeps a filter; one of the same name is replaced.</summary>
    public async Task<Refusal?> Save(Guid person, string list, SavedFilter filter, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            insert into people.saved_filters (person_id, list, name, query, saved_at)
            select $1, $2, $3, $4, $5
            where exists (select from people.saved_filters where person_id = $1 and list = $2 and name = $3)
               or (select count(*) from people.saved_filters where person_id = $1 and list = $2) < {CountMax}
            on conflict (person_id, list, name) do update set query = excluded.query, saved_at = excluded.saved_at
            """);
        foreach (var value in new object[] { person, list, filter.Name, filter.Query, clock.GetUtcNow() }) command.Parameters.AddWithValue(value);
        return await command.ExecuteNonQueryAsync(cancel) == 0 ? TooMany : null;
    }

    public async Task Remove(Guid person, string list, string name, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("delete from people.saved_filters where person_id = $1 and list = $2 and name = $3");
        foreach (var value in new object[] { person, list, name }) command.Parameters.AddWithValue(value);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
