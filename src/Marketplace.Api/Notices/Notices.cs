using Marketplace.Api.Access;
using Npgsql;

namespace Marketplace.Api.Notices;

/// <summary>Tells companies, vendors and bureaus what is going to happen, each thing once.</summary>
public sealed class Notices(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>As many as one recipient is shown: the latest.</summary>
    public const int ShownMax = 200;

    /// <summary>Gives those that were not given before, and says how many that was.</summary>
    public async Task<int> Give(IReadOnlyCollection<NewNotice> notices, CancellationToken cancel)
    {
        if (notices.Count == 0) return 0;
        await using var command = database.CreateCommand(
            """
            insert into notices.given (role, scope, kind, subject, due_on, step, made_at)
            select n.*, $7 from unnest($1, $2, $3, $4, $5, $6) n
            on conflict (role, kind, subject, due_on, step) do nothing
            """);
        command.Parameters.AddWithValue(notices.Select(n => n.Role.Name()).ToArray());
        command.Parameters.AddWithValue(notices.Select(n => n.Scope).ToArray());
        command.Parameters.AddWithValue(notices.Select(n => n.Kind).ToArray());
        command.Parameters.AddWithValue(notices.Select(n => n.Order).ToArray());
        command.Parameters.AddWithValue(notices.Select(n => n.DueOn).ToArray());
        command.Parameters.AddWithValue(notices.Select(n => n.Step).ToArray());
        command.Parameters.AddWithValue(clock.GetUtcNow());
        return await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The requester's own, the latest first.</summary>
    public async Task<IReadOnlyList<Notice>> Of(Requester requester, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select id, kind, subject, due_on, step, made_at, seen_at from notices.given
            where role = $1 and scope = $2 order by made_at desc, id desc limit {ShownMax}
            """);
        command.Parameters.AddWithValue(requester.Role.Name());
        command.Parameters.AddWithValue(requester.Scope ?? "");
        var notices = new List<Notice>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            notices.Add(new Notice(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateOnly>(3), reader.GetInt32(4),
                reader.GetFieldValue<DateTimeOffset>(5), await reader.IsDBNullAsync(6, cancel) ? null : reader.GetFieldValue<DateTimeOffset>(6)));
        return notices;
    }

    /// <summary>The recipient has seen it; false when there is no such notice for this recipient.</summary>
    public async Task<bool> See(long id, Requester requester, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "update notices.given set seen_at = coalesce(seen_at, $4) where id = $1 and role = $2 and scope = $3");
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(requester.Role.Name());
        command.Parameters.AddWithValue(requester.Scope ?? "");
        command.Parameters.AddWithValue(clock.GetUtcNow());
        return await command.ExecuteNonQueryAsync(cancel) > 0;
    }
}
