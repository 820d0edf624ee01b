using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Marketplace.Bench.Http;
using Marketplace.Grains.Places;
using Npgsql;

namespace Marketplace.Bench.Orders;

/// <summary>
/// pgbench, one transaction per order, that writes the same rows with the same guards: streams locked in key order, events,
/// command, outbox, ledger entries, balances. Prepared statements in a pipeline, so that round trips do not decide.
/// </summary>
static partial class BaselineRun
{
    public static async Task<double> Run(BenchWorld world, int callers, TimeSpan warmUp, TimeSpan time)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, Script());
            await PgBench(world, script, callers, warmUp);
            var perSecond = await PgBench(world, script, callers, time);
            var orders = await world.Ask<long>("select count(*) from es.mt_events where type = 'order_placed'");
            await world.Check(orders, 0);
            return perSecond;
        }
        finally
        {
            File.Delete(script);
        }
    }

    /// <summary>A bare <c>:name</c> becomes a parameter; each order has a random number of its own.</summary>
    static string Script()
    {
        var fund = $"fund/province-{ChinaTime.Of(TimeProvider.System.GetUtcNow()).Year}";
        const string company = "(select code from bench_codes where i = :c)";
        const string listing = "0123456789abcdef0123456789abcdef";
        return
            $$$"""
            \set c random(0, {{{BenchWorld.Companies - 1}}})
            \set n random(1, 9000000000000000000)
            begin;
            \startpipeline
            select 1 from es.mt_streams where id in ('company-' || {{{company}}}, 'wallet-' || {{{company}}}) order by id for update;
            update es.mt_streams set version = version + 1, timestamp = now() where id in ('company-' || {{{company}}}, 'wallet-' || {{{company}}});
            insert into es.mt_streams (id, type, version) values ('order-' || md5(:n::text), 'order', 2);
            insert into es.mt_events (id, stream_id, version, data, type, mt_dotnet_type, command_id, actor, hash)
            select md5(:n::text || s.type)::uuid, s.id, s.version,
              case s.type when 'company' then jsonb_build_object('listing', '{{{listing}}}', 'order', md5(:n::text))
                else jsonb_build_object('amount', '1.00', 'order', md5(:n::text)) end,
              case s.type when 'company' then 'subscription_taken' else 'subsidy_reserved' end,
              'Marketplace.Grains.Companies.CompanyEvent+SubscriptionTaken, Marketplace.Grains', md5(:n::text)::uuid, 'company-bench', decode(md5('a') || md5('b'), 'hex')
            from es.mt_streams s where s.id in ('company-' || {{{company}}}, 'wallet-' || {{{company}}});
            insert into es.mt_events (id, stream_id, version, data, type, mt_dotnet_type, command_id, actor, hash) values
              (md5(:n::text || '3')::uuid, 'order-' || md5(:n::text), 1, (select placed from bench_facts), 'order_placed', 'Marketplace.Grains.Orders.OrderEvent+OrderPlaced, Marketplace.Grains', md5(:n::text)::uuid, 'company-bench', decode(md5('a') || md5('b'), 'hex')),
              (md5(:n::text || '4')::uuid, 'order-' || md5(:n::text), 2, (select confirmed from bench_facts), 'order_confirmed', 'Marketplace.Grains.Orders.OrderEvent+OrderConfirmed, Marketplace.Grains', md5(:n::text)::uuid, 'company-bench', decode(md5('a') || md5('b'), 'hex'));
            insert into es.commands (id, digest, answer, actor, at, seqs, hash, xid) values
              (md5(:n::text)::uuid, decode(md5('a') || md5('b'), 'hex'), '{{{new string('x', 800)}}}', 'company-bench', now(), array[1, 2, 3, 4], decode(md5('a') || md5('b'), 'hex'), pg_current_xact_id());
            insert into es.outbox (id, command_id, kind, payload, due_at) values (md5(:n::text || 'o')::uuid, md5(:n::text)::uuid, 'order.end-term', md5(:n::text), now() + interval '1 year');
            insert into es.ledger_entries (stream_id, version, line, from_account, to_account, amount, order_id)
            select s.id, s.version, 0, 'wallet/' || {{{company}}} || '/available', 'wallet/' || {{{company}}} || '/reserved', 100, md5(:n::text)
            from es.mt_streams s where s.id = 'wallet-' || {{{company}}}
            union all select 'order-' || md5(:n::text), 1, 0, '{{{fund}}}/available', '{{{fund}}}/encumbered', 100, md5(:n::text);
            select 1 from es.ledger_accounts where id in ('wallet/' || {{{company}}} || '/available', 'wallet/' || {{{company}}} || '/reserved') order by id for update;
            update es.ledger_accounts set balance = balance - 100 where id = 'wallet/' || {{{company}}} || '/available';
            update es.ledger_accounts set balance = balance + 100 where id = 'wallet/' || {{{company}}} || '/reserved';
            update es.ledger_accounts set balance = balance - 100 where id = '{{{fund}}}/available';
            update es.ledger_accounts set balance = balance + 100 where id = '{{{fund}}}/encumbered';
            \endpipeline
            commit;
            """;
    }

    const string Placed = """
        {"placedAt":"2026-11-21T15:45:37.893477+08:00","terms":{"city":"340100","company":"91340100000000001X","coolingOffDays":7,"funds":[{"amount":"1.00","fund":"province-2026"}],"listing":"{{{listing}}}","number":"26-0000201-2","plan":"p","policyVersion":"2026.1","price":"1.00","split":{"city":"0.00","company":"0.00","province":"1.00"},"usageRule":1,"vendor":"92340100000000000X","wallet":"91340100000000001X"}}
        """;

    const string Confirmed = """
        {"freeTerm":{"from":"2026-11-21T15:45:37.893477+08:00","to":"2027-11-21T15:45:37.893477+08:00"}}
        """;

    /// <summary>Code by number, the facts' data (pgbench would take the colons of times for variables), and the accounts that the first order would open.</summary>
    public static async Task Prepare(BenchWorld world)
    {
        await using var database = NpgsqlDataSource.Create(world.ConnectionString);
        await using var command = database.CreateCommand(
            $"""
            create table bench_codes as select i - 1 as i, code from unnest($1) with ordinality as c(code, i);
            """);
        command.Parameters.AddWithValue(BenchWorld.CompanyCodes.Select(c => c.Value).ToArray());
        await command.ExecuteNonQueryAsync();
        var fund = $"fund/province-{ChinaTime.Of(TimeProvider.System.GetUtcNow()).Year}";
        await world.Ask<object>(
            $"""
            create unique index on bench_codes (i);
            create table bench_facts as select '{Placed}'::jsonb as placed, '{Confirmed}'::jsonb as confirmed;
            insert into es.ledger_accounts (id, overdraft) select 'wallet/' || code || '/reserved', false from bench_codes;
            insert into es.ledger_accounts (id, overdraft) values ('{fund}/encumbered', false);
            analyze;
            select 1
            """);
    }

    static async Task<double> PgBench(BenchWorld world, string script, int callers, TimeSpan time)
    {
        var database = new NpgsqlConnectionStringBuilder(world.ConnectionString);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("PGBENCH") ?? "pgbench")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = database.Password },
        };
        foreach (var argument in new[]
        {
            "-h", database.Host!, "-p", database.Port.ToString(CultureInfo.InvariantCulture), "-U", database.Username!, "-n", "-M", "prepared",
            "-c", callers.ToString(CultureInfo.InvariantCulture), "-j", "2", "-T",
            ((int)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture), "-f", script, database.Database!,
        })
            start.ArgumentList.Add(argument);
        await using var child = Child.Start(start);
        var process = child.Process;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var found = PerSecond().Match(await output);
        if (process.ExitCode == 0) // without a rate when not one transaction was done, as many callers on one fund can have it for seconds
            return found.Success ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        throw new InvalidOperationException($"pgbench: {await output}{await errors}");
    }

    [GeneratedRegex(@"tps = ([0-9.]+) \(without")]
    private static partial Regex PerSecond();
}
