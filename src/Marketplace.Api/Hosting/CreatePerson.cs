using Marketplace.Api.Access;
using Marketplace.Api.Demo;
using Marketplace.Api.People;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Api.Hosting;

/// <summary>
/// The commands <c>create-operator NAME</c> and <c>create-province NAME</c>: the first people of an empty system, one on each side,
/// because who proposes never approves. The password comes from standard input.
/// </summary>
public static class CreatePerson
{
    public static async Task<int> Run(string[] args, Role role)
    {
        if (args is not [_, { Length: > 0 } name])
        {
            await Console.Error.WriteLineAsync($"Usage: Marketplace.Api create-{role.Name()} NAME, with the password on standard input.");
            return 2;
        }
        if (!Console.IsInputRedirected) Console.Write($"Password for {name}: ");
        var password = Console.ReadLine() ?? "";
        var builder = WebApplication.CreateBuilder();
        builder.AddMarketplace(DemoMode.Off);
        await using var app = builder.Build();
        await Migrator.Migrate(app.Services.GetRequiredService<NpgsqlDataSource>(), CancellationToken.None, typeof(CreatePerson).Assembly);
        await using var scope = app.Services.CreateAsyncScope();
        var (_, refusal) = await scope.ServiceProvider.GetRequiredService<Accounts>().Create(name, password, role, null, "command line");
        if (refusal is not null)
        {
            await Console.Error.WriteLineAsync($"{refusal.Code}: {refusal.Reason}");
            return 1;
        }
        Console.WriteLine($"{name} may sign in; the first sign-in sets up the second factor.");
        return 0;
    }
}
