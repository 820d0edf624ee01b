using System.Text.Json;
using Billing;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Payments;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;
using Npgsql;

namespace Marketplace.Api.Portals.Payments;

/// <summary>A payment with its order and the names that people know things by.</summary>
public sealed record PaymentItem(PaymentRow Row, OrderRow Order, string Company, string Vendor, string Software)
{
    public OrderPayment Payment => Row.Payment;

    public string? Method => Row.Method;

    /// <summary>Until when the vendor's share stays with the platform, because the company may go back on the order.</summary>
    public DateTimeOffset? HeldUntil => Payment.Lies.Held.IsPositive && Row.PaidAt is { } paidAt ? paidAt.AddDays(Order.CoolingOffDays) : null;
}

/// <summary>A page of payments.</summary>
public sealed record PaymentPart(IReadOnlyList<PaymentItem> Items, ListTotals Totals, IReadOnlyList<FacetCount> Statuses, Page Page, string? Status)
{
    /// <summary>Before anything was chosen among them.</summary>
    public long All => Statuses.Sum(s => s.Count);
}

/// <summary>Reads payments for pages, within what the requester may see.</summary>
public sealed class PaymentItems(ListReader reader, FactStreams streams, NpgsqlDataSource database)
{
    const int PerPage = 25;

    public async Task<(PaymentPart? Part, Refusal? Refusal)> Read(HttpContext context)
    {
        var (query, cancel) = (context.Request.Query, context.RequestAborted);
        var wrong = PaymentLists.Read(context.Requester(), query, out var list);
        if ((Page.Read(query, out var asked) ?? wrong) is { } refusal) return (null, refusal);
        var page = new Page(asked.Number, PerPage);
        return (new PaymentPart(
            await Named(await reader.Page(list, page, cancel), cancel), await reader.Totals(list, cancel), await reader.Facet(list, "status", cancel), page,
            query["status"].ToString() is { Length: > 0 } status ? status : null), null);
    }

    async Task<IReadOnlyList<PaymentItem>> Named(IReadOnlyList<string> documents, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select p.doc, o.doc, coalesce(c.name, p.company), coalesce(v.name, p.vendor), coalesce(l.name, p.listing)
            from unnest($1) with ordinality asked(id, place) join read.payments p on p.id = asked.id join read.orders o on o.id = p.id
            left join read.companies c on c.id = p.company left join read.vendors v on v.id = p.vendor left join read.listings l on l.id = p.listing order by place
            """);
        command.Parameters.AddWithValue(documents.Select(IdOf).ToArray());
        var items = new List<PaymentItem>(documents.Count);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            items.Add(new PaymentItem(
                (PaymentRow)PaymentRow.Table.Read(rows.GetString(0)), (OrderRow)OrderRow.Table.Read(rows.GetString(1)), rows.GetString(2), rows.GetString(3), rows.GetString(4)));
        return items;
    }

    static string IdOf(string document)
    {
        using var read = JsonDocument.Parse(document);
        return read.RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>What a company has paid itself and has not had back, by order.</summary>
    public async Task<IReadOnlyDictionary<OrderId, Money>> PaidBy(CreditCode company, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select doc from read.payments where company = $1");
        command.Parameters.AddWithValue(company.Value);
        var paid = new Dictionary<OrderId, Money>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            var row = (PaymentRow)PaymentRow.Table.Read(rows.GetString(0));
            paid[row.Id] = row.Payment.Lies.Total();
        }
        return paid;
    }

    /// <summary>One payment by its facts; null when there is none, or none that the requester may see.</summary>
    public async Task<PaymentItem?> Find(OrderId id, Requester requester, CancellationToken cancel)
    {
        if (await streams.Row<PaymentRow>(PaymentRow.Table, id.Value, cancel) is not { } row || !PaymentLists.MaySee(requester, row)) return null;
        var order = await streams.Row<OrderRow>(OrderRow.Table, id.Value, cancel);
        var company = await streams.Row<CompanyRow>(CompanyRow.Table, row.Company.Value, cancel);
        var vendor = await streams.Row<VendorRow>(VendorRow.Table, row.Vendor.Value, cancel);
        var listing = await streams.Row<ListingRow>(ListingRow.Table, row.Listing.Value, cancel);
        return new PaymentItem(row, order!, company?.Name ?? row.Company.Value, vendor?.Name ?? row.Vendor.Value, listing?.Name ?? row.Listing.Value);
    }
}
