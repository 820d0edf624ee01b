using System.Net;
using Marketplace.Api.Personal;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Npgsql;

namespace Marketplace.Api.Signals;

/// <summary>Keeps from where companies registered by themselves: as a mark, so that only crowds can be seen.</summary>
public sealed class Arrivals(NpgsqlDataSource database, Marks marks, TimeProvider clock)
{
    /// <param name="from">Null where the server does not know it.</param>
    public async Task Keep(CreditCode company, IPAddress? from, string actor, CancellationToken cancel)
    {
        if (from is null) return;
        await using var command = database.CreateCommand(
            "insert into signals.arrivals (company, day, mark, actor) values ($1, $2, $3, $4) on conflict (company) do nothing");
        var today = ChinaTime.DayOf(clock.GetUtcNow());
        foreach (var value in new object[] { company.Value, today, marks.Of(from), actor }) command.Parameters.AddWithValue(value);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
