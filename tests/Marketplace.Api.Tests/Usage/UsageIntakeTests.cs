using System.Net;
using System.Text.Json.Nodes;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Usage;

/// <summary>Vendors return usage over HTTP, and every event hears what became of it.</summary>
public sealed class UsageIntakeTests(ApiServer server) : IClassFixture<ApiServer>
{
    static (string Verdict, string? Code) Result(Answer answer, int index = 0) =>
        ((string)answer.Json["results"]![index]!["verdict"]!, (string?)answer.Json["results"]![index]!["code"]);

    static (int, int, int, int) Counts(Answer answer) =>
        ((int)answer.Json["accepted"]!, (int)answer.Json["duplicates"]!, (int)answer.Json["conflicts"]!, (int)answer.Json["rejected"]!);

    [Fact]
    public async Task Good_events_count_on_their_day_and_bad_ones_beside_them_do_not_spoil_them()
    {
        var town = await UsageTown.Build(server.Api);
        var unknown = town.Event("e3");
        unknown["order"] = "nonsense";
        var byNumber = town.Event("e2", 4, user: "u2");
        byNumber["order"] = town.Number;

        var answer = await town.Send(town.Event("e1", 3), byNumber, unknown);

        Assert.Equal((2, 0, 0, 1), Counts(answer));
        Assert.Equal(("rejected", "usage.order-unknown"), Result(answer, 2));
        Assert.Equal("7/2/2", await UsageTown.Days(server.ConnectionString, town.Order));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:0:0::7", "2001:db8::7")]
    [InlineData("::ffff:203.0.113.7", "::ffff:203.0.113.7")]
    public async Task All_that_an_event_says_is_on_record(string ip, string stored)
    {
        var town = await UsageTown.Build(server.Api);
        var usage = town.Event("编号-1", 3, user: "张三");
        usage["ip"] = ip;
        usage["attributes"] = new JsonObject { ["模块"] = "排产 \"一\"", ["a"] = "" };
        Assert.Equal((1, 0, 0, 0), Counts(await town.Send(usage)));
        Assert.Equal(
            $"编号-1|{town.Order}|张三|report|3|t|{stored}|{{\"a\": \"\", \"模块\": \"排产 \\\"一\\\"\"}}|t",
            await Books.Text(server.ConnectionString,
                $"""
                select concat_ws('|', e.id, e.order_id, e.user_id, e.kind, e.count, abs(extract(epoch from e.at - '{town.Now:O}')) < 0.00001, host(e.ip), e.attributes, e.received_at = r.received_at and e.at = r.at)
                from usage.events e join usage.receipts r using (vendor, id) where vendor = '{town.Town.Vendor}'
                """));
        usage["count"] = 4;
        Assert.Equal("排产 \"一\"", (string)(await town.Send(usage)).Json["results"]![0]!["first"]!["attributes"]!["模块"]!);
    }

    [Fact]
    public async Task What_is_on_record_is_found_whatever_characters_its_id_is_of()
    {
        var town = await UsageTown.Build(server.Api);
        string[] ids = ["a", "\uff01", "\U0001f600", "\u4e2d", "\ue000", "\U00020000"]; // programs and databases sort these differently
        foreach (var id in ids) Assert.Equal((1, 0, 0, 0), Counts(await town.Send(town.Event(id))));
        Assert.Equal((0, ids.Length, 0, 0), Counts(await town.Send([.. ids.Select(id => town.Event(id))])));
        Assert.Equal((1, 2, 0, 0), Counts(await town.Send(town.Event("\U0001f600"), town.Event("b"), town.Event("\uff01"))));
    }

    [Fact]
    public async Task The_same_again_is_a_duplicate_with_the_first_receipt_and_other_content_a_conflict_that_shows_both()
    {
        var town = await UsageTown.Build(server.Api);
        var first = await town.Send(town.Event("e1", 3));
        var byNumber = town.Event("e1", 3);
        byNumber["order"] = town.Number;

        var again = await town.Send(byNumber);
        var other = await town.Send(town.Event("e1", 5));

        Assert.Equal(("duplicate", null), Result(again));
        Assert.Equal((string)first.Json["results"]![0]!["receivedAt"]!, (string)again.Json["results"]![0]!["receivedAt"]!);
        Assert.Equal(("conflict", "usage.conflict"), Result(other));
        Assert.Equal((3, 5), ((int)other.Json["results"]![0]!["first"]!["count"]!, (int)other.Json["results"]![0]!["sent"]!["count"]!));
        Assert.Equal("3/1/1", await UsageTown.Days(server.ConnectionString, town.Order));
    }

    [Fact]
    public async Task An_id_twice_in_one_call_is_judged_as_if_it_came_in_two()
    {
        var town = await UsageTown.Build(server.Api);
        var answer = await town.Send(town.Event("e1", 3), town.Event("e1", 3), town.Event("e1", 4));
        Assert.Equal((1, 1, 1, 0), Counts(answer));
        Assert.Equal(3, (int)answer.Json["results"]![2]!["first"]!["count"]!);
        Assert.Equal("3/1/1", await UsageTown.Days(server.ConnectionString, town.Order));
    }

    [Fact]
    public async Task Two_vendors_may_use_the_same_ids_and_neither_counts_for_the_others_order()
    {
        var (one, two) = (await UsageTown.Build(server.Api), await UsageTown.Build(server.Api));
        Assert.Equal((1, 0, 0, 0), Counts(await one.Send(one.Event("same"))));
        Assert.Equal((1, 0, 0, 0), Counts(await two.Send(two.Event("same", 2))));
        Assert.Equal(("rejected", "usage.not-your-order"), Result(await two.Send(one.Event("stolen"))));
    }

    [Fact]
    public async Task Time_and_term_decide()
    {
        await using var own = new ApiServer();
        await own.InitializeAsync();
        var town = await UsageTown.Build(own.Api);
        Assert.Equal(("accepted", null), Result(await town.Send(town.Event("soon", at: town.Now.AddSeconds(90)))));
        Assert.Equal(("rejected", "usage.in-future"), Result(await town.Send(town.Event("later", at: town.Now.AddMinutes(4)))));
        Assert.Equal(("rejected", "usage.outside-term"), Result(await town.Send(town.Event("before", at: town.Now.AddHours(-1)))));

        await town.Move(TimeSpan.FromDays(8));
        Assert.Equal(("rejected", "usage.too-late"), Result(await town.Send(town.Event("old"))));
        Assert.Equal(("duplicate", null), Result(await town.Send(town.Event("soon", at: town.Now.AddSeconds(90))))); // for ever
        Assert.Equal(("conflict", "usage.conflict"), Result(await town.Send(town.Event("soon", 2))));

        await town.Move(TimeSpan.FromDays(358));
        var end = town.Now.AddYears(1);
        Assert.Equal(("rejected", "usage.outside-term"), Result(await town.Send(town.Event("after", at: end.AddHours(1)))));
    }

    [Fact]
    public async Task A_cancelled_order_takes_only_what_was_before()
    {
        var town = await UsageTown.Build(server.Api);
        (await town.Town.AsCompany(town.Company).Post($"orders/{town.Order}/cancellation", new { reason = "x" })).Is(HttpStatusCode.OK);
        var after = await UsageTown.Clock(town.Town);
        var answer = await town.Send(town.Event("before", at: town.Now.AddMilliseconds(-1)), town.Event("after", at: after.AddSeconds(1)));
        Assert.Equal(("accepted", null), Result(answer));
        Assert.Equal(("rejected", "usage.outside-term"), Result(answer, 1));
    }

    public static TheoryData<string, string> Malformed => new()
    {
        { "\"x\"", "events[0]" },
        { "null", "events[0]" },
        { """{"id":1}""", "events[0].id" },
        { """{"id":" x"}""", "events[0].id" },
        { """{"id":"\ud800"}""", "events[0].id" },
        { """{"id":"\u0000"}""", "events[0].id" },
        { """{"id":"a","id":"b"}""", "events[0].id" },
        { """{"id":"x","order":"o","user":"u","kind":"k","count":0,"at":"2026-11-21T09:30:00+08:00"}""", "events[0].count" },
        { """{"id":"x","order":"o","user":"u","kind":"k","count":1.5,"at":"2026-11-21T09:30:00+08:00"}""", "events[0].count" },
        { """{"id":"x","order":"o","user":"u","kind":"k","count":100001,"at":"2026-11-21T09:30:00+08:00"}""", "events[0].count" },
        { """{"id":"x","order":"o","user":"u","kind":"k","count":1,"at":"2026-11-21T09:30:00"}""", "events[0].at" },
        { """{"id":"x","order":"o","user":"u","kind":"k","count":1,"at":"2026-11-21"}""", "events[0].at" },
        { """{"id":"x","order":"o","user":"u","kind":"k","count":1,"at":"2026-11-21T09:30:00Z","ip":"1"}""", "events[0].ip" },
        { """{"id":"x","order":"o","user":"u","kind":"k","count":1,"at":"2026-11-21T09:30:00Z","ip":"fe80::1%eth0"}""", "events[0].ip" },
        { """{"id":"x","order":"o","user":"u","kind":"k","count":1,"at":"2026-11-21T09:30:00Z","attributes":{"a":1}}""", "events[0].attributes" },
        { """{"id":"x","order":"o","user":"u","kind":"k","count":1,"at":"2026-11-21T09:30:00Z","attributes":{"a":"1","a":"2"}}""", "events[0].attributes" },
        { """{"id":"x","order":"o","user":"u","kind":"k","count":1,"at":"2026-11-21T09:30:00Z","extra":1}""", "events[0].extra" },
    };

    [Theory, MemberData(nameof(Malformed))]
    public async Task A_malformed_event_hears_its_field_and_spoils_nothing(string malformed, string field)
    {
        var town = await UsageTown.Build(server.Api);
        var answer = (await town.Vendor.Post("usage-events", $$"""{"events":[{{malformed}},{{town.Event("good").ToJsonString()}}]}""")).Is(HttpStatusCode.OK);
        Assert.Equal((1, 0, 0, 1), Counts(answer));
        Assert.Equal(("rejected", "usage.invalid"), Result(answer));
        Assert.Equal(field, (string)answer.Json["results"]![0]!["field"]!);
    }

    [Fact]
    public async Task Only_a_body_that_is_no_call_is_refused_as_a_whole()
    {
        var vendor = server.Api($"demo-vendor-{Town.NewCode()}");
        foreach (var body in new[] { "", "[]", "{}", """{"events":[]}""", """{"events":{}}""", """{"events":[{}],"more":1}""", """{"events":[""" })
            (await vendor.Post("usage-events", body)).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        var many = new JsonArray([.. Enumerable.Range(0, 1001).Select(_ => new JsonObject())]);
        (await vendor.Post("usage-events", new JsonObject { ["events"] = many }.ToJsonString())).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        (await server.Api("demo-operator").Post("usage-events", "{}")).IsProblem(HttpStatusCode.Forbidden, "access.not-allowed");
    }

    [Fact]
    public async Task The_sandbox_answers_like_the_real_thing_and_counts_nowhere()
    {
        var town = await UsageTown.Build(server.Api);
        var tried = town.Event("e1", 3);
        tried["order"] = "sandbox";
        var other = (JsonObject)tried.DeepClone();
        other["count"] = 4;

        Assert.Equal((1, 1, 1, 0), Counts(await town.Send(tried, tried, other)));
        Assert.Equal(3, (int)(await town.Send(other)).Json["results"]![0]!["first"]!["count"]!);
        Assert.Equal(("accepted", null), Result(await town.Send(town.Event("e1", 5)))); // real ids are apart

        Assert.Equal(1, await Books.Count(server.ConnectionString, $"select count(*) from usage.events where vendor = '{town.Town.Vendor}'"));
        Assert.Equal(0, await Books.Count(server.ConnectionString, "select count(*) from usage.daily where order_id = 'sandbox'"));
    }
}
