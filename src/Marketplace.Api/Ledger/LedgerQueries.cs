using Billing;
using Npgsql;

namespace Marketplace.Api.Ledger;

/// <param name="Balance">Yuan.</param>
public sealed record AccountBalance(string Account, Money Balance);

/// <param name="Sum">Of all balances: 0.00, always.</param>
public sealed record TrialBalance(IReadOnlyList<AccountBalance> Accounts, Money Sum);

/// <summary>One movement: <see cref="Amount"/> yuan went from one account to another, because of a fact.</summary>
/// <param name="Stream">The stream of the fact that caused it.</param>
public sealed record LedgerEntry(
    long Seq, DateTimeOffset At, string From, string To, Money Amount, string? Order, string Stream, long Version, string Fact, string Actor);

/// <summary>Reads the ledger's accounts straight from the table that every commit writes.</summary>
public sealed class LedgerQueries(NpgsqlDataSource database)
{
    public async Task<TrialBalance> TrialBalance(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select id, balance from es.ledger_accounts order by id");
        var accounts = new List<AccountBalance>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) accounts.Add(new AccountBalance(reader.GetString(0), new Money(reader.GetInt64(1))));
        return new TrialBalance(accounts, accounts.Aggregate(Money.Zero, (sum, account) => sum + account.Balance));
    }
}
