using System.Globalization;
using System.Text.Json.Nodes;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Usage;

/// <summary>The same events from many callers at once count once.</summary>
public sealed class UsageStormTests(ApiServer server) : IClassFixture<ApiServer>
{
    const int Callers = 16;
    const int Events = 1000;

    [Fact]
    public async Task A_thousand_events_from_sixteen_callers_at_once_are_accepted_once()
    {
        var town = await UsageTown.Build(server.Api);
        JsonNode[] events = [.. Enumerable.Range(0, Events).Select(i => town.Event($"e{i.ToString(CultureInfo.InvariantCulture)}", 1 + i % 3, user: $"u{(i % 7).ToString(CultureInfo.InvariantCulture)}"))];

        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller =>
        {
            var own = events.ToArray();
            new Random(caller).Shuffle(own);
            return Task.Run(() => town.Send(own));
        }));

        Assert.Equal(Events, answers.Sum(a => (int)a.Json["accepted"]!));
        Assert.Equal((Callers - 1) * Events, answers.Sum(a => (int)a.Json["duplicates"]!));
        Assert.Equal(Events, await Books.Count(server.ConnectionString, $"select count(*) from usage.events where vendor = '{town.Town.Vendor}'"));
        Assert.Equal("1999/1000/7", await UsageTown.Days(server.ConnectionString, town.Order));
        var receipts = answers.SelectMany(a => a.Json["results"]!.AsArray()).GroupBy(r => (string)r!["id"]!, r => (string)r!["receivedAt"]!);
        Assert.All(receipts, r => Assert.Single(r.Distinct()));
    }

    [Fact]
    public async Task Halves_that_overlap_add_up_to_the_whole()
    {
        var town = await UsageTown.Build(server.Api);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => town.Send(
            [.. Enumerable.Range(caller * 50, 100).Select(i => town.Event($"h{i.ToString(CultureInfo.InvariantCulture)}"))]))));
        Assert.Equal("850/850/1", await UsageTown.Days(server.ConnectionString, town.Order));
    }
}
