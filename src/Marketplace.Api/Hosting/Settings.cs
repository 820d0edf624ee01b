namespace Marketplace.Api.Hosting;

/// <summary>What must be configured.</summary>
public static class Settings
{
    /// <summary>For commands that do not serve.</summary>
    public static IConfiguration Read() =>
        new ConfigurationBuilder().AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().Build();

    public static string ConnectionString(IConfiguration configuration) =>
        configuration.GetConnectionString("Marketplace") is { Length: > 0 } text
            ? text
            : throw new InvalidOperationException(
                "Set ConnectionStrings__Marketplace to a PostgreSQL 15 or later, such as Host=127.0.0.1;Username=marketplace;Database=marketplace.");
}
