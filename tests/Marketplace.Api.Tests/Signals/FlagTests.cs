using System.Net;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Signals;

/// <summary>What was raised is kept, listed for whom it concerns, and looked into once.</summary>
public sealed class FlagTests(SignalTown town) : IClassFixture<SignalTown>
{
    ApiClient As(string key) => town.Server.Api($"demo-{key}");

    [Fact]
    public async Task What_was_raised_is_kept_once_with_its_evidence()
    {
        var (order, flags) = await town.Raise("340100", "usage.around-the-clock", "tip");

        Assert.Equal(2, flags.Length);
        var flag = (await As("auditor").Get($"flags/{flags[0]}")).Is(HttpStatusCode.OK);
        Assert.Equal((order, SignalTown.Month, "open", "platform"), (flag["order"], flag["month"], flag["state"], flag["raisedBy"]));
        Assert.Equal("""["2026-10-12","21","1"]""", flag.Json["evidence"]!.ToJsonString());
    }

    [Fact]
    public async Task A_city_sees_and_decides_its_own_flags_only()
    {
        var (_, flags) = await town.Raise("340300", "usage.last-days");

        Assert.Equal("0", (await As("city-340100").Get("flags?signal=usage.last-days"))["total"]);
        (await As("city-340100").Get($"flags/{flags[0]}")).IsProblem(HttpStatusCode.NotFound, "flag.unknown");
        (await As("city-340100").Post($"flags/{flags[0]}/disposition", new { finding = "dismissed", reason = "无" })).IsProblem(HttpStatusCode.NotFound, "flag.unknown");
        var found = (await As("city-340300").Post($"flags/{flags[0]}/disposition", new { finding = "confirmed", reason = "现场无人使用" })).Is(HttpStatusCode.OK);
        Assert.Equal(("confirmed", "现场无人使用"), (found["state"], found["reason"]));
        Assert.StartsWith("city:340300:", found["decidedBy"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finding_is_entered_once_and_sending_it_again_changes_nothing()
    {
        var (_, flags) = await town.Raise("340100", "usage.even-intervals");
        var finding = new { finding = "dismissed", reason = "接口每分钟同步一次" };
        var first = (await As("operator").Post($"flags/{flags[0]}/disposition", finding)).Is(HttpStatusCode.OK);

        Assert.Equal(first.Text, (await As("operator").Post($"flags/{flags[0]}/disposition", finding)).Is(HttpStatusCode.OK).Text);
        (await As("operator").Post($"flags/{flags[0]}/disposition", new { finding = "confirmed", reason = "再想想" })).IsProblem(HttpStatusCode.Conflict, "disposition.made");
        (await As("city-340100").Post($"flags/{flags[0]}/disposition", finding)).IsProblem(HttpStatusCode.Conflict, "disposition.made");
        (await As("operator").Post("flags/999999/disposition", finding)).IsProblem(HttpStatusCode.NotFound, "flag.unknown");
    }

    [Theory]
    [InlineData("""{"finding":"perhaps","reason":"x"}""", "finding")]
    [InlineData("""{"finding":"confirmed"}""", "reason")]
    public async Task A_finding_has_one_of_two_words_and_a_reason(string body, string field)
    {
        var (_, flags) = await town.Raise("340100", "usage.one-address");
        Assert.Equal(field, (await As("operator").Post($"flags/{flags[0]}/disposition", body)).IsProblem(HttpStatusCode.BadRequest, "request.invalid")["field"]);
    }

    [Fact]
    public async Task What_each_source_found_is_counted_for_the_province_and_for_a_city()
    {
        var (_, flags) = await town.Raise("341000", "price.without-evidence");
        await town.Raise("341000", "price.without-evidence");
        (await As("city-341000").Post($"flags/{flags[0]}/disposition", new { finding = "confirmed", reason = "官网价更低" })).Is(HttpStatusCode.OK);

        async Task<string> Found(string who) => (await As(who).Get($"flags/sources?month={SignalTown.Month}")).Is(HttpStatusCode.OK).Json["sources"]!.AsArray()
            .Single(s => (string)s!["source"]! == "price.without-evidence")!.ToJsonString();

        Assert.Equal("""{"source":"price.without-evidence","raised":2,"looked":1,"confirmed":1}""", await Found("province"));
        Assert.Equal("""{"source":"price.without-evidence","raised":2,"looked":1,"confirmed":1}""", await Found("city-341000"));
        Assert.Equal("""{"source":"price.without-evidence","raised":0,"looked":0,"confirmed":0}""", await Found("city-341800"));
        (await As("province").Get("flags/sources?month=2026-13")).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task The_list_is_filtered_counted_and_comes_as_a_file()
    {
        await town.Raise("340500", "parties.one-phone", "parties.one-account");

        Assert.Equal("1", (await As("operator").Get($"flags?city=340500&signal=parties.one-phone&month={SignalTown.Month}&state=open"))["total"]);
        Assert.Contains("parties.one-account", (await As("operator").Get("flags?city=340500", "text/csv")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
    }
}
