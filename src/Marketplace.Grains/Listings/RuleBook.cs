using Marketplace.Grains.Orders;
using Npgsql;

namespace Marketplace.Grains.Listings;

/// <summary>Every version of the usage rule of every listing, for work that goes over many orders.</summary>
public sealed class RuleBook
{
    readonly Dictionary<ListingId, ListingRow> _listings = [];

    /// <summary>The rule that an order was confirmed with.</summary>
    public UsageRule Of(OrderRow order) => _listings[order.Listing].Rule(order.UsageRule);

    public static async Task<RuleBook> Read(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select doc from read.listings");
        var book = new RuleBook();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var row = (ListingRow)ListingRow.Table.Read(reader.GetString(0));
            book._listings.Add(row.Id, row);
        }
        return book;
    }
}
