using System.Security.Cryptography;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Settlements;

/// <summary>A statement or the receipt of its payment as paper shows it, found again by the code that is printed on it.</summary>
/// <param name="Row">As it is now; what a code stands for has not changed since it was printed.</param>
public sealed record PrintedStatement(StatementRow Row, bool IsReceipt)
{
    /// <summary>Characters of a hash that are printed: 128 bits, so that nobody finds other figures with the same code.</summary>
    public const int CodeLength = 32;

    /// <summary>For the statement: month, vendor, payee, every line, recoveries, and the amounts; null while it is being drawn.</summary>
    public static string? CodeOf(StatementRow row) => row.Status == StatementStatus.Drawing ? null : row.Evidence[..CodeLength];

    /// <summary>For the receipt: the statement, and what the bank said of its payment; null while it is not paid.</summary>
    public static string? ReceiptCodeOf(StatementRow row) => row.Payment is { } payment
        ? Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Write(new { evidence = row.Evidence, payment })))[..CodeLength] : null;

    /// <summary>Null when nothing with this code was ever printed.</summary>
    public static PrintedStatement? Find(StatementRow row, string code) =>
        Is(CodeOf(row), code) ? new PrintedStatement(row, IsReceipt: false)
        : Is(ReceiptCodeOf(row), code) ? new PrintedStatement(row, IsReceipt: true)
        : null;

    static bool Is(string? right, string code) => string.Equals(right, code, StringComparison.OrdinalIgnoreCase);
}
