using System.Globalization;
using System.Text.Json.Nodes;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Places;
using Marketplace.Grains.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.Usage;

/// <summary>Mistakes are put right: in their month while it is open, in the next one afterwards.</summary>
public sealed class UsageCorrectionTests(ApiServer server) : IClassFixture<ApiServer>
{
    static JsonNode First(Answer answer) => answer.Json["results"]![0]!;

    static string? Code(Answer answer) => (string?)First(answer)["code"];

    [Fact]
    public async Task In_an_open_month_the_day_is_counted_anew()
    {
        var town = await UsageTown.Build(server.Api);
        await town.Send(town.Event("a", 10, user: "u1"), town.Event("b", 5, user: "u2"));

        Assert.Equal("accepted", (string)First(await town.Send(town.Event("a2", 4, user: "u3", corrects: "a")))["verdict"]!);
        Assert.Equal("9/2/2", await UsageTown.Days(server.ConnectionString, town.Order));

        Assert.Equal("accepted", (string)First(await town.Send(town.Event("a3", 0, corrects: "a2")))["verdict"]!);
        Assert.Equal("5/2/1", await UsageTown.Days(server.ConnectionString, town.Order));
    }

    [Fact]
    public async Task An_event_is_corrected_once_and_the_correction_is_as_safe_to_send_again()
    {
        var town = await UsageTown.Build(server.Api);
        await town.Send(town.Event("a", 10));
        var correction = town.Event("a2", 4, corrects: "a");
        await town.Send(correction);

        Assert.Equal("duplicate", (string)First(await town.Send(correction))["verdict"]!);
        Assert.Equal("usage.conflict", Code(await town.Send(town.Event("a2", 5, corrects: "a"))));
        Assert.Equal("usage.corrected-already", Code(await town.Send(town.Event("a9", 3, corrects: "a"))));
        Assert.Equal("usage.corrects-unknown", Code(await town.Send(town.Event("b2", 3, corrects: "nothing"))));
        Assert.Equal("4/1/1", await UsageTown.Days(server.ConnectionString, town.Order));
        Assert.Equal("accepted", (string)First(await town.Send(town.Event("a9", 3, corrects: "a2")))["verdict"]!); // refused ids are free
        Assert.Equal("3/1/1", await UsageTown.Days(server.ConnectionString, town.Order));
    }

    [Fact]
    public async Task The_same_correction_from_many_callers_counts_once()
    {
        var town = await UsageTown.Build(server.Api);
        await town.Send(town.Event("a", 10), town.Event("b", 1));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => town.Send(town.Event("a2", 4, corrects: "a"), town.Event("c", 2)))));
        Assert.Equal(2, answers.Sum(a => (int)a.Json["accepted"]!));
        Assert.Equal("7/3/1", await UsageTown.Days(server.ConnectionString, town.Order));
    }

    [Fact]
    public async Task A_chain_within_one_call_ends_at_its_last()
    {
        var town = await UsageTown.Build(server.Api);
        Assert.Equal(3, (int)(await town.Send(town.Event("a", 10), town.Event("a2", 4, corrects: "a"), town.Event("a3", 6, corrects: "a2"))).Json["accepted"]!);
        Assert.Equal("6/1/1", await UsageTown.Days(server.ConnectionString, town.Order));
    }

    [Fact]
    public async Task After_its_month_is_closed_a_correction_counts_in_the_month_in_which_it_comes()
    {
        await using var own = new ApiServer();
        await own.InitializeAsync();
        var town = await UsageTown.Build(own.Api);
        var (months, reader) = (own.Services.GetRequiredService<UsageMonths>(), own.Services.GetRequiredService<UsageReader>());
        var month = ChinaMonth.Of(town.Now);
        await town.Send(town.Event("a", 10), town.Event("b", 2, user: "u2"));
        var open = Assert.Single(await reader.Months(town.Order, default));
        Assert.Equal(new UsageMonth(month, 12, 1, 2), open);

        var before = await months.Close(month, "test", months.ClosesAt(month).AddTicks(-1), default);
        Assert.Equal("usage.month-open", before.Refusal?.Code);
        await town.Move(months.ClosesAt(month) - town.Now);
        var (closed, _) = await months.Close(month, "test", months.ClosesAt(month), default);
        Assert.Equal((1, 12L), (closed!.Orders, closed.Uses));
        Assert.Equal(closed.Hash, (await months.Close(month, "another", months.ClosesAt(month).AddDays(1), default)).Closed!.Hash);
        Assert.Equal([open], await reader.Months(town.Order, default));

        var late = await town.Send(town.Event("a2", 4, corrects: "a"));
        var next = ChinaMonth.Of(await UsageTown.Clock(town.Town));
        Assert.Equal(("accepted", next), ((string)First(late)["verdict"]!, (string)First(late)["adjusts"]!));
        Assert.Equal("duplicate", (string)First(await town.Send(town.Event("a2", 4, corrects: "a")))["verdict"]!);
        Assert.Equal(next, (string)First(await town.Send(town.Event("a3", 7, corrects: "a2")))["adjusts"]!);
        var other = await town.Send(town.Event("a3", 8, corrects: "a2"));
        Assert.Equal(7, (int)First(other)["first"]!["count"]!);
        Assert.Equal([open, new UsageMonth(next, -3, 0, 0)], await reader.Months(town.Order, default));

        await town.Move(months.ClosesAt(next) - await UsageTown.Clock(town.Town));
        await months.Close(next, "test", months.ClosesAt(next), default);
        Assert.Equal([open, new UsageMonth(next, -3, 0, 0)], await reader.Months(town.Order, default));
    }

    [Fact]
    public async Task When_the_events_are_gone_receipts_and_sums_stay()
    {
        await using var own = new ApiServer();
        await own.InitializeAsync();
        var town = await UsageTown.Build(own.Api);
        var (months, retention) = (own.Services.GetRequiredService<UsageMonths>(), own.Services.GetRequiredService<UsageRetention>());
        var month = ChinaMonth.Of(town.Now);
        var first = await town.Send(town.Event("a", 10));
        var later = town.Now.AddMonths(14);
        Assert.Empty(await retention.Purge(later, default)); // not while it is open
        await months.Close(month, "test", later, default);
        Assert.Empty(await retention.Purge(town.Now.AddMonths(11), default));

        Assert.Equal([month], await retention.Purge(later, default));

        Assert.Equal(0, await Books.Count(own.ConnectionString, "select count(*) from usage.events"));
        var again = await town.Send(town.Event("a", 10));
        Assert.Equal(("duplicate", (string)First(first)["receivedAt"]!), ((string)First(again)["verdict"]!, (string)First(again)["receivedAt"]!));
        Assert.Null(First(await town.Send(town.Event("a", 11)))["first"]);
        Assert.Equal("usage.corrects-unknown", Code(await town.Send(town.Event("a2", 4, corrects: "a"))));
        Assert.Equal("10/1/1", await UsageTown.Days(own.ConnectionString, town.Order));
    }

    [Fact]
    public async Task What_comes_while_a_month_is_closed_is_in_it_or_refused()
    {
        await using var own = new ApiServer();
        await own.InitializeAsync();
        var town = await UsageTown.Build(own.Api);
        var months = own.Services.GetRequiredService<UsageMonths>();
        var month = ChinaMonth.Of(town.Now);
        var closing = Task.CompletedTask;
        var calls = new List<Task<Answer>>();
        for (var i = 0; i < 40; i++)
        {
            var id = i.ToString(CultureInfo.InvariantCulture);
            calls.Add(Task.Run(() => town.Send(town.Event($"e{id}"), town.Event($"f{id}"))));
            if (i == 0) await calls[0]; // so that something is in the month
            if (i == 20) closing = months.Close(month, "test", months.ClosesAt(month), default);
        }
        var accepted = (await Task.WhenAll(calls)).Sum(a => (int)a.Json["accepted"]!);
        await closing;

        Assert.Equal(accepted, (await months.Find(month, default))!.Uses);
        Assert.Equal($"{accepted}/{accepted}/1", await UsageTown.Days(own.ConnectionString, town.Order));
        Assert.Equal("usage.too-late", Code(await town.Send(town.Event("after"))));
    }
}
