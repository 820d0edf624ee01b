using Billing;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Marketplace.Grains.Vendors;
using Marketplace.Testing;
using Npgsql;

namespace Marketplace.Grains.Tests.Storage;

/// <summary>The engine on a real PostgreSQL, with a fund, a vendor, software and companies.</summary>
public sealed class PostgresWorld : IAsyncLifetime
{
    static readonly SubsidyPolicy Policy = new();

    readonly List<IAsyncDisposable> _owned = [];
    TestDatabase? _test;
    long _numbers;

    public string ConnectionString => _test!.ConnectionString;

    public NpgsqlDataSource Database { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await TestDatabase.CreateAsync();
        Database = NpgsqlDataSource.Create(ConnectionString);
        await Migrator.Migrate(Database, CancellationToken.None);
    }

    /// <summary>A node of its own on the shared database.</summary>
    public GrainHost Node(GrainHostOptions? options = null)
    {
        var store = new PostgresEventStore(ConnectionString, Catalogue.Facts);
        var host = new GrainHost(store, Catalogue.Facts, TimeProvider.System, new SerialScheduler(), options);
        _owned.AddRange([host, store]);
        return host;
    }

    public static int Year => ChinaTime.Of(TimeProvider.System.GetUtcNow()).Year;

    public static FundId Fund => new($"province-{Year}");

    public static CreditCode Code(int index)
    {
        var first = $"91340100{index:000000000}";
        return new CreditCode(first + CreditCode.CheckCharacter(first));
    }

    /// <summary>The province's fund with so much money, companies 1 to <paramref name="companies"/>, listings at a price.</summary>
    public async Task<IReadOnlyList<ListingId>> Furnish(IGrains host, Money fund, int companies, int listings, Money price)
    {
        await Do(host, new OpenFund(Fund, Province.Owner, Year));
        await Do(host, new AppropriateMoney(Fund, Province.Owner, fund, "皖财〔2026〕1号"));
        await Do(host, new RegisterVendor(new VendorProfile(Code(0), "云软", "sealed")));
        await Task.WhenAll(Enumerable.Range(1, companies).Select(i => Do(host, new EnrolCompany(
            new CompanyProfile(Code(i), $"机械 {i}", "340100", null, "C34", 60, Money.Yuan(12_000_000), "sealed")) { Policy = Policy })));
        var ids = new List<ListingId>();
        for (var i = 0; i < listings; i++)
        {
            var sent = await Do(host, new PublishListing(new ListingContent(
                Code(0), $"软件 {i}", "ERP", "小微企业用", [new Plan("p", "基础版", price, price, null, 5)], UsageRule.Default, [], [], false)));
            ids.Add(((ListingRow)CanonicalJson.Read(sent.Answer!, typeof(ListingRow))).Id);
        }
        return ids;
    }

    public PlaceOrder Order(int company, ListingId listing) => new(Code(company), listing, "p")
    {
        Number = OrderNumber.Of(Year, Interlocked.Increment(ref _numbers)),
        Policy = Policy,
    };

    public static async Task<Sent> Do(IGrains host, ITurn turn)
    {
        var sent = await host.Send(turn, new Caller("test", Guid.NewGuid()));
        Assert.Null(sent.Refusal);
        return sent;
    }

    public async Task<T> Ask<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in _owned) await owned.DisposeAsync();
        await Database.DisposeAsync();
        if (_test is not null) await _test.DisposeAsync();
    }
}
