using Billing.Subsidies;
using Marketplace.Api.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Npgsql;

namespace Marketplace.Api.Portals.Vendors;

/// <summary>A decision that can still be appealed.</summary>
public sealed record OpenAppeal(OrderId Order, string Number, string Month, DateTimeOffset Until);

/// <summary>Finds what a vendor has to do before money can flow.</summary>
public sealed class VendorTodo(NpgsqlDataSource database, OrderAcceptances acceptances, SubsidyPolicy policy)
{
    const int AppealsMax = 50;

    /// <summary>What acceptance did not grant and can be appealed now, the most urgent first.</summary>
    public async Task<IReadOnlyList<OpenAppeal>> Appeals(CreditCode vendor, DateTimeOffset now, CancellationToken cancel)
    {
        var open = new List<OpenAppeal>();
        foreach (var (id, number) in await NotGranted(vendor, now, cancel))
            if (await acceptances.Of(id, cancel) is { AppealUntil: { } until } acceptance && acceptance.MayAppeal(now))
                open.Add(new OpenAppeal(id, number, acceptance.LastMonth!, ChinaTime.Of(until)));
        return [.. open.OrderBy(a => a.Until)];
    }

    /// <summary>Orders whose last decision is young enough, as far as the lists know.</summary>
    async Task<IReadOnlyList<(OrderId Id, string Number)>> NotGranted(CreditCode vendor, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select id, number from read.orders
            where vendor = $1 and (doc -> 'shortfall' ->> 'at')::timestamptz >= $2 order by number limit {AppealsMax}
            """);
        command.Parameters.AddWithValue(vendor.Value);
        command.Parameters.AddWithValue(now.AddDays(-policy.AppealDays).ToUniversalTime());
        var orders = new List<(OrderId, string)>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) orders.Add((new OrderId(reader.GetString(0)), reader.GetString(1)));
        return orders;
    }
}
