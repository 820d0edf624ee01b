using System.Text.Json.Serialization;

namespace Marketplace.Api.Access;

/// <summary>Who takes part. The values are flags, so that an endpoint can name all it is for.</summary>
[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role
{
    None = 0,

    /// <summary>A manufacturer (中小微制造业企业); its scope is its credit code.</summary>
    [JsonStringEnumMemberName("company")] Company = 1,

    /// <summary>A software vendor (软件服务供应商); its scope is its credit code.</summary>
    [JsonStringEnumMemberName("vendor")] Vendor = 2,

    /// <summary>The platform's staff (工业互联网平台).</summary>
    [JsonStringEnumMemberName("operator")] Operator = 4,

    /// <summary>A city's bureau (市工信局); its scope is the city's code.</summary>
    [JsonStringEnumMemberName("city")] CityBureau = 8,

    /// <summary>The provincial bureau (省工信厅).</summary>
    [JsonStringEnumMemberName("province")] ProvinceBureau = 16,

    /// <summary>Reads everything, changes nothing (审计).</summary>
    [JsonStringEnumMemberName("auditor")] Auditor = 32,
}

public static class Roles
{
    public const Role All = Role.Company | Role.Vendor | Role.Operator | Role.CityBureau | Role.ProvinceBureau | Role.Auditor;

    /// <summary>Who may look at the whole province.</summary>
    public const Role Overseers = Role.Operator | Role.ProvinceBureau | Role.Auditor;

    /// <summary>Who needs a second factor to sign in (level-3 protection).</summary>
    public const Role WithSecondFactor = Role.Operator | Role.CityBureau | Role.ProvinceBureau | Role.Auditor;

    public static bool Includes(this Role roles, Role role) => role != Role.None && (roles & role) == role;

    /// <summary>The name in the API, such as <c>city</c>.</summary>
    public static string Name(this Role role) => role switch
    {
        Role.Company => "company",
        Role.Vendor => "vendor",
        Role.Operator => "operator",
        Role.CityBureau => "city",
        Role.ProvinceBureau => "province",
        Role.Auditor => "auditor",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Not a single role."),
    };

    public static Role? Parse(string? name) => name switch
    {
        "company" => Role.Company,
        "vendor" => Role.Vendor,
        "operator" => Role.Operator,
        "city" => Role.CityBureau,
        "province" => Role.ProvinceBureau,
        "auditor" => Role.Auditor,
        _ => null,
    };
}
