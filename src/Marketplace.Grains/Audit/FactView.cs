using System.Text.Json;

namespace Marketplace.Grains.Audit;

/// <summary>A fact as auditors read it.</summary>
/// <param name="Hash">Hexadecimal SHA-256 over the hash before it and the canonical envelope and data.</param>
public sealed record FactView(long Version, string Type, DateTimeOffset At, string Actor, JsonElement Data, string Hash);

/// <summary>A stream with its facts, and whether its chain of hashes is whole.</summary>
public sealed record StreamView(string Stream, long Version, IReadOnlyList<FactView> Facts, bool Intact);
