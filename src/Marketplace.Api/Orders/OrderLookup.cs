using Npgsql;

namespace Marketplace.Api.Orders;

/// <summary>Finds an order by the number that people read out.</summary>
public sealed class OrderLookup(NpgsqlDataSource database)
{
    public async Task<string?> IdOf(string number, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select id from read.orders where number = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = number });
        return (string?)await command.ExecuteScalarAsync(cancel);
    }
}
