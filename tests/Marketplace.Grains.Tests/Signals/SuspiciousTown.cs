using System.Globalization;
using Billing;
using Billing.Subsidies;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Signals;
using Marketplace.Grains.Storage;
using Marketplace.Grains.Tests.Storage;
using Marketplace.Grains.Vendors;
using Marketplace.Testing;
using Npgsql;

namespace Marketplace.Grains.Tests.Signals;

/// <summary>
/// Companies, vendors, software and what was used of it in October 2026, on a real PostgreSQL. By itself nothing in it is
/// conspicuous: a test adds what it is about.
/// </summary>
sealed class SuspiciousTown : IAsyncDisposable
{
    public const string Month = "2026-10";

    static readonly SubsidyPolicy Policy = new();
    static readonly FundId Fund = new("province-2026");

    readonly TestDatabase _test;
    readonly PostgresEventStore _store;
    readonly GrainHost _host;
    readonly SetClock _clock;
    int _codes;
    int _events;

    SuspiciousTown(TestDatabase test)
    {
        _test = test;
        Database = NpgsqlDataSource.Create(test.ConnectionString);
        _store = new PostgresEventStore(test.ConnectionString, Catalogue.Facts);
        _clock = new SetClock { Now = Moment(1, 9) };
        _host = new GrainHost(_store, Catalogue.Facts, _clock, new SerialScheduler());
    }

    public NpgsqlDataSource Database { get; }

    public CreditCode Vendor { get; private set; }

    public ListingId Software { get; private set; }

    sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now.ToUniversalTime();
    }

    /// <summary>Of October 2026, in Asia/Shanghai.</summary>
    public static DateTimeOffset Moment(int day, int hour, int minute = 0, int second = 0) => new(2026, 10, day, hour, minute, second, ChinaTime.Offset);

    public static async Task<SuspiciousTown> Build()
    {
        var town = new SuspiciousTown(await TestDatabase.CreateAsync());
        await Migrator.Migrate(town.Database, CancellationToken.None);
        await town.Sql("create table usage.events_all partition of usage.events default");
        await town.Do(new OpenFund(Fund, Province.Owner, 2026));
        await town.Do(new AppropriateMoney(Fund, Province.Owner, Money.Yuan(1_000_000), "皖财〔2026〕1号"));
        town.Vendor = await town.NewVendor("南京云起软件有限公司");
        town.Software = await town.NewSoftware();
        return town;
    }

    public async Task<CreditCode> NewVendor(string name)
    {
        var code = NewCode();
        await Do(new RegisterVendor(new VendorProfile(code, name, "sealed")));
        return code;
    }

    public async Task<ListingId> NewSoftware(CreditCode? vendor = null, Plan? plan = null, params EquatableList<string> industries)
    {
        var sent = await Do(new PublishListing(Some.Content with
        {
            Vendor = vendor ?? Vendor, Name = $"云排产 {++_codes}", Plans = [plan ?? Some.BasicPlan], Industries = industries,
        }));
        return ((ListingRow)CanonicalJson.Read(sent.Answer!, typeof(ListingRow))).Id;
    }

    public async Task<CreditCode> NewCompany(string? name = null, string industry = "C34", int employees = 60, CreditCode? code = null)
    {
        var profile = new CompanyProfile(code ?? NewCode(), name ?? $"合肥第{++_codes}机械有限公司", "340100", null, industry, employees, Money.Yuan(12_000_000), "sealed");
        await Do(new EnrolCompany(profile) { Policy = Policy });
        return profile.CreditCode;
    }

    /// <summary>Ordered, and so confirmed, on a day of October.</summary>
    public async Task<OrderId> NewOrder(CreditCode? company = null, ListingId? software = null, int day = 1)
    {
        _clock.Now = Moment(day, 9);
        var turn = new PlaceOrder(company ?? await NewCompany(), software ?? Software, "basic") { Number = OrderNumber.Of(2026, ++_codes), Policy = Policy };
        return ((OrderRow)CanonicalJson.Read((await Do(turn)).Answer!, typeof(OrderRow))).Id;
    }

    /// <summary>A batch decided upon it before.</summary>
    public async Task Accept(OrderId order) =>
        await Do(new Accepting(order));

    sealed record Accepting(OrderId Order) : ITurn
    {
        public IEnumerable<IGrainKey> Needs() => [Grains.Orders.Order.Grain[Order.Value]];

        public Reply Run(Turn turn)
        {
            var key = Grains.Orders.Order.Grain[Order.Value];
            var all = turn.Read(key).Held.Sum();
            return turn.Do(key, new OrderCommand.Accept("2026-09", 100, all, all, null, turn.Now)) is { } refusal ? refusal : Reply.With(new { Order });
        }
    }

    public async Task Use(OrderId order, DateTimeOffset at, string user = "u1", int count = 1, string kind = "use", string? ip = null, string? attributes = null)
    {
        await using var command = Database.CreateCommand(
            """
            insert into usage.events (vendor, id, order_id, user_id, kind, count, at, ip, attributes, received_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8::inet, $9::jsonb, $7)
            """);
        foreach (var value in new object?[] { Vendor.Value, Text(++_events), order.Value, user, kind, count, at.ToUniversalTime(), ip, attributes })
            command.Parameters.AddWithValue(value ?? DBNull.Value);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Uses as people make them: at odd moments of working hours.</summary>
    public async Task UseOn(OrderId order, int day, int times, string user = "u1", string? ip = null)
    {
        for (var i = 0; i < times; i++) await Use(order, Moment(day, 8 + i * 7 / 6 % 10, i * i * 13 % 60, i * 17 % 60), user, ip: ip);
    }

    /// <summary>Closes the month as acceptance would, and looks for everything.</summary>
    public async Task<IReadOnlyDictionary<OrderId, EquatableList<Flag>>> Flags()
    {
        await new Projector(Database, Catalogue.Facts, Catalogue.ReadTables).CatchUp(CancellationToken.None);
        await Sql(
            """
            insert into usage.daily select order_id, (at at time zone 'Asia/Shanghai')::date, sum(count), count(*), array[1] from usage.events group by 1, 2;
            insert into usage.monthly select order_id, to_char(day, 'YYYY-MM'), sum(uses), count(*), 1, '' from usage.daily group by 1, 2 on conflict do nothing;
            """);
        return await new FraudSignals(Database).In(Month, CancellationToken.None);
    }

    /// <summary>The orders that one signal was raised for, in order, each with its evidence.</summary>
    public async Task<Dictionary<OrderId, string>> Raised(string signal) => (await Flags())
        .SelectMany(f => f.Value.Where(flag => flag.Signal == signal).Select(flag => (f.Key, string.Join(" | ", flag.Evidence))))
        .ToDictionary(f => f.Key, f => f.Item2);

    public Task Mark(string role, CreditCode subject, string kind, string what) => Sql(
        $"insert into signals.marks values ('{role}', '{subject}', '{kind}', '{what}', gen_random_uuid(), now(), 'test')");

    public async Task Sql(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<Sent> Do(ITurn turn) => await PostgresWorld.Do(_host, turn);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _store.DisposeAsync();
        await Database.DisposeAsync();
        await _test.DisposeAsync();
    }

    CreditCode NewCode() => PostgresWorld.Code(++_codes);

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
