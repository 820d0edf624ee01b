namespace Marketplace.Grains.Usage;

/// <summary>What one month of Asia/Shanghai came to for one order.</summary>
/// <param name="Month">Such as <c>2026-10</c>.</param>
/// <param name="Uses">The sum of the counts of its events, with corrections.</param>
/// <param name="ActiveDays">Days with at least one use.</param>
/// <param name="DistinctUsers">Pseudonyms that used it.</param>
public sealed record UsageMonth(string Month, long Uses, int ActiveDays, int DistinctUsers);
