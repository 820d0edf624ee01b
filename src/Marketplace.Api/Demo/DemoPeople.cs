using Marketplace.Api.Access;
using Marketplace.Api.People;
using Npgsql;

namespace Marketplace.Api.Demo;

/// <summary>One person of every role to sign in as, and two of a city, for one does not verify alone; those with a second factor set it up at their first sign-in.</summary>
public static class DemoPeople
{
    public const string Password = "Demo-password-2026";

    public const string Company = "demo-company";
    public const string Vendor = "demo-vendor";

    static readonly (string Name, Role Role, string? Scope)[] WithFixedScope =
    [
        ("demo-operator", Role.Operator, null), ("demo-province", Role.ProvinceBureau, null), ("demo-auditor", Role.Auditor, null),
        ("demo-city", Role.CityBureau, "340100"), ("demo-city-second", Role.CityBureau, "340100"),
    ];

    /// <summary>
    /// A company that uses several software and has subsidy left to order more; its city adds nothing, so what is above the subsidy it
    /// pays itself.
    /// </summary>
    const string ExampleCompany =
        """
        select o.company from read.orders o
        join es.ledger_accounts a on a.id = 'wallet/' || o.company || '/available' and a.balance between 300000 and 700000
        where o.status = 'provisioned' and not exists (select from read.funds f where f.owner = o.city) group by 1 order by count(*) desc, 1 limit 1
        """;

    /// <summary>The vendor with the most orders.</summary>
    const string ExampleVendor = "select vendor from read.orders group by 1 order by count(*) desc, 1 limit 1";

    /// <summary>Makes those that are not there yet.</summary>
    public static async Task Create(IServiceProvider services, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<Accounts>();
        foreach (var (name, role, of) in WithFixedScope) await accounts.Create(name, Password, role, of, "demo");
        foreach (var (name, role, example) in new[] { (Company, Role.Company, ExampleCompany), (Vendor, Role.Vendor, ExampleVendor) })
        {
            await using var command = database.CreateCommand(example);
            if (await command.ExecuteScalarAsync(cancel) is string of) await accounts.Create(name, Password, role, of, "demo");
        }
    }
}
