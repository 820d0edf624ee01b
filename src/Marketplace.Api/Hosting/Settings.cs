namespace Marketplace.Api.Hosting;

/// <summary>A setting is missing or wrong; the message says which and what would be right.</summary>
public sealed class SettingException(string message) : Exception(message);

/// <summary>What must be configured.</summary>
public static class Settings
{
    /// <summary>For commands that do not serve.</summary>
    public static IConfiguration Read() =>
        new ConfigurationBuilder().AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().Build();

    public static string ConnectionString(IConfiguration configuration) =>
        configuration.GetConnectionString("Marketplace") is { Length: > 0 } text
            ? text
            : throw new SettingException(
                "Set ConnectionStrings__Marketplace to a PostgreSQL 15 or later, such as Host=127.0.0.1;Username=marketplace;Database=marketplace.");
}
