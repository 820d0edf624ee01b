namespace Marketplace.Grains.Storage;

/// <summary>The binary format of COPY, as PostgreSQL's manual has it: a header, and rows of fields that each say their length.</summary>
static class BinaryCopy
{
    /// <summary>The signature, flags of which none is set, and the length of an extension that there is not.</summary>
    public static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Stands for a row where there is none any more.</summary>
    public const short End = -1;

    /// <summary>Stands for the length of a field that is null.</summary>
    public const int Null = -1;

    /// <summary>Dates and times are counted from here.</summary>
    public static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
}
