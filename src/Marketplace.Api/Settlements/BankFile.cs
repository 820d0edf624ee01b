using System.Globalization;
using System.Text;
using Billing;
using CsvHelper;
using CsvHelper.Configuration;

namespace Marketplace.Api.Settlements;

/// <summary>A payment that the bank is asked to make.</summary>
/// <param name="Reference">What the bank repeats in its answer.</param>
/// <param name="Name">Whom it pays: the bank pays nobody else.</param>
/// <param name="Subject">The statement or payout that it is for.</param>
public sealed record BankRow(string Reference, string Name, PayeeAccount Account, Money Amount, string Purpose, string Subject);

/// <summary>A list that the bank pays by: UTF-8 with a byte order mark, the same bytes for the same rows.</summary>
static class BankFile
{
    static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape, NewLine = "\r\n" };

    static readonly string[] Header = ["reference", "accountName", "accountNumber", "bank", "amount", "currency", "purpose", "statement"];

    public static async Task<byte[]> Write(IEnumerable<BankRow> rows)
    {
        using var memory = new MemoryStream();
        await using (var text = new StreamWriter(memory, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true))
        await using (var csv = new CsvWriter(text, Configuration))
        {
            Record(csv, Header);
            foreach (var row in rows)
                Record(csv, row.Reference, row.Name, row.Account.Number, row.Account.Bank, row.Amount.ToString(), "CNY", row.Purpose, row.Subject);
        }
        return memory.ToArray();
    }

    static void Record(CsvWriter csv, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields) csv.WriteField(field);
        csv.NextRecord();
    }
}
