using System.Globalization;
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
using Marketplace.Grains.Vendors;
using Npgsql;

namespace Marketplace.Bench.Orders;

/// <summary>A database with companies, listings and a full fund, and the endless series of orders that they place.</summary>
sealed class BenchWorld : IAsyncDisposable
{
    public const int Companies = 1000;
    const int Listings = 2000;

    readonly string _server;
    readonly string _name;

    BenchWorld(string server, string name)
    {
        _server = server;
        _name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public string ConnectionString { get; }

    public static SubsidyPolicy Policy { get; } = new();

    public static IReadOnlyList<CreditCode> CompanyCodes { get; } = [.. Enumerable.Range(0, Companies).Select(i => Code('1', i))];

    public static IReadOnlyList<ListingId> ListingIds { get; } =
        [.. Enumerable.Range(0, Listings).Select(i => new ListingId(HashChain.Derive(Key("listing", i), "listing", 0).ToString("N", CultureInfo.InvariantCulture)))];

    /// <summary>The n-th order; no two are of the same company and listing.</summary>
    public static PlaceOrder Order(long n) => new(CompanyCodes[(int)(n % Companies)], ListingIds[(int)(n / Companies % Listings)], "p")
    {
        Number = OrderNumber.Of(2026, n + 1),
        Policy = Policy,
    };

    /// <summary>Made once, then copied for every run, so that each begins with the same rows.</summary>
    public static async Task<BenchWorld> Seed(string server)
    {
        var world = new BenchWorld(server, "bench_seed");
        await world.OnServer($"create database {world._name}");
        await using (var database = NpgsqlDataSource.Create(world.ConnectionString))
            await Migrator.Migrate(database, CancellationToken.None);
        await using var store = new PostgresEventStore(world.ConnectionString, Catalogue.Facts);
        await using (var host = new GrainHost(store, Catalogue.Facts, TimeProvider.System, new SerialScheduler()))
        {
            var year = ChinaTime.Of(TimeProvider.System.GetUtcNow()).Year;
            var fund = new FundId($"province-{year}");
            await Do(host, "fund", 0, new OpenFund(fund, Province.Owner, year));
            await Do(host, "money", 0, new AppropriateMoney(fund, Province.Owner, Money.Yuan(1_000_000_000), "bench"));
            await Do(host, "vendor", 0, new RegisterVendor(new VendorProfile(Code('2', 0), "Vendor", "")));
            await Task.WhenAll(CompanyCodes.Select((code, i) => Do(host, "company", i, new EnrolCompany(
                new CompanyProfile(code, $"Company {i}", "340100", null, "C34", 60, Money.Yuan(12_000_000), "")) { Policy = Policy })));
            await Task.WhenAll(ListingIds.Select((_, i) => Do(host, "listing", i, new PublishListing(new ListingContent(
                Code('2', 0), $"Software {i}", "ERP", "Bench", [new Plan("p", "Plan", Money.Yuan(1), Money.Yuan(1), null, 5)],
                UsageRule.Default, [], [], false)))));
        }
        await store.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        return world;
    }

    public async Task<BenchWorld> Copy(string name)
    {
        var copy = new BenchWorld(_server, $"bench_{name}");
        await OnServer($"create database {copy._name} template {_name}");
        await OnServer("checkpoint");
        return copy;
    }

    public async Task<T> Ask<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Throws unless balances sum to zero, equal their entries, and as many orders are there as were acknowledged.</summary>
    public async Task Check(long acknowledged, long unknown)
    {
        var sum = await Ask<decimal>("select coalesce(sum(balance), 0) from es.ledger_accounts");
        var wrong = await Ask<long>(
            """
            select count(*) from es.ledger_accounts a left join (
              select account, sum(delta) as balance from (
                select from_account as account, -amount as delta from es.ledger_entries
                union all select to_account, amount from es.ledger_entries) m group by account) e on e.account = a.id
            where a.balance <> coalesce(e.balance, 0)
            """);
        var orders = await Ask<long>("select count(*) from es.mt_events where type = 'order_placed'");
        if (sum != 0 || wrong != 0) throw new InvalidOperationException($"The trial balance of {_name} is off: sum {sum}, {wrong} accounts differ.");
        if (orders < acknowledged || orders > acknowledged + unknown)
            throw new InvalidOperationException($"{_name} holds {orders} orders; {acknowledged} were acknowledged, {unknown} not.");
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await OnServer($"drop database if exists {_name} with (force)");
    }

    static async Task Do(GrainHost host, string purpose, int index, ITurn turn)
    {
        var sent = await host.Send(turn, new Caller("operator:bench", Key(purpose, index)));
        if (sent.Refusal is { } refusal) throw new InvalidOperationException($"{purpose} {index}: {refusal.Code}");
    }

    static Guid Key(string purpose, int index) => HashChain.Derive(Guid.Empty, purpose, index);

    static CreditCode Code(char kind, int index)
    {
        var first = string.Create(CultureInfo.InvariantCulture, $"9{kind}340100{index:000000000}");
        return new CreditCode(first + CreditCode.CheckCharacter(first));
    }

    async Task OnServer(string sql)
    {
        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync();
    }
}
