using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Usage;

/// <summary>
/// Writes the new events of a call by binary COPY, the cheapest way into a table. It knows no "unless it is there": a receipt that
/// another transaction wrote meanwhile ends this one, which then begins anew.
/// </summary>
sealed class UsageRows(NpgsqlConnection connection, UsageCall call)
{
    /// <param name="items">By id, in the order in which every caller takes locks.</param>
    public async Task Copy(IReadOnlyList<UsageItem> items, CancellationToken cancel)
    {
        if (items.Count == 0) return;
        await BinaryCopyWriter.Copy(connection,
            "copy usage.receipts (vendor, id, digest, at, received_at) from stdin (format binary)", items, WriteReceipt, cancel);
        await BinaryCopyWriter.Copy(connection,
            "copy usage.events (vendor, id, order_id, user_id, kind, count, at, ip, attributes, received_at) from stdin (format binary)",
            items, WriteEvent, cancel);
    }

    void WriteReceipt(BinaryCopyWriter row, UsageItem item)
    {
        row.Fields(5);
        row.Text(call.Vendor);
        row.Text(item.Event!.Id);
        row.Uuid(item.Digest);
        row.Instant(item.Event.At);
        row.Instant(call.ReceivedAt);
    }

    void WriteEvent(BinaryCopyWriter row, UsageItem item)
    {
        var usage = item.Event!;
        row.Fields(10);
        row.Text(call.Vendor);
        row.Text(usage.Id);
        row.Text(usage.Order);
        row.Text(usage.User);
        row.Text(usage.Kind);
        row.Int(usage.Count);
        row.Instant(usage.At);
        row.Address(usage.Ip);
        row.Json(usage.Attributes);
        row.Instant(call.ReceivedAt);
    }
}
