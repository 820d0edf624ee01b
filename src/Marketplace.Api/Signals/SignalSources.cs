using Marketplace.Api.Access;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Signals;
using Npgsql;

namespace Marketplace.Api.Signals;

/// <summary>What one source raised, how much of it was looked at, and how much was found right.</summary>
/// <param name="Source">A signal's name, <c>sample</c> or <c>tip</c>.</param>
public sealed record SourceView(string Source, long Raised, long Looked, long Confirmed);

/// <param name="Month">Null when nothing was raised yet.</param>
/// <param name="Months">Those of which there is anything, newest first.</param>
public sealed record SourcesView(string? Month, IReadOnlyList<string> Months, IReadOnlyList<SourceView> Sources);

/// <summary>
/// Counts side by side what signals, the random sample and people's tips found in a month. Elsewhere signals found
/// only a seventh of what was found: without the other two nobody would know.
/// </summary>
public sealed class SignalSources(NpgsqlDataSource database, IGrains grains)
{
    public const string Sample = "sample";

    const int MonthsMax = 120;

    public static readonly Refusal WrongMonth = Refusal.Invalid("month", "month is a month such as 2026-10.", "month 应为月份，例如 2026-10。");

    /// <param name="month">The last one of which there is anything when none is named.</param>
    public async Task<SourcesView> Of(Requester requester, string? month, CancellationToken cancel)
    {
        var city = requester.Role == Role.CityBureau ? requester.Scope : null;
        var months = await Months(cancel);
        if ((month ?? months.FirstOrDefault()) is not { } asked) return new SourcesView(null, months, []);
        var raised = await Raised(asked, city, cancel);
        return new SourcesView(asked, months,
        [
            .. FraudSignals.All.Where(s => s.Name != TipReceived.Source).Select(s => raised.GetValueOrDefault(s.Name) ?? new SourceView(s.Name, 0, 0, 0)),
            await Sampled(asked, city, cancel),
            await Told(asked, city, cancel),
        ]);
    }

    async Task<IReadOnlyList<string>> Months(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"select month from (select id as month from read.batches union select month from signals.raised) m order by month desc limit {MonthsMax}");
        var months = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) months.Add(reader.GetString(0));
        return months;
    }

    async Task<Dictionary<string, SourceView>> Raised(string month, string? city, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select signal, count(*), count(finding), count(*) filter (where finding = 'confirmed') from signals.raised
            where month = $1 and ($2::text is null or city = $2) group by signal
            """);
        return (await Read(command, month, city, cancel)).ToDictionary(s => s.Source);
    }

    /// <summary>Those that came in the month.</summary>
    async Task<SourceView> Told(string month, string? city, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select '{TipReceived.Source}', count(*), count(finding), count(*) filter (where finding = 'confirmed') from signals.tips
            where to_char(received_at at time zone 'Asia/Shanghai', 'YYYY-MM') = $1 and ($2::text is null or city = $2)
            """);
        return (await Read(command, month, city, cancel)).Single();
    }

    static async Task<List<SourceView>> Read(NpgsqlCommand command, string month, string? city, CancellationToken cancel)
    {
        command.Parameters.AddWithValue(month);
        command.Parameters.AddWithValue((object?)city ?? DBNull.Value);
        var sources = new List<SourceView>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) sources.Add(new SourceView(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
        return sources;
    }

    /// <summary>Lines that chance alone picked: what a city found there no signal had told of.</summary>
    async Task<SourceView> Sampled(string month, string? city, CancellationToken cancel) => await grains.Read(turn =>
    {
        var lines = BatchState.Of(turn, month).Parts.Where(p => city is null || p.City == city).SelectMany(p => p.Part.Lines.Values)
            .Where(l => l.State != ReviewState.NotSelected && !l.Proposed.IsConspicuous).ToList();
        return new SourceView(
            Sample, lines.Count, lines.Count(l => l.State == ReviewState.Verified),
            lines.Count(l => l.Check?.Result is CheckResult.Deduct or CheckResult.Reject));
    }, cancel);
}
