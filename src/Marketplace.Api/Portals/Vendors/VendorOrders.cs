using Marketplace.Api.Http;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Npgsql;

namespace Marketplace.Api.Portals.Vendors;

/// <summary>Which of its orders a vendor looks at.</summary>
public enum VendorOrderState
{
    /// <summary>Confirmed, and not provisioned yet.</summary>
    Waiting,

    /// <summary>In use, and no usage has arrived for a while.</summary>
    Silent,

    /// <summary>In use.</summary>
    Running,

    All,
}

/// <summary>An order as its vendor sees it in a list.</summary>
/// <param name="LastOn">The last day of which usage has arrived.</param>
public sealed record VendorOrder(OrderRow Order, string Company, string Software, DateOnly? LastOn);

/// <summary>A vendor's own orders, those first that want it most.</summary>
public sealed class VendorOrders(NpgsqlDataSource database)
{
    /// <summary>Days without usage after which somebody should look.</summary>
    public const int SilentDays = 7;

    const string Own =
        """
        from read.orders o left join lateral (select max(day) as last_on from usage.daily where order_id = o.id) d on true
        left join read.companies c on c.id = o.company left join read.listings l on l.id = o.listing where o.vendor = $1
        """;

    const string IsSilent = "o.status = 'provisioned' and coalesce(d.last_on, (o.doc -> 'freeTerm' ->> 'from')::timestamptz::date) < $2";

    /// <summary>A renewal begins when the term before it ends, and takes over what is set up.</summary>
    static readonly string IsWaiting = string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"o.status = 'confirmed' and left(o.doc -> 'freeTerm' ->> 'from', 10)::date <= $2 + {SilentDays}");

    public async Task<IReadOnlyList<VendorOrder>> Of(CreditCode vendor, VendorOrderState state, DateOnly today, Page page, CancellationToken cancel)
    {
        await using var command = Command($"select o.doc, coalesce(c.name, o.company), coalesce(l.name, o.listing), d.last_on {Own} and {Filter(state)} limit $3 offset $4", vendor, today);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = page.Size });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = page.Offset });
        var orders = new List<VendorOrder>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            orders.Add(new VendorOrder(
                (OrderRow)OrderRow.Table.Read(reader.GetString(0)), reader.GetString(1), reader.GetString(2),
                await reader.IsDBNullAsync(3, cancel) ? null : reader.GetFieldValue<DateOnly>(3)));
        return orders;
    }

    /// <summary>How many there are of each.</summary>
    public async Task<IReadOnlyDictionary<VendorOrderState, long>> Counts(CreditCode vendor, DateOnly today, CancellationToken cancel)
    {
        await using var command = Command(
            $"""
            select count(*) filter (where {IsWaiting}), count(*) filter (where {IsSilent}), count(*) filter (where o.status = 'provisioned'), count(*) {Own}
            """, vendor, today);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return Enum.GetValues<VendorOrderState>().ToDictionary(s => s, s => reader.GetInt64((int)s));
    }

    NpgsqlCommand Command(string sql, CreditCode vendor, DateOnly today)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = vendor.Value });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = today.AddDays(-SilentDays) });
        return command;
    }

    static string Filter(VendorOrderState state) => state switch
    {
        VendorOrderState.Waiting => $"{IsWaiting} order by o.placed_at, o.number",
        VendorOrderState.Silent => $"{IsSilent} order by d.last_on nulls first, o.number",
        VendorOrderState.Running => "o.status = 'provisioned' order by o.number desc",
        VendorOrderState.All => "true order by o.number desc",
    };
}
