using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Marketplace.Api.Personal;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Vendors;

namespace Marketplace.Api.Settlements;

/// <summary>
/// Makes the list that the bank pays by: UTF-8 with a byte order mark, the same bytes whenever it is asked for. Its hash is a fact
/// before anybody has it, so a list with another hash is not ours.
/// </summary>
public sealed class PayoutFiles(IGrains grains, PersonalData personalData)
{
    static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape, NewLine = "\r\n" };

    static readonly string[] Header = ["reference", "accountName", "accountNumber", "bank", "amount", "currency", "purpose", "statement"];

    /// <summary>The file of that number; without one the next where there is something to list, else the last.</summary>
    public async Task<(byte[]? Content, int Number, Refusal? Refusal)> Get(WithdrawalId id, int? number, Caller caller, CancellationToken cancel)
    {
        var (withdrawal, accounts) = await grains.Read(turn => Look(turn, id), cancel);
        if (withdrawal.Status == WithdrawalStatus.None) return (null, 0, WithdrawalRefusal.Unknown);
        if (!withdrawal.IsApproved) return (null, 0, WithdrawalRefusal.NotApproved);
        if (number is null && withdrawal.NextRows.Any()) return await Make(id, withdrawal, accounts, caller, cancel);
        if (withdrawal.Files.Count == 0) return (null, 0, WithdrawalRefusal.NothingToPay);
        var file = number is null ? withdrawal.Files[^1] : withdrawal.Files.FirstOrDefault(f => f.Number == number);
        if (file is null) return (null, 0, WithdrawalRefusal.FileUnknown);
        return (await Write(withdrawal, file.Rows, cancel)) is { } content ? (content, file.Number, null) : (null, 0, WithdrawalRefusal.AccountErased);
    }

    async Task<(byte[]? Content, int Number, Refusal? Refusal)> Make(
        WithdrawalId id, Withdrawal withdrawal, IReadOnlyDictionary<string, string> accounts, Caller caller, CancellationToken cancel)
    {
        EquatableList<PayoutRow> rows =
        [
            .. from next in withdrawal.NextRows
               let statement = withdrawal.Statements.First(s => s.Statement == next.Statement)
               select new PayoutRow(next.Reference, next.Statement, statement.PayeeName, accounts[next.Statement.Value], statement.Total),
        ];
        if (await Write(withdrawal, rows, cancel) is not { } content) return (null, 0, WithdrawalRefusal.AccountErased);
        var sent = await grains.Send(new MakePayoutFile(id, rows, Convert.ToHexStringLower(SHA256.HashData(content)), caller.Actor), caller, cancel);
        return sent.Refusal is { } refusal ? (null, 0, refusal) : (content, withdrawal.Files.Count + 1, null);
    }

    /// <summary>The withdrawal, and the sealed account for each of its statements: the payee's of today, else the one it was drawn with.</summary>
    static Plan Look(Turn turn, WithdrawalId id)
    {
        var withdrawal = turn.Read(Withdrawal.Grain[id.Value]);
        var accounts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var listed in withdrawal.Statements)
        {
            var account = turn.Read(Vendor.Grain[listed.Vendor.Value]).Account;
            var payee = turn.Read(Statement.Grain[listed.Statement.Value]).Payee;
            accounts[listed.Statement.Value] = account is not null && account.Holder == payee?.Code ? account.Account : payee?.Account ?? "";
        }
        return new Plan(withdrawal, accounts);
    }

    /// <summary>Null when an account can no longer be opened.</summary>
    async Task<byte[]?> Write(Withdrawal withdrawal, EquatableList<PayoutRow> rows, CancellationToken cancel)
    {
        var vendors = withdrawal.Statements.ToDictionary(s => s.Statement, s => s.Vendor);
        using var memory = new MemoryStream();
        await using (var text = new StreamWriter(memory, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true))
        await using (var csv = new CsvWriter(text, Configuration))
        {
            Record(csv, Header);
            foreach (var row in rows)
            {
                if (await PayeeAccount.Open(personalData, vendors[row.Statement], row.Account, cancel) is not { } account) return null;
                Record(csv, row.Reference, account.Name, account.Number, account.Bank, row.Amount.ToString(), "CNY",
                    $"惠企软件补贴结算 {row.Statement}", row.Statement.Value);
            }
        }
        return memory.ToArray();
    }

    static void Record(CsvWriter csv, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields) csv.WriteField(field);
        csv.NextRecord();
    }

    sealed record Plan(Withdrawal Withdrawal, IReadOnlyDictionary<string, string> Accounts);
}
