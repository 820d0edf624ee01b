using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Tests;

/// <summary>One of every fact in the catalogue, made by reflection, so that a new fact is tested before anybody thinks of it.</summary>
static class Samples
{
    public static IReadOnlyDictionary<string, object> Facts { get; } =
        Catalogue.Facts.Facts.OrderBy(f => f.Name, StringComparer.Ordinal).ToDictionary(f => f.Name, f => Of(f.Fact));

    /// <summary>Every nested record of every abstract record named …Event.</summary>
    public static IReadOnlyList<Type> FactTypes { get; } =
        [.. typeof(Catalogue).Assembly.GetTypes().Where(IsFamily).SelectMany(f => f.GetNestedTypes()).Where(t => IsFamily(t.BaseType!))];

    static bool IsFamily(Type type) => type.IsAbstract && type.Name.EndsWith("Event", StringComparison.Ordinal) && !type.IsInterface;

    public static object Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Of(inner);
        if (type == typeof(string)) return "文";
        if (type == typeof(int)) return 7;
        if (type == typeof(long)) return 8L;
        if (type == typeof(bool)) return true;
        if (type == typeof(Money)) return Money.Yuan(3);
        if (type == typeof(DateOnly)) return new DateOnly(2026, 3, 1);
        if (type == typeof(DateTimeOffset)) return Some.Moment;
        if (type == typeof(CreditCode)) return Some.Code;
        if (type.IsEnum) return Enum.GetValues(type).GetValue(0)!;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EquatableList<>)) return ListOf(type);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableList<>)) return ImmutableListOf(type);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableSortedDictionary<,>)) return type.GetField("Empty")!.GetValue(null)!;
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Of(p.ParameterType))]);
    }

    static object ListOf(Type type)
    {
        var items = Array.CreateInstance(type.GetGenericArguments()[0], 2);
        for (var i = 0; i < items.Length; i++) items.SetValue(Of(type.GetGenericArguments()[0]), i);
        return Activator.CreateInstance(type, items)!;
    }

    static object ImmutableListOf(Type type)
    {
        dynamic none = type.GetField("Empty")!.GetValue(null)!;
        return none.Add((dynamic)Of(type.GetGenericArguments()[0]));
    }

    /// <summary>The JSON paths of a type as it is stored: <c>terms.split.city string</c>.</summary>
    public static IEnumerable<string> Paths(Type type, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EquatableList<>))
            return Paths(type.GetGenericArguments()[0], path + "[]");
        var json = CanonicalJson.Options.GetTypeInfo(type);
        return json.Kind == JsonTypeInfoKind.Object
            ? json.Properties.OrderBy(p => p.Name, StringComparer.Ordinal).SelectMany(p => Paths(p.PropertyType, path.Length == 0 ? p.Name : $"{path}.{p.Name}"))
            : [$"{path} {(type.IsEnum ? string.Join('|', Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(v => NameOf(type, v))) : type.Name)}"];
    }

    static string NameOf(Type type, object value) => JsonSerializer.Serialize(Enum.ToObject(type, value), type, CanonicalJson.Options).Trim('"');
}
