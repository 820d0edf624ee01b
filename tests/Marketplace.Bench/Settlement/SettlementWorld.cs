using System.Globalization;
using Billing;
using Billing.Subsidies;
using Marketplace.Grains;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Marketplace.Grains.Vendors;
using Npgsql;
using NpgsqlTypes;

namespace Marketplace.Bench.Settlement;

/// <summary>
/// A database with orders of all cities that hold money of the province's fund and were used well for some months. The orders are
/// placed through the engine on an earlier clock, so that every fen of them is in the ledger; their days of use are put where the
/// intake would have put them.
/// </summary>
sealed class SettlementWorld(string connectionString)
{
    /// <summary>Months of use; the batch is that of the last.</summary>
    public const int Months = 4;

    /// <summary>By the default rule a month needs use on so many days.</summary>
    const int DaysMin = 4;

    const int DaysMax = 28;
    const int OrdersPerCompany = 4;
    const int Vendors = 40;
    const int Listings = 200;

    /// <summary>Of so many listings one has nothing that proves its price, and so all its orders are flagged.</summary>
    const int ListingsPerUnproved = 50;

    const int OrdersAtOnce = 1000;

    static readonly DateTimeOffset OrderedAt = new(2026, 2, 1, 9, 0, 0, ChinaTime.Offset);

    public string ConnectionString => connectionString;

    public static string FirstMonth => ChinaMonth.Of(OrderedAt);

    public static string LastMonth => ChinaMonth.Plus(FirstMonth, Months - 1);

    /// <summary>The 9th of the month after the last: acceptance may begin.</summary>
    public static DateTimeOffset AcceptedAt => ChinaMonth.End(LastMonth).AddDays(8);

    public static SubsidyPolicy Policy { get; } = new();

    public static async Task<SettlementWorld> Make(string server, string name, int orders, long aggregates)
    {
        await using (var connection = new NpgsqlConnection(server))
        {
            await connection.OpenAsync();
            await using var create = new NpgsqlCommand($"create database {name}", connection);
            await create.ExecuteNonQueryAsync();
        }
        var world = new SettlementWorld(new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString);
        await using var database = NpgsqlDataSource.Create(world.ConnectionString);
        await Migrator.Migrate(database, CancellationToken.None);
        await world.PlaceOrders(orders);
        await new Projector(database, Catalogue.Facts, Catalogue.ReadTables).CatchUp(CancellationToken.None);
        await FillDays(database, (int)Math.Clamp(aggregates / orders / Months, DaysMin, DaysMax));
        return world;
    }

    /// <summary>Throws unless every hash, balance and row of the database is as its facts demand.</summary>
    public async Task Verify()
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var found = await new Verifier(database, Catalogue.Facts, Catalogue.ReadTables).Run(CancellationToken.None);
        if (found.Difference is { } difference) throw new InvalidOperationException(difference);
    }

    /// <summary>Any question about the database whose answer is a count.</summary>
    public async Task<long> Ask(string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (long)(await command.ExecuteScalarAsync())!;
    }

    async Task PlaceOrders(int orders)
    {
        await using var store = new PostgresEventStore(connectionString, Catalogue.Facts);
        await using var host = new GrainHost(store, Catalogue.Facts, new ClockFrom(OrderedAt), new SerialScheduler());
        var year = OrderedAt.Year;
        var fund = new FundId($"province-{year}");
        await Do(host, new OpenFund(fund, Province.Owner, year));
        await Do(host, new AppropriateMoney(fund, Province.Owner, Money.Yuan(10_000_000_000), "bench"));
        for (var i = 0; i < Vendors; i++) await MakeVendor(host, Vendor(i));
        var listings = new ListingId[Listings];
        for (var i = 0; i < Listings; i++) listings[i] = await Publish(host, i);
        for (var first = 0; first < orders; first += OrdersAtOnce)
        {
            var many = Enumerable.Range(first, Math.Min(OrdersAtOnce, orders - first)).ToArray();
            await Task.WhenAll(many.Where(n => n % OrdersPerCompany == 0).Select(n => Do(host, Enrolment(n / OrdersPerCompany))));
            await Task.WhenAll(many.Select(n => Do(host, new PlaceOrder(Company(n / OrdersPerCompany), listings[n % Listings], "p")
            {
                Number = OrderNumber.Of(year, n + 1), Policy = Policy,
            })));
        }
    }

    static async Task MakeVendor(GrainHost host, CreditCode vendor)
    {
        await Do(host, new RegisterVendor(new VendorProfile(vendor, $"Vendor {vendor}", "")));
        await Do(host, new NameBankAccount(vendor, new BankAccount(vendor, "")));
    }

    /// <summary>Vendors are attested again on the day of the settlement.</summary>
    public static async Task Attest(IGrains grains)
    {
        for (var i = 0; i < Vendors; i++)
            await Do(grains, new AttestCredit(Vendor(i), new CreditStanding(true, ChinaTime.DayOf(AcceptedAt), "bench")));
    }

    static async Task<ListingId> Publish(GrainHost host, int listing)
    {
        var command = HashChain.Derive(Guid.Empty, "listing", listing);
        var evidence = listing % ListingsPerUnproved == 0 ? null : "bench";
        await Do(host, new PublishListing(new ListingContent(
            Vendor(listing % Vendors), $"Software {listing}", "ERP", "Bench", [new Plan("p", "Plan", Money.Yuan(1000), Money.Yuan(1000), evidence, 5)],
            UsageRule.Default, [], [], false)), command);
        return new ListingId(HashChain.Derive(command, "listing", 0).ToString("N", CultureInfo.InvariantCulture));
    }

    static EnrolCompany Enrolment(int company)
    {
        var cities = Province.Cities.Keys.Order(StringComparer.Ordinal).ToArray();
        return new EnrolCompany(new CompanyProfile(
            Company(company), $"Company {company}", cities[company % cities.Length], null, "C34", 60, Money.Yuan(12_000_000), "")) { Policy = Policy };
    }

    /// <summary>So many days of each month for every order, in the order of the table's key.</summary>
    static async Task FillDays(NpgsqlDataSource database, int daysPerMonth)
    {
        await using var connection = await database.OpenConnectionAsync();
        var orders = await Orders(connection);
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy usage.daily (order_id, day, uses, events, users) from stdin (format binary)"))
        {
            copy.Timeout = TimeSpan.FromHours(1);
            for (var n = 0; n < orders.Length; n++)
                foreach (var month in ChinaMonth.Range(FirstMonth, LastMonth))
                    for (var day = 0; day < daysPerMonth; day++)
                    {
                        copy.StartRow();
                        copy.Write(orders[n], NpgsqlDbType.Text);
                        copy.Write(ChinaMonth.FirstDay(month).AddDays(day), NpgsqlDbType.Date);
                        copy.Write(3L + (n + day) % 4, NpgsqlDbType.Bigint);
                        copy.Write(1, NpgsqlDbType.Integer);
                        copy.Write(Users[(n + day) % Users.Length], NpgsqlDbType.Array | NpgsqlDbType.Bigint);
                    }
            await copy.CompleteAsync();
        }
        foreach (var tidying in new[] { "vacuum analyze", "checkpoint" })
        {
            await using var tidy = new NpgsqlCommand(tidying, connection) { CommandTimeout = 0 };
            await tidy.ExecuteNonQueryAsync();
        }
    }

    /// <summary>The users of a day, three of five, as hashes in ascending order.</summary>
    static readonly long[][] Users = [[-8L << 59, 1, 7L << 59], [-5L << 59, 1, 3L << 58], [-8L << 59, -5L << 59, 3L << 58]];

    static async Task<string[]> Orders(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("""select array_agg(id order by id collate "C") from read.orders""", connection) { CommandTimeout = 0 };
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    static async Task Do(IGrains grains, ITurn turn, Guid? command = null)
    {
        var sent = await grains.Send(turn, new Caller("operator:bench", command));
        if (sent.Refusal is { } refusal) throw new InvalidOperationException($"{turn.GetType().Name}: {refusal.Code}");
    }

    static CreditCode Vendor(int vendor) => Code('2', vendor);

    static CreditCode Company(int company) => Code('1', company);

    static CreditCode Code(char kind, int index)
    {
        var first = string.Create(CultureInfo.InvariantCulture, $"9{kind}340100{index:000000000}");
        return new CreditCode(first + CreditCode.CheckCharacter(first));
    }
}
