using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Marketplace.Grains.Usage;

/// <summary>A day of an order, as <c>usage.daily</c> has it.</summary>
/// <param name="Users">Hashes of pseudonyms, ascending.</param>
readonly record struct UsageDay(DateOnly Day, long Uses, int Events, long[] Users);

/// <summary>
/// Adds up the days of one order and month, and hashes them. Hashed is one line per day, then one per adjustment, each ended by
/// a line feed: <c>2026-10-01 12 3 -5,17</c> (day, uses, events, users ascending), <c>+ event-id 2026-09 -2</c> (event, the month it is
/// about, uses).
/// </summary>
sealed class UsageFold : IDisposable
{
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly HashSet<long> _users = [];
    readonly StringBuilder _line = new();
    long _uses;
    int _activeDays;

    public void Add(UsageDay day)
    {
        _uses += day.Uses;
        if (day.Uses > 0) _activeDays++;
        foreach (var user in day.Users) _users.Add(user);
        _line.Append(CultureInfo.InvariantCulture, $"{day.Day:yyyy-MM-dd} {day.Uses} {day.Events} ").AppendJoin(',', day.Users);
        EndLine();
    }

    public void Adjust(string eventId, string aboutMonth, long uses)
    {
        _uses += uses;
        _line.Append(CultureInfo.InvariantCulture, $"+ {eventId} {aboutMonth} {uses}");
        EndLine();
    }

    /// <summary>The sum and its hash; the next order begins from nothing.</summary>
    public (UsageMonth Month, byte[] Hash) End(string month)
    {
        var sum = new UsageMonth(month, _uses, _activeDays, _users.Count);
        (_uses, _activeDays) = (0, 0);
        _users.Clear();
        return (sum, _hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    void EndLine()
    {
        _hash.AppendData(Encoding.UTF8.GetBytes(_line.Append('\n').ToString()));
        _line.Clear();
    }
}
