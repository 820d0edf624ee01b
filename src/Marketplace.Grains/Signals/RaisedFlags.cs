using System.Text;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Signals;

/// <summary>Keeps what was raised for which order and month, so that it can be told later which signals found something.</summary>
public sealed class RaisedFlags(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>
    /// Keeps the flags that a month's batch is made with. Safe to do again: what is kept already stays as it is, with what came of it.
    /// </summary>
    /// <param name="by">Who had the batch made.</param>
    public async Task Record(string month, IReadOnlyDictionary<OrderId, EquatableList<Flag>> flags, string by, CancellationToken cancel)
    {
        var rows = flags.SelectMany(f => f.Value.Select(flag => (Order: f.Key.Value, flag.Signal, Evidence: Encoding.UTF8.GetString(CanonicalJson.Write(flag.Evidence))))).ToArray();
        await using var command = database.CreateCommand(
            """
            insert into signals.raised (month, order_id, number, city, company, signal, evidence, raised_at, raised_by)
            select $1, o.id, o.number, o.city, o.company, f.signal, array(select jsonb_array_elements_text(f.evidence)), $5, $6
            from unnest($2, $3, $4) as f(order_id, signal, evidence) join read.orders o on o.id = f.order_id
            on conflict (month, order_id, signal) do nothing
            """);
        command.Parameters.Add(Sql.Param(month));
        command.Parameters.Add(Sql.Param(Array.ConvertAll(rows, r => r.Order)));
        command.Parameters.Add(Sql.Param(Array.ConvertAll(rows, r => r.Signal)));
        command.Parameters.Add(Sql.Json(Array.ConvertAll(rows, r => r.Evidence)));
        command.Parameters.Add(Sql.Param(clock.GetUtcNow()));
        command.Parameters.Add(Sql.Param(by));
        await command.ExecuteNonQueryAsync(cancel);
    }
}
