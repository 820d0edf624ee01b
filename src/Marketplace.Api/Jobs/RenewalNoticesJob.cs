using System.Globalization;
using Marketplace.Api.Access;
using Marketplace.Api.Notices;
using Npgsql;

namespace Marketplace.Api.Jobs;

/// <summary>
/// Tells companies 60, 30 and 7 days before a term ends (S003 art.17), unless it is renewed, or they have said no. After a time without a server the notice that is due by
/// then is given, not those that it overtook.
/// </summary>
public sealed class RenewalNoticesJob(NpgsqlDataSource database, Notices.Notices notices) : IJob
{
    public const string Kind = "ending";

    /// <summary>Days before the end, the earliest first.</summary>
    static readonly int[] Steps = [60, 30, 7];

    /// <summary>Terms that end soon and have not had the notice that is due: those not read in one go come with the next.</summary>
    const string Due =
        """
        select o.id, o.company, d.due_on, d.step
        from read.orders o
        cross join lateral (select (left(o.doc -> 'freeTerm' ->> 'to', 10))::date as due_on) t
        cross join lateral (select t.due_on, min(s) as step from unnest($1) s where t.due_on - $2 <= s) d
        where o.status in ('confirmed', 'provisioned') and o.doc -> 'freeTerm' ->> 'to' >= $3 and o.doc -> 'freeTerm' ->> 'to' < $4
          and o.doc ->> 'isRenewalDeclined' is distinct from 'true'
          and not exists (select from read.orders r where r.id = o.doc ->> 'renewedBy' and r.status in ('confirmed', 'provisioned', 'ended'))
          and not exists (select from notices.given n
            where n.role = 'company' and n.kind = 'ending' and n.subject = o.id and n.due_on = d.due_on and n.step = d.step)
        limit
        """;

    const int BatchMax = 1_000;

    public string Name => "renewal-notices";

    public string Cron => "0 0 9 * * ?";

    public JobPeriod Period => JobPeriod.Day;

    public async Task<bool> IsIdle(JobRun run, CancellationToken cancel) => (await Read(run, 1, cancel)).Count == 0;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var given = 0;
        while (await Read(run, BatchMax, cancel) is { Count: > 0 } due)
        {
            given += await notices.Give(due, cancel);
            run.Progress(given, given);
        }
    }

    async Task<List<NewNotice>> Read(JobRun run, int max, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"{Due} {max.ToString(CultureInfo.InvariantCulture)}");
        command.Parameters.AddWithValue(Steps);
        command.Parameters.AddWithValue(run.Day);
        command.Parameters.AddWithValue(Text(run.Day));
        command.Parameters.AddWithValue(Text(run.Day.AddDays(Steps[0] + 1)));
        var due = new List<NewNotice>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            due.Add(new NewNotice(Role.Company, reader.GetString(1), Kind, reader.GetString(0), reader.GetFieldValue<DateOnly>(2), reader.GetInt32(3)));
        return due;
    }

    static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
