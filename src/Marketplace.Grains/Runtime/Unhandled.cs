namespace Marketplace.Grains.Runtime;

/// <summary>For the last arm of a switch over a closed family of records: reached only when an arm was forgotten.</summary>
static class Unhandled
{
    public static Exception Of(object value) => new InvalidOperationException($"Nothing handles {value.GetType().Name} here.");
}
