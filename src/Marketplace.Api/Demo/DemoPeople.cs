using Marketplace.Api.Access;
using Marketplace.Api.People;
using Npgsql;

namespace Marketplace.Api.Demo;

/// <summary>One person of every role to sign in as; those with a second factor set it up at their first sign-in.</summary>
public static class DemoPeople
{
    public const string Password = "Demo-password-2026";

    static readonly (string Name, Role Role, string? Scope)[] WithFixedScope =
    [
        ("demo-operator", Role.Operator, null), ("demo-province", Role.ProvinceBureau, null), ("demo-auditor", Role.Auditor, null),
        ("demo-city", Role.CityBureau, "340100"),
    ];

    /// <summary>Makes those that are not there yet; the company and the vendor are the busiest of the demo data.</summary>
    public static async Task Create(IServiceProvider services, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<Accounts>();
        foreach (var (name, role, of) in WithFixedScope) await accounts.Create(name, Password, role, of, "demo");
        await accounts.Create("demo-company", Password, Role.Company, await Busiest(database, "company", cancel), "demo");
        await accounts.Create("demo-vendor", Password, Role.Vendor, await Busiest(database, "vendor", cancel), "demo");
    }

    static async Task<string> Busiest(NpgsqlDataSource database, string column, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {column} from read.orders group by 1 order by count(*) desc, 1 limit 1");
        return (string)(await command.ExecuteScalarAsync(cancel))!;
    }
}
