using Marketplace.Api.Tests.Hosting;
using Npgsql;

namespace Marketplace.Api.Tests.Year;

/// <summary>Draws the balance at the end of each month: for every account opening + in − out = closing, and the sides agree.</summary>
sealed class MonthEnds(string connectionString)
{
    readonly Dictionary<string, long> _closed = new(StringComparer.Ordinal);
    long _until;

    public int Checked { get; private set; }

    public async Task Check()
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var now = await Books.Count(connectionString, "select coalesce(max(seq_id), 0)::bigint from es.mt_events");
        var moved = new Dictionary<string, (long In, long Out)>(StringComparer.Ordinal);
        await using (var entries = database.CreateCommand(
            """
            select from_account, to_account, amount from es.ledger_entries l join es.mt_events e on e.stream_id = l.stream_id and e.version = l.version
            where e.seq_id > $1 and e.seq_id <= $2
            """))
        {
            entries.Parameters.AddWithValue(_until);
            entries.Parameters.AddWithValue(now);
            await using var reader = await entries.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var (from, to, fen) = (reader.GetString(0), reader.GetString(1), reader.GetInt64(2));
                moved[from] = moved.GetValueOrDefault(from) with { Out = moved.GetValueOrDefault(from).Out + fen };
                moved[to] = moved.GetValueOrDefault(to) with { In = moved.GetValueOrDefault(to).In + fen };
            }
        }
        var closing = await Balances(database);
        foreach (var (account, fen) in closing)
        {
            var (taken, given) = moved.GetValueOrDefault(account);
            Assert.Equal((account, _closed.GetValueOrDefault(account) + taken - given), (account, fen));
        }
        Assert.Empty(moved.Keys.Except(closing.Keys));
        Assert.Equal(0, closing.Values.Sum());
        Assert.Equal(
            Sum(closing, "fund/", "/spent", "/withdrawn", "/recoveries"), Sum(closing, "vendor/", "/payable", "/paid", "/owed"));
        Assert.Equal(Sum(closing, "fund/", "/recoveries"), Sum(closing, "vendor/", "/owed"));
        foreach (var (account, fen) in closing) _closed[account] = fen;
        (_until, Checked) = (now, Checked + 1);
    }

    static long Sum(Dictionary<string, long> balances, string prefix, params string[] ends) =>
        balances.Where(b => b.Key.StartsWith(prefix, StringComparison.Ordinal) && ends.Any(e => b.Key.EndsWith(e, StringComparison.Ordinal))).Sum(b => b.Value);

    static async Task<Dictionary<string, long>> Balances(NpgsqlDataSource database)
    {
        var balances = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var command = database.CreateCommand("select id, balance from es.ledger_accounts");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) balances.Add(reader.GetString(0), reader.GetInt64(1));
        return balances;
    }
}
