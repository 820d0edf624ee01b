using Marketplace.Grains.Places;
using Npgsql;

namespace Marketplace.Api.Tests.Hosting;

/// <summary>Usage of this month and of months gone by, put where the intake would have put it: past days are too late for it.</summary>
public static class PastUsage
{
    public static string ThisMonth => ChinaMonth.Of(TimeProvider.System.GetUtcNow());

    public static async Task Add(string connectionString, string order, DateOnly day, int uses, params long[] users)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand("insert into usage.daily (order_id, day, uses, events, users) values ($1, $2, $3, 1, $4)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = order });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = uses });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = users });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>So many uses on each of the first days of a month, which may lie ahead.</summary>
    public static async Task Fill(string connectionString, string order, string month, int days, int usesADay)
    {
        for (var i = 0; i < days; i++) await Add(connectionString, order, ChinaMonth.FirstDay(month).AddDays(i), usesADay, 17);
    }
}
