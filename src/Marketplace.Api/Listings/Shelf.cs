using Marketplace.Grains.Listings;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;
using Npgsql;

namespace Marketplace.Api.Listings;

/// <summary>
/// The public catalogue in memory: small enough to be held whole, asked far oftener than it changes. It is taken anew from
/// the read tables when they have moved; texts are read again only of listings that changed.
/// </summary>
public sealed class Shelf(NpgsqlDataSource database, TimeProvider clock) : IDisposable
{
    /// <summary>How often a node asks whether the read tables have moved.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>After a refresh so many times its duration passes before the next: it never takes more than a twentieth of a processor.</summary>
    const int RestFactor = 20;

    const string Listed = "listed";

    readonly SemaphoreSlim _one = new(1, 1);
    readonly Dictionary<string, (long Version, ListingRow Row)> _listings = new(StringComparer.Ordinal);
    Dictionary<string, ShelfVendor> _vendors = new(StringComparer.Ordinal);
    (ulong Xid, long Seq, long VendorVersions)? _seen;
    long _refreshedAt;
    TimeSpan _rest;
    volatile ShelfSnapshot? _current;

    public void Dispose() => _one.Dispose();

    /// <summary>The catalogue as of the last refresh.</summary>
    public async ValueTask<ShelfSnapshot> Get(CancellationToken cancel) => _current ?? await Refresh(isUrgent: true, cancel);

    /// <summary>One software, also when it was listed a moment ago; null when there is no such.</summary>
    public async ValueTask<ShelfItem?> Find(ListingId id, CancellationToken cancel)
    {
        if ((await Get(cancel)).Find(id) is { } item) return item;
        if (!id.Value.All(char.IsAsciiLetterOrDigit)) return null; // no id, and not all of it would reach a database
        await using var command = database.CreateCommand("select exists (select 1 from read.listings where id = $1)");
        command.Parameters.AddWithValue(id.Value);
        return await command.ExecuteScalarAsync(cancel) is true ? (await Refresh(isUrgent: true, cancel)).Find(id) : null;
    }

    /// <summary>Takes over what has changed; when not urgent, not more often than is good for the machine.</summary>
    public async Task<ShelfSnapshot> Refresh(bool isUrgent, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (!isUrgent && _current is not null && clock.GetElapsedTime(_refreshedAt) < _rest) return _current;
            var position = await Position(cancel);
            if (_current is { } current && _seen == position) return current;
            var started = clock.GetTimestamp();
            _current = await Load(vendorsMoved: _seen?.VendorVersions != position.VendorVersions, cancel);
            _seen = position;
            (_refreshedAt, _rest) = (clock.GetTimestamp(), clock.GetElapsedTime(started) * RestFactor);
            return _current;
        }
        finally
        {
            _one.Release();
        }
    }

    async Task<ShelfSnapshot> Load(bool vendorsMoved, CancellationToken cancel)
    {
        var hasNewTexts = await LoadListings(cancel) || vendorsMoved;
        if (vendorsMoved) await LoadVendors(cancel);
        var numbers = await Numbers(cancel);
        var items =
            from listing in _listings.Values
            where listing.Row.Status == Listed
            let row = listing.Row
            select new ShelfItem(
                row, _vendors.GetValueOrDefault(row.Vendor.Value) ?? new ShelfVendor(row.Vendor, row.Vendor.Value, null, null, null),
                numbers.GetValueOrDefault(row.Id.Value));
        return new ShelfSnapshot(items, _vendors.Values, hasNewTexts ? null : _current);
    }

    async Task<(ulong Xid, long Seq, long VendorVersions)> Position(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select xid, seq_id, (select coalesce(sum(version), 0)::bigint from read.vendors) from read.position");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetFieldValue<ulong>(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <summary>True when a text is new, changed or gone.</summary>
    async Task<bool> LoadListings(CancellationToken cancel)
    {
        var there = new Dictionary<string, long>(StringComparer.Ordinal);
        await using (var command = database.CreateCommand("select id, version from read.listings"))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel)) there.Add(reader.GetString(0), reader.GetInt64(1));
        var gone = _listings.Keys.Where(id => !there.ContainsKey(id)).ToList();
        foreach (var id in gone) _listings.Remove(id);
        var changed = there.Where(t => !_listings.TryGetValue(t.Key, out var known) || known.Version != t.Value).Select(t => t.Key).ToArray();
        if (changed.Length == 0) return gone.Count > 0;
        await using var documents = database.CreateCommand("select id, version, doc from read.listings where id = any($1)");
        documents.Parameters.AddWithValue(changed);
        await using var rows = await documents.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            _listings[rows.GetString(0)] = (rows.GetInt64(1), (ListingRow)CanonicalJson.Read(rows.GetString(2), typeof(ListingRow)));
        return true;
    }

    async Task LoadVendors(CancellationToken cancel)
    {
        var vendors = new Dictionary<string, ShelfVendor>(StringComparer.Ordinal);
        await using var command = database.CreateCommand("select doc - 'contact' || '{\"contact\": \"\"}' from read.vendors");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var row = (VendorRow)CanonicalJson.Read(reader.GetString(0), typeof(VendorRow));
            vendors.Add(row.CreditCode.Value, new ShelfVendor(row.CreditCode, row.Name, row.Summary, row.Website, row.Seat));
        }
        _vendors = vendors;
    }

    async Task<Dictionary<string, ListingNumbers>> Numbers(CancellationToken cancel)
    {
        var numbers = new Dictionary<string, ListingNumbers>(StringComparer.Ordinal);
        await using var command = database.CreateCommand(
            """
            select listing, count(*) filter (where status in ('confirmed', 'provisioned'))::int, count(satisfied)::int,
              count(*) filter (where satisfied)::int
            from read.orders group by listing
            """);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            numbers.Add(reader.GetString(0), new ListingNumbers(reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3)));
        return numbers;
    }
}
