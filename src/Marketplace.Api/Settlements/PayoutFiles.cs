using System.Security.Cryptography;
using Billing.Subsidies;
using Marketplace.Api.Personal;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Vendors;

namespace Marketplace.Api.Settlements;

/// <summary>
/// Makes the list that the bank pays by, the same bytes whenever it is asked for. Its hash is a fact
/// before anybody has it, so a list with another hash is not ours.
/// </summary>
public sealed class PayoutFiles(IGrains grains, PersonalData personalData, SubsidyPolicy policy)
{
    /// <summary>The file of that number; without one the next where there is something to list, else the last.</summary>
    /// <param name="by">Who answers for it.</param>
    public async Task<(byte[]? Content, int Number, Refusal? Refusal)> Get(WithdrawalId id, int? number, string by, Caller caller, CancellationToken cancel)
    {
        var plan = await grains.Read(turn => Look(turn, id), cancel);
        var withdrawal = plan.Withdrawal;
        if (withdrawal.Status == WithdrawalStatus.None) return (null, 0, WithdrawalRefusal.Unknown);
        if (!withdrawal.IsApproved) return (null, 0, WithdrawalRefusal.NotApproved);
        if (number is null && withdrawal.NextRows.Any()) return await Make(id, plan, by, caller, cancel);
        if (withdrawal.Files.Count == 0) return (null, 0, WithdrawalRefusal.NothingToPay);
        var file = number is null ? withdrawal.Files[^1] : withdrawal.Files.FirstOrDefault(f => f.Number == number);
        if (file is null) return (null, 0, WithdrawalRefusal.FileUnknown);
        return (await Write(withdrawal, file.Rows, cancel)) is { } content ? (content, file.Number, null) : (null, 0, WithdrawalRefusal.AccountErased);
    }

    async Task<(byte[]? Content, int Number, Refusal? Refusal)> Make(WithdrawalId id, Plan plan, string by, Caller caller, CancellationToken cancel)
    {
        var (rows, withdrawal) = (new List<PayoutRow>(), plan.Withdrawal);
        foreach (var (reference, next) in withdrawal.NextRows.Where(n => !plan.Obstacles.ContainsKey(n.Statement)))
        {
            var statement = withdrawal.Statements.First(s => s.Statement == next);
            if (await Readable(plan.Accounts[next], statement.Vendor, cancel) is not { } account) return (null, 0, WithdrawalRefusal.AccountErased);
            rows.Add(new PayoutRow(reference, next, statement.PayeeName, account, statement.Total));
        }
        if (rows.Count == 0) return (null, 0, plan.Obstacles.First(o => withdrawal.NextRows.Any(n => n.Statement == o.Key)).Value);
        if (await Write(withdrawal, [.. rows], cancel) is not { } content) return (null, 0, WithdrawalRefusal.AccountErased);
        var turn = new MakePayoutFile(id, [.. rows], Convert.ToHexStringLower(SHA256.HashData(content)), by) { Policy = policy };
        var sent = await grains.Send(turn, caller, cancel);
        return sent.Refusal is { } refusal ? (null, 0, refusal) : (content, withdrawal.Files.Count + 1, null);
    }

    /// <summary>The first of these accounts whose key has not been destroyed.</summary>
    async Task<string?> Readable(IEnumerable<string> accounts, CreditCode vendor, CancellationToken cancel)
    {
        foreach (var account in accounts)
            if (await PayeeAccount.Open(personalData, vendor, account, cancel) is not null)
                return account;
        return null;
    }

    Plan Look(Turn turn, WithdrawalId id)
    {
        var withdrawal = turn.Read(Withdrawal.Grain[id.Value]);
        return new Plan(
            withdrawal, withdrawal.Statements.ToDictionary(s => s.Statement, s => AccountsOf(turn, withdrawal, s)),
            withdrawal.Statements.Select(s => (s.Statement, Refusal: MakePayoutFile.ObstacleOf(turn, s.Vendor, s.Statement, policy)))
                .Where(s => s.Refusal is not null).ToDictionary(s => s.Statement, s => s.Refusal!));
    }

    /// <summary>
    /// The sealed accounts to try, the right one first: that with which the statement was drawn and approved, so that nobody turns
    /// approved money to another account; once the bank has refused it, the payee's of today.
    /// </summary>
    static IReadOnlyList<string> AccountsOf(Turn turn, Withdrawal withdrawal, WithdrawnStatement listed)
    {
        var drawn = turn.Read(Statement.Grain[listed.Statement.Value]).Payee!;
        var today = turn.Read(Vendor.Grain[listed.Vendor.Value]).Account is { } account && account.Holder == drawn.Code ? account.Account : drawn.Account;
        return withdrawal.LastRow(listed.Statement) is null ? [drawn.Account, today] : [today, drawn.Account];
    }

    /// <summary>Null when an account can no longer be opened.</summary>
    async Task<byte[]?> Write(Withdrawal withdrawal, EquatableList<PayoutRow> rows, CancellationToken cancel)
    {
        var vendors = withdrawal.Statements.ToDictionary(s => s.Statement, s => s.Vendor);
        var listed = new List<BankRow>(rows.Count);
        foreach (var row in rows)
        {
            if (await PayeeAccount.Open(personalData, vendors[row.Statement], row.Account, cancel) is not { } account) return null;
            // The name that the owners of the funds have approved: the bank pays nobody else.
            listed.Add(new BankRow(row.Reference, row.PayeeName, account, row.Amount, $"惠企软件补贴结算 {row.Statement}", row.Statement.Value));
        }
        return await BankFile.Write(listed);
    }

    /// <param name="Obstacles">Why statements are not paid today.</param>
    sealed record Plan(
        Withdrawal Withdrawal, IReadOnlyDictionary<StatementId, IReadOnlyList<string>> Accounts, IReadOnlyDictionary<StatementId, Refusal> Obstacles);
}
