using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Marketplace.Grains.Tests.Simulation;

/// <summary>Everything that happened, in words, and its hash: two runs of one seed must have the same.</summary>
sealed class History(SimScheduler sim)
{
    const int TailMax = 60;

    readonly List<string> _lines = [];

    public int Lines => _lines.Count;

    /// <summary>What went wrong first.</summary>
    public string? Failure { get; private set; }

    public void Log(string line) =>
        _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{sim.Ticks / 10,12} {line}"));

    public void Fail(string why)
    {
        if (Failure is not null) return;
        Failure = why;
        Log($"FAILED: {why}");
    }

    public void Check(bool holds, string otherwise)
    {
        if (!holds) Fail(otherwise);
    }

    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in _lines)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line));
            hash.AppendData("\n"u8);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public string Tail() => string.Join('\n', _lines.Skip(_lines.Count - TailMax));

    public string All() => string.Join('\n', _lines);

    public static string Short(Guid id) => id.ToString("N", CultureInfo.InvariantCulture)[..6];
}
