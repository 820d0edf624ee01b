using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Npgsql;

namespace Marketplace.Api.Orders;

/// <summary>An order with the names that people know its software and its vendor by.</summary>
public sealed record NamedOrder(OrderRow Order, string Software, string Vendor)
{
    public bool IsRunning => Order.Status is OrderStatus.Confirmed or OrderStatus.Provisioned;
}

/// <summary>A company's own orders, newest first.</summary>
public sealed class OwnOrders(NpgsqlDataSource database)
{
    /// <summary>More than any company has: a subscription a day, for years.</summary>
    public const int Max = 1_000;

    public async Task<IReadOnlyList<NamedOrder>> Of(CreditCode company, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select o.doc, coalesce(l.name, o.listing), coalesce(v.name, o.vendor)
            from read.orders o left join read.listings l on l.id = o.listing left join read.vendors v on v.id = o.vendor
            where o.company = $1 order by o.number desc limit {Max}
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = company.Value });
        var orders = new List<NamedOrder>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            orders.Add(new NamedOrder((OrderRow)OrderRow.Table.Read(reader.GetString(0)), reader.GetString(1), reader.GetString(2)));
        return orders;
    }
}
