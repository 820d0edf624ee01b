using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Billing;
using Billing.Ledger;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Npgsql;

namespace Marketplace.Grains.Funds;

/// <summary>Proves a fund's year from the ledger: what each of its accounts held before, what came in and went out, what it held at the end.</summary>
public sealed class FundYear(NpgsqlDataSource database)
{
    static readonly (string Name, Func<string, AccountId> Of)[] Accounts =
    [
        ("available", AccountId.FundAvailable), ("encumbered", AccountId.FundEncumbered), ("spent", AccountId.FundSpent),
        ("withdrawn", AccountId.FundWithdrawn), ("recoveries", AccountId.FundRecoveries),
    ];

    /// <summary>Of everything that was recorded before the year ended.</summary>
    public async Task<FundProof> Prove(FundId fund, int year, CancellationToken cancel)
    {
        var (begins, ends) = (Fund.EndOf(year - 1), Fund.EndOf(year));
        var years = Accounts.ToDictionary(a => a.Of(fund.Value).Value, _ => new Sums(), StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long entries = 0;
        await using var command = database.CreateCommand(
            """
            select l.stream_id, l.version, l.line, l.from_account, l.to_account, l.amount, e.timestamp < $2
            from es.ledger_entries l join es.mt_events e on e.stream_id = l.stream_id and e.version = l.version
            where (l.from_account = any($1) or l.to_account = any($1)) and e.timestamp < $3
            order by l.stream_id collate "C", l.version, l.line
            """);
        command.CommandTimeout = 0;
        command.Parameters.Add(Sql.Param(years.Keys.ToArray()));
        command.Parameters.Add(Sql.Param(begins.ToUniversalTime()));
        command.Parameters.Add(Sql.Param(ends.ToUniversalTime()));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var (from, to, fen, isBefore) = (reader.GetString(3), reader.GetString(4), reader.GetInt64(5), reader.GetBoolean(6));
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"{reader.GetString(0)} {reader.GetInt64(1)} {reader.GetInt32(2)} {from} {to} {fen}\n")));
            entries++;
            if (years.TryGetValue(from, out var source)) source.Take(fen, isBefore);
            if (years.TryGetValue(to, out var target)) target.Give(fen, isBefore);
        }
        return new FundProof(
            [.. Accounts.Select(a => years[a.Of(fund.Value).Value].ToYear(a.Name))], entries, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    sealed class Sums
    {
        long _opening, _in, _out;

        public void Take(long fen, bool isBefore)
        {
            if (isBefore) _opening -= fen;
            else _out += fen;
        }

        public void Give(long fen, bool isBefore)
        {
            if (isBefore) _opening += fen;
            else _in += fen;
        }

        public AccountYear ToYear(string name) => new(name, new(_opening), new(_in), new(_out), new(_opening + _in - _out));
    }
}
