using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Jobs;
using Marketplace.Grains.Outbox;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Demo;

public sealed record ClockInput(DateTimeOffset? To);

/// <param name="Now">The server's time, in Asia/Shanghai.</param>
public sealed record ClockView(DateTimeOffset Now);

/// <summary>What does not wait for its turn while a demo's clock is moved: it is done wherever the clock stops.</summary>
public interface IStopover
{
    Task Stop(CancellationToken cancel);
}

/// <summary>Moves the demo's time forward, so that a year of the programme can be lived through in minutes.</summary>
public sealed class TimeTravel(DemoClock clock, NpgsqlDataSource database, DueMessages messages, JobRunner jobs, IEnumerable<IStopover> stopovers) : IDisposable
{
    /// <summary>The furthest that one request may go.</summary>
    public static readonly TimeSpan LeapMax = TimeSpan.FromDays(366 * 5);

    readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>
    /// Stops at every moment at which a message falls due or a job's schedule has a run, and does it then; so everything happens
    /// in order. What falls on one moment: messages first, for a job of midnight reckons with what ended at midnight.
    /// </summary>
    public async Task MoveTo(DateTimeOffset to, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            await using var travel = await JobTravel.Start(jobs, database, cancel);
            while (travel.Next(to) is { } next)
            {
                await Messages(next.At);
                clock.Reach(next.At);
                if (await travel.Run(next, cancel)) await Tell();
            }
            await Messages(to);
            clock.Reach(to);
        }
        finally
        {
            await Tell(); // however far it came: no fact may be later than the clock
            _one.Release();
        }

        async Task Messages(DateTimeOffset until)
        {
            while (await messages.RunInOrder(until, clock.Reach, cancel) > 0)
            {
                await Tell();
                foreach (var stopover in stopovers) await stopover.Stop(cancel);
            }
        }

        Task Tell() => clock.MoveTo(clock.GetUtcNow(), database, CancellationToken.None);
    }

    public void Dispose() => _one.Dispose();
}

public static class DemoClockEndpoints
{
    static readonly Refusal BackInTime = Refusal.Invalid("to", "The clock only moves forward, at most five years at a time.", "时钟只能向前拨动，每次最多五年。");

    public static void MapDemoClock(this IEndpointRouteBuilder api)
    {
        api.MapGet("/demo/clock", (TimeProvider clock) => Results.Json(View(clock), ApiJson.Options))
            .ForThePublic().WithSummary("The server's time (demo data only).").Produces<ClockView>();
        api.MapPost("/demo/clock", Move).For(Roles.All)
            .WithSummary("Move the server's clock forward; whatever falls due on the way happens in order (demo data only).").Produces<ClockView>();
    }

    static async Task<IResult> Move(ClockInput input, HttpContext context, TimeTravel travel, TimeProvider clock)
    {
        var check = new Checked();
        check.That(input.To is not null, "to", "to is a time in ISO 8601 with offset, such as 2027-11-21T10:00:00+08:00.", "to 应为带时区的 ISO 8601 时间。");
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        var leap = input.To!.Value - clock.GetUtcNow();
        if (leap < TimeSpan.FromMinutes(-1) || leap > TimeTravel.LeapMax) return Problems.Result(BackInTime);
        await travel.MoveTo(input.To.Value, context.RequestAborted);
        return Results.Json(View(clock), ApiJson.Options);
    }

    static ClockView View(TimeProvider clock) => new(ChinaTime.Of(clock.GetUtcNow()));
}
