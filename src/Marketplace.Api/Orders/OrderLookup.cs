using Marketplace.Grains.Orders;
using Npgsql;

namespace Marketplace.Api.Orders;

/// <summary>Finds an order by the number that people read out.</summary>
public sealed class OrderLookup(NpgsqlDataSource database)
{
    /// <summary>The id that an id or a number stands for; what is neither stays as it is and is not found.</summary>
    public async Task<OrderId> Resolve(string idOrNumber, CancellationToken cancel)
    {
        if (!OrderNumber.IsValid(idOrNumber)) return new OrderId(idOrNumber);
        await using var command = database.CreateCommand("select id from read.orders where number = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = idOrNumber });
        return new OrderId((string?)await command.ExecuteScalarAsync(cancel) ?? idOrNumber);
    }
}
