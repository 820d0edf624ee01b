using System.Globalization;
using System.Text;
using Billing;
using CsvHelper;
using CsvHelper.Configuration;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Funds;

/// <summary>A row of the bank's file and what became of it.</summary>
/// <param name="Row">From 1, without the header.</param>
/// <param name="Refusal">Null where the interest is on record, now or before.</param>
public sealed record ImportedInterest(int Row, string? Fund, InterestInput Input, Refusal? Refusal);

/// <summary>The bank's list of interest, <c>fund,period,amount,reference</c>: every row by itself, and the same again changes nothing.</summary>
public static class InterestImport
{
    public const int RowsMax = 1_000;

    public static readonly Refusal WrongFile = Refusal.Invalid("$",
        "Send text/csv in UTF-8 with the header fund,period,amount,reference and at most 1,000 rows.",
        "请提交 UTF-8 编码的 CSV，表头为 fund,period,amount,reference，最多 1000 行。");

    static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        TrimOptions = TrimOptions.Trim, BadDataFound = null, MissingFieldFound = null, HeaderValidated = null,
    };

    /// <param name="owner">Whose funds it may be about; others' are unknown.</param>
    /// <returns>Null when the file is not such a list.</returns>
    public static async Task<IReadOnlyList<ImportedInterest>?> Take(Stream file, string owner, Caller caller, IGrains grains, CancellationToken cancel)
    {
        if (await ReadRows(file, cancel) is not { Count: > 0 and <= RowsMax } rows) return null;
        var taken = new List<ImportedInterest>(rows.Count);
        foreach (var (fund, input) in rows)
        {
            var refusal = !FundEndpoints.IsId(fund ?? "") ? FundRefusal.Unknown : FundYearEndpoints.Read(input, out var interest) is { } malformed ? malformed
                : (await grains.Send(new CreditInterest(new FundId(fund!), owner, interest), caller with { CommandId = null }, cancel)).Refusal;
            taken.Add(new ImportedInterest(taken.Count + 1, fund, input, refusal));
        }
        return taken;
    }

    /// <summary>Null when it is not UTF-8 or has another header.</summary>
    static async Task<List<(string? Fund, InterestInput Input)>?> ReadRows(Stream file, CancellationToken cancel)
    {
        try
        {
            var text = await new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: true)).ReadToEndAsync(cancel);
            using var csv = new CsvReader(new StringReader(text), Configuration);
            if (!csv.Read() || !csv.ReadHeader() || csv.GetFieldIndex("fund", isTryGet: true) < 0) return null;
            var rows = new List<(string?, InterestInput)>();
            while (csv.Read() && rows.Count <= RowsMax)
                rows.Add((csv.GetField("fund"), new InterestInput(
                    Money.TryParse(csv.GetField("amount"), out var amount) ? amount : null, csv.GetField("period"), csv.GetField("reference"))));
            return rows;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
