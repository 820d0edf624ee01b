using System.Buffers.Binary;

namespace Marketplace.Grains.Storage;

/// <summary>
/// Reads what <c>copy … to stdout (format binary)</c> sends without making an object of anything: where millions of rows are
/// added up, those cost more than the rows. The format is that of PostgreSQL's manual, COPY, "Binary Format".
/// </summary>
/// <param name="copied">From its first byte; the caller disposes of it.</param>
sealed class BinaryCopyReader(Stream copied)
{
    const int BufferSize = 1 << 16;

    /// <summary>The signature, flags of which none is set, and the length of an extension that there is not.</summary>
    static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Days are counted from here.</summary>
    static readonly int Epoch = new DateOnly(2000, 1, 1).DayNumber;

    byte[] _buffer = new byte[BufferSize];
    long[] _numbers = [];
    int _next;
    int _end;
    bool _hasBegun;

    /// <summary>False after the last row. All fields of a row are read before the next row is begun.</summary>
    public bool NextRow()
    {
        if (!_hasBegun && !Take(Header.Length).SequenceEqual(Header)) throw new InvalidDataException("This is not what COPY sends in binary format.");
        _hasBegun = true;
        return BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short))) >= 0;
    }

    /// <summary>A text in UTF-8; good until something else is read.</summary>
    public ReadOnlySpan<byte> Text() => Field();

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Field());

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Field());

    public DateOnly Date() => DateOnly.FromDayNumber(Epoch + Int32());

    /// <summary>A <c>bigint[]</c> of one dimension without nulls; good until the next one is read.</summary>
    public ReadOnlyMemory<long> Int64s()
    {
        const int lengthAt = 12, firstAt = 20, elementSize = sizeof(int) + sizeof(long);
        var field = Field();
        if (field.Length < firstAt) return default; // an empty array has no dimension
        var length = BinaryPrimitives.ReadInt32BigEndian(field[lengthAt..]);
        if (_numbers.Length < length) _numbers = new long[length];
        for (var i = 0; i < length; i++) _numbers[i] = BinaryPrimitives.ReadInt64BigEndian(field[(firstAt + i * elementSize + sizeof(int))..]);
        return _numbers.AsMemory(0, length);
    }

    ReadOnlySpan<byte> Field() =>
        BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int))) is var length and >= 0
            ? Take(length)
            : throw new InvalidDataException("A field is null where none may be.");

    ReadOnlySpan<byte> Take(int length)
    {
        if (_end - _next < length) Fill(length);
        _next += length;
        return _buffer.AsSpan(_next - length, length);
    }

    void Fill(int length)
    {
        var left = _buffer.AsSpan(_next, _end - _next);
        var buffer = length > _buffer.Length ? new byte[length] : _buffer;
        left.CopyTo(buffer);
        (_buffer, _next, _end) = (buffer, 0, left.Length);
        _end += copied.ReadAtLeast(_buffer.AsSpan(_end), length - _end);
    }
}
