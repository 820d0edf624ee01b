using Npgsql;

namespace Marketplace.Grains.Storage;

/// <summary>
/// Brings a database to the current schema: numbered SQL files, forward only, each in a transaction of its own, once.
/// Several nodes may start at the same time; one migrates, the others wait.
/// </summary>
public static class Migrator
{
    const long Lock = 0x4D41524B4554; // "MARKET"

    /// <summary>The names of the migrations that were applied by this call.</summary>
    /// <param name="sources">Assemblies that carry migrations as resources named <c>0001_name.sql</c>.</param>
    public static async Task<IReadOnlyList<string>> Migrate(
        NpgsqlDataSource database, CancellationToken cancel, params System.Reflection.Assembly[] sources)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await Execute(connection, $"select pg_advisory_lock({Lock})", cancel);
        try
        {
            await Execute(connection, "create table if not exists public.migrations (name text primary key, applied_at timestamptz not null default now())", cancel);
            var applied = new List<string>();
            foreach (var (name, sql) in Scripts(sources))
                if (await Apply(connection, name, sql, cancel))
                    applied.Add(name);
            return applied;
        }
        finally
        {
            await Execute(connection, $"select pg_advisory_unlock({Lock})", CancellationToken.None);
        }
    }

    static IEnumerable<(string Name, string Sql)> Scripts(System.Reflection.Assembly[] sources) =>
        from assembly in sources.Append(typeof(Migrator).Assembly).Distinct()
        from resource in assembly.GetManifestResourceNames()
        where resource.EndsWith(".sql", StringComparison.Ordinal)
        orderby resource
        select (resource, Read(assembly, resource));

    static string Read(System.Reflection.Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    static async Task<bool> Apply(NpgsqlConnection connection, string name, string sql, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var mark = new NpgsqlCommand("insert into public.migrations (name) values ($1) on conflict do nothing", connection, transaction);
        mark.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        if (await mark.ExecuteNonQueryAsync(cancel) == 0) return false;
        await Execute(connection, sql, cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
