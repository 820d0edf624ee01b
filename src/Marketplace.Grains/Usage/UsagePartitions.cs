using System.Collections.Concurrent;
using System.Globalization;
using Marketplace.Grains.Places;
using Npgsql;

namespace Marketplace.Grains.Usage;

/// <summary>Partitions of the events, a month each; made before the first event of their month, by whichever node needs it first.</summary>
public sealed class UsagePartitions(NpgsqlDataSource database)
{
    const long Lock = 0x5553414745; // "USAGE"

    readonly ConcurrentDictionary<string, bool> _made = new(StringComparer.Ordinal);

    public static string NameOf(string month) => $"events_{month.Replace('-', '_')}";

    public async ValueTask Ensure(string month, CancellationToken cancel)
    {
        if (_made.ContainsKey(month)) return;
        await Make(database, month, cancel);
        _made[month] = true;
    }

    /// <summary>Making it again changes nothing.</summary>
    public static async Task Make(NpgsqlDataSource database, string month, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(Script(month));
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Attached rather than created in place, which would wait for all who write and make them wait.</summary>
    static string Script(string month)
    {
        var name = NameOf(month);
        string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return
            $"""
            do $$ begin
              perform pg_advisory_xact_lock({Lock});
              if to_regclass('usage.{name}') is null then
                create table usage.{name} (like usage.events including all);
                alter table usage.events attach partition usage.{name}
                  for values from ('{Day(ChinaMonth.FirstDay(month))} 00:00+08') to ('{Day(ChinaMonth.DayAfter(month))} 00:00+08');
              end if;
            end $$
            """;
    }
}
