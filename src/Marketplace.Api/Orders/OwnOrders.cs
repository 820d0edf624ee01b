using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Npgsql;

namespace Marketplace.Api.Orders;

/// <summary>An order with the names that people know its software and its vendor by.</summary>
/// <param name="RenewalPrice">What its plan costs a year when its term ends; null where there is no term, or no such plan any more.</param>
public sealed record NamedOrder(OrderRow Order, string Software, string Vendor, Money? RenewalPrice)
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
            select o.doc, coalesce(l.name, o.listing), coalesce(v.name, o.vendor), case when o.status in ('confirmed', 'provisioned') then l.doc end
            from read.orders o left join read.listings l on l.id = o.listing left join read.vendors v on v.id = o.vendor
            where o.company = $1 order by o.number desc limit {Max}
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = company.Value });
        var orders = new List<NamedOrder>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var order = (OrderRow)OrderRow.Table.Read(reader.GetString(0));
            var listing = await reader.IsDBNullAsync(3, cancel) ? null : (ListingRow)ListingRow.Table.Read(reader.GetString(3));
            orders.Add(new NamedOrder(order, reader.GetString(1), reader.GetString(2), listing is null ? null : RenewalPriceOf(order, listing)));
        }
        return orders;
    }

    static Money? RenewalPriceOf(OrderRow order, ListingRow listing) =>
        order.FreeTerm is { } term && listing.Plans.FirstOrDefault(p => p.Id == order.Plan) is { } plan ? listing.RenewalPriceOf(plan, ChinaTime.DayOf(term.To)) : null;
}
