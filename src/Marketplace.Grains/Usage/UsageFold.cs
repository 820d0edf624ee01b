using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Marketplace.Grains.Usage;

/// <summary>A day of an order, as <c>usage.daily</c> has it.</summary>
/// <param name="Users">Hashes of pseudonyms, ascending.</param>
readonly record struct UsageDay(DateOnly Day, long Uses, int Events, ReadOnlyMemory<long> Users);

/// <summary>
/// Adds up the days of one order and month, and hashes them. Hashed is one line per day, then one per adjustment, each ended by
/// a line feed: <c>2026-10-01 12 3 -5,17</c> (day, uses, events, users ascending), <c>+ event-id 2026-09 -2</c> (event, the month it is
/// about, uses).
/// </summary>
sealed class UsageFold : IDisposable
{
    /// <summary>Text that gathers before it is hashed: a month has millions of lines.</summary>
    const int TextMax = 4096;

    /// <summary>The longest piece that is written at once: an event's id.</summary>
    const int PieceMax = UsageEvent.IdMax * 3;

    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly HashSet<long> _users = [];
    readonly byte[] _text = new byte[TextMax];
    int _length;
    long _uses;
    int _activeDays;

    public void Add(UsageDay day)
    {
        _uses += day.Uses;
        if (day.Uses > 0) _activeDays++;
        var users = day.Users.Span;
        foreach (var user in users) _users.Add(user);
        Write(day.Day, "O");
        Write(" ");
        Write(day.Uses);
        Write(" ");
        Write(day.Events);
        Write(" ");
        for (var i = 0; i < users.Length; i++)
        {
            if (i > 0) Write(",");
            Write(users[i]);
        }
        Write("\n");
    }

    public void Adjust(string eventId, string aboutMonth, long uses)
    {
        _uses += uses;
        Write("+ ");
        Write(eventId);
        Write(" ");
        Write(aboutMonth);
        Write(" ");
        Write(uses);
        Write("\n");
    }

    /// <summary>The sum and its hash; the next order begins from nothing.</summary>
    public (UsageMonth Month, byte[] Hash) End(string month)
    {
        var sum = new UsageMonth(month, _uses, _activeDays, _users.Count);
        (_uses, _activeDays) = (0, 0);
        _users.Clear();
        HashText();
        return (sum, _hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    void Write<T>(T value, string? format = null) where T : IUtf8SpanFormattable
    {
        value.TryFormat(Room(), out var written, format, CultureInfo.InvariantCulture);
        _length += written;
    }

    void Write(string text) => _length += Encoding.UTF8.GetBytes(text, Room());

    Span<byte> Room()
    {
        if (_text.Length - _length < PieceMax) HashText();
        return _text.AsSpan(_length);
    }

    void HashText()
    {
        _hash.AppendData(_text, 0, _length);
        _length = 0;
    }
}
