using System.Globalization;
using System.Text;
using Billing;
using Marketplace.Api.Http;
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

/// <summary>Reads the ledger straight from the tables that every commit writes.</summary>
public sealed class LedgerQueries(NpgsqlDataSource database)
{
    static readonly string[] CsvFields = ["seq", "at", "from", "to", "amount", "order", "stream", "version", "fact", "actor"];

    /// <summary>Which entries; what is null does not matter.</summary>
    public sealed record Wanted(string? Account = null, string? Order = null, string? Stream = null);

    public async Task<TrialBalance> TrialBalance(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select id, balance from es.ledger_accounts order by id");
        var accounts = new List<AccountBalance>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) accounts.Add(new AccountBalance(reader.GetString(0), new Money(reader.GetInt64(1))));
        return new TrialBalance(accounts, accounts.Aggregate(Money.Zero, (sum, account) => sum + account.Balance));
    }

    public async Task<IResult> Entries(HttpContext context, Wanted wanted)
    {
        if (Page.Read(context, out var page) is { } refusal) return Problems.Result(refusal);
        var cancel = context.RequestAborted;
        if (Csv.IsWanted(context))
        {
            var all = await Entries(wanted, Page.CsvRowsMax, 0, cancel);
            return Csv.OfRows(all.Select(e => new[]
            {
                e.Seq.ToString(CultureInfo.InvariantCulture), e.At.ToString("O", CultureInfo.InvariantCulture), e.From, e.To, e.Amount.ToString(),
                e.Order, e.Stream, e.Version.ToString(CultureInfo.InvariantCulture), e.Fact, e.Actor,
            }), CsvFields, "ledger.csv");
        }
        await using var count = Command("select count(*) from es.ledger_entries l", wanted, "");
        var total = (long)(await count.ExecuteScalarAsync(cancel))!;
        return Results.Json(new Listed<LedgerEntry>(await Entries(wanted, page.Size, page.Offset, cancel), page.Number, page.Size, total), ApiJson.Options);
    }

    async Task<List<LedgerEntry>> Entries(Wanted wanted, int limit, long offset, CancellationToken cancel)
    {
        await using var command = Command(
            """
            select e.seq_id, e.timestamp, l.from_account, l.to_account, l.amount, l.order_id, l.stream_id, l.version, e.type, e.actor
            from es.ledger_entries l join es.mt_events e on e.stream_id = l.stream_id and e.version = l.version
            """, wanted, string.Create(CultureInfo.InvariantCulture, $"order by e.seq_id, l.line limit {limit} offset {offset}"));
        var entries = new List<LedgerEntry>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            entries.Add(new LedgerEntry(
                reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetString(3), new Money(reader.GetInt64(4)),
                reader.IsDBNull(5) ? null : reader.GetString(5), reader.GetString(6), reader.GetInt64(7), reader.GetString(8), reader.GetString(9)));
        return entries;
    }

    NpgsqlCommand Command(string select, Wanted wanted, string tail)
    {
        var command = database.CreateCommand();
        var sql = new StringBuilder(select);
        Add("(l.from_account = $1 or l.to_account = $1)", wanted.Account);
        Add("l.order_id = $1", wanted.Order);
        Add("l.stream_id = $1", wanted.Stream);
        command.CommandText = sql.Append(' ').Append(tail).ToString();
        return command;

        void Add(string condition, string? value)
        {
            if (string.IsNullOrEmpty(value)) return;
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
            sql.Append(command.Parameters.Count == 1 ? " where " : " and ")
                .Append(condition.Replace("$1", $"${command.Parameters.Count}", StringComparison.Ordinal));
        }
    }
}
