using System.Net;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Usage;

/// <summary>What arrived, how late, and what did not count, for the vendor and for those who oversee it.</summary>
public sealed class UsageListTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task A_vendor_sees_its_calls_and_refusals_and_nobody_elses()
    {
        var (town, other) = (await UsageTown.Build(server.Api), await UsageTown.Build(server.Api));
        await town.Send(town.Event("a", 3), town.Event("a", 4), town.Event("old", at: town.Now.AddDays(-9)));
        await town.Send(town.Event("a", 4));
        await other.Send(other.Event("x"));

        var calls = (await town.Vendor.Get("usage-calls")).Is(HttpStatusCode.OK);
        Assert.Equal(2, (int)calls.Json["total"]!);
        Assert.Equal((1, 1, 1), ((int)calls.Json["items"]![1]!["accepted"]!, (int)calls.Json["items"]![1]!["conflicts"]!, (int)calls.Json["items"]![1]!["rejected"]!));

        var refusals = (await town.Vendor.Get("usage-refusals?sort=code&order=asc")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(2, (int)refusals["total"]!);
        var conflict = refusals["items"]![0]!;
        Assert.Equal(("usage.conflict", 2, 3), ((string)conflict["code"]!, (int)conflict["times"]!, (int)conflict["first"]!["count"]!));
        Assert.Contains("\"count\":4", (string)conflict["sent"]!, StringComparison.Ordinal);
        Assert.Equal("usage.too-late", (string)refusals["items"]![1]!["code"]!);

        // The province sees why, and not whose use it was.
        var why = (await server.Api("demo-province").Get($"usage-refusals?vendor={town.Town.Vendor}")).Is(HttpStatusCode.OK);
        Assert.Equal((2, null, null), ((int)why.Json["total"]!, why.Json["items"]![0]!["sent"], why.Json["items"]![0]!["first"]));
        Assert.Equal(0, (int)(await server.Api("demo-province").Get($"usage-refusals?vendor={town.Town.Vendor}&q=count")).Is(HttpStatusCode.OK).Json["total"]!);

        var all = (await server.Api("demo-auditor").Get($"usage-calls?vendor={other.Town.Vendor}")).Is(HttpStatusCode.OK);
        Assert.Equal(1, (int)all.Json["total"]!);
        Assert.Equal(1, (int)(await town.Vendor.Get("usage-lateness")).Is(HttpStatusCode.OK).Json["total"]!);
        foreach (var list in new[] { "usage-calls", "usage-refusals", "usage-lateness" })
        {
            Assert.Contains(town.Town.Vendor, (await server.Api("demo-operator").Get(list, "text/csv")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
            (await town.Vendor.Get($"{list}?format=xlsx")).Is(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Lateness_is_said_per_vendor()
    {
        await using var own = new ApiServer();
        await own.InitializeAsync();
        var town = await UsageTown.Build(own.Api);
        await town.Move(TimeSpan.FromHours(36));
        await town.Send(town.Event("late"), town.Event("fresh", at: await UsageTown.Clock(town.Town)));
        var lateness = (await own.Api("demo-province").Get("usage-lateness")).Is(HttpStatusCode.OK).Json["items"]![0]!;
        Assert.Equal((2, 1, 50.0, 18.0, 36.0),
            ((int)lateness["accepted"]!, (int)lateness["late"]!, (double)lateness["lateShare"]!, (double)lateness["averageHours"]!, (double)lateness["worstHours"]!));
    }
}
