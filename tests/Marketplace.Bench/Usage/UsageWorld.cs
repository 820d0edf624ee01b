using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Billing;
using Billing.Subsidies;
using Marketplace.Grains;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Npgsql;
using static Marketplace.Grains.Orders.OrderEvent;

namespace Marketplace.Bench.Usage;

/// <summary>
/// A database with vendors, each with orders that run, and the endless series of events that each vendor returns: rising ids, orders
/// and users in turn, times of the last days. Dropped when done with, or it would be vacuumed while the next one is measured.
/// </summary>
sealed class UsageWorld(string server, string name) : IAsyncDisposable
{
    public const int Vendors = 16;
    public const int OrdersPerVendor = 200;
    const int UsersPerOrder = 20;

    /// <summary>Days over which the events of a vendor are spread, younger than the oldest that is taken.</summary>
    const int DaysSpread = 5;

    public string ConnectionString { get; } = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;

    public static DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    static readonly string[] VendorCodes = [.. Enumerable.Range(0, Vendors).Select(v => Code(v).Value)];

    public static string Vendor(int vendor) => VendorCodes[vendor];

    public static string Secret(int vendor) => string.Create(CultureInfo.InvariantCulture, $"mk_bench_{vendor}");

    /// <summary>Made once: it is not their making that is measured.</summary>
    static readonly string[] OrderIds = [.. Enumerable.Range(0, Vendors * OrdersPerVendor).Select(
        i => Convert.ToHexStringLower(MD5.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{i / OrdersPerVendor}/{i % OrdersPerVendor}")))))];

    public static string OrderId(int vendor, int order) => OrderIds[vendor * OrdersPerVendor + order];

    /// <summary>
    /// The n-th event of a vendor; of a thousand in a row, every five stand on the same day of the same order. Their times rise, as those
    /// of a log do, and no two are the same: an index that may write an equal key but once would cost too little.
    /// </summary>
    public static (string Id, string Order, string User, int Count, DateTimeOffset At) Event(int vendor, long n) => (
        string.Create(CultureInfo.InvariantCulture, $"evt-{n:0000000000}"), OrderId(vendor, (int)(n % OrdersPerVendor)),
        string.Create(CultureInfo.InvariantCulture, $"user-{n / OrdersPerVendor % UsersPerOrder}"), (int)(n % 9) + 1,
        Now.AddDays(-1 - n / 1000 % DaysSpread).AddTicks(n * TimeSpan.TicksPerMillisecond / 2 % TimeSpan.TicksPerDay));

    public static async Task<UsageWorld> Make(string server, string name)
    {
        var world = new UsageWorld(server, name);
        await world.OnServer($"create database {name}");
        await using var database = NpgsqlDataSource.Create(world.ConnectionString);
        await Migrator.Migrate(database, CancellationToken.None);
        await MakeOrders(database);
        return world;
    }

    /// <summary>As facts, without the money that they would need: intake looks at their terms only.</summary>
    static async Task MakeOrders(NpgsqlDataSource database)
    {
        var term = FreeTerm.StartingAt(Now.AddDays(-60));
        await using var connection = await database.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy es.mt_events (id, stream_id, version, data, type, command_id, actor, hash) from stdin (format binary)");
        for (var order = 0; order < Vendors * OrdersPerVendor; order++)
        {
            var (vendor, index) = (order / OrdersPerVendor, order % OrdersPerVendor);
            var terms = new OrderTerms(
                OrderNumber.Of(2026, order + 1), Code(0), "340100", "w", Code(vendor), new ListingId("l"), "p", Money.Yuan(1),
                new SubsidySplit(Money.Yuan(1), Money.Zero, Money.Zero), [new FundShare(new FundId("province-2026"), Money.Yuan(1))], "bench", 1, 7);
            Write(copy, OrderId(vendor, index), 1, "order_placed", new OrderPlaced(terms, term.From, null));
            Write(copy, OrderId(vendor, index), 2, "order_confirmed", new OrderConfirmed(term));
        }
        await copy.CompleteAsync();
    }

    static void Write(NpgsqlBinaryImporter copy, string order, long version, string type, OrderEvent fact)
    {
        copy.StartRow();
        copy.Write(Guid.NewGuid());
        copy.Write(Order.Grain.StreamId(order));
        copy.Write(version);
        copy.Write(CanonicalJson.Write(fact), NpgsqlTypes.NpgsqlDbType.Jsonb);
        copy.Write(type);
        copy.Write(Guid.NewGuid());
        copy.Write("bench");
        copy.Write(new byte[32]);
    }

    /// <summary>A key per vendor, once the server has made the table.</summary>
    public async Task MakeKeys()
    {
        await using var database = NpgsqlDataSource.Create(ConnectionString);
        await using var keys = database.CreateCommand(
            """
            insert into access.api_keys (id, hash, name, role, scope, created_at, created_by)
            select gen_random_uuid(), hash, 'bench', 'vendor', scope, now(), 'bench' from unnest($1, $2) as k(hash, scope)
            """);
        keys.Parameters.AddWithValue(Enumerable.Range(0, Vendors).Select(v => SHA256.HashData(Encoding.UTF8.GetBytes(Secret(v)))).ToArray());
        keys.Parameters.AddWithValue(Enumerable.Range(0, Vendors).Select(Vendor).ToArray());
        await keys.ExecuteNonQueryAsync();
    }

    public async Task<long> Count(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await OnServer($"drop database if exists {name} with (force)");
    }

    async Task OnServer(string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync();
    }

    static CreditCode Code(int vendor)
    {
        var first = string.Create(CultureInfo.InvariantCulture, $"92340100{vendor:000000000}");
        return new CreditCode(first + CreditCode.CheckCharacter(first));
    }
}
