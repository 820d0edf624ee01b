using System.Net;

namespace Marketplace.Api.Tests.StripeStandIn;

/// <summary>Lists come in pages, newest first, and show what is asked for.</summary>
public sealed class ListTests
{
    [Fact]
    public async Task A_list_is_read_in_pages_forwards_and_backwards_without_a_gap()
    {
        await using var till = await Till.Open();
        for (var i = 0; i < 5; i++) till.StandIn.Plant.Charge(1_000 + i);
        var first = await till.Get("/v1/charges?limit=2");
        Assert.Equal(("list", "/v1/charges", true), (first["object"], first["url"], (bool)first.Json["has_more"]!));
        var second = await till.Get($"/v1/charges?limit=2&starting_after={first.Ids()[^1]}");
        var third = await till.Get($"/v1/charges?limit=2&starting_after={second.Ids()[^1]}");
        Assert.False((bool)third.Json["has_more"]!);
        Assert.Equal((await till.Get("/v1/charges")).Ids(), [.. first.Ids(), .. second.Ids(), .. third.Ids()]);
        Assert.Equal(first.Ids(), (await till.Get($"/v1/charges?limit=2&ending_before={second.Ids()[0]}")).Ids());
        (await till.Get("/v1/charges?limit=101")).IsRefusal(HttpStatusCode.BadRequest, "parameter_invalid_integer", "limit");
    }

    [Fact]
    public async Task A_list_is_narrowed_by_time_and_type()
    {
        await using var till = await Till.Open();
        till.StandIn.Plant.Charge(1_000);
        till.Clock.Forward(TimeSpan.FromDays(1));
        var later = till.StandIn.Plant.Charge(2_000);
        till.StandIn.Plant.Refund((string)later["id"]!, 500);
        var since = till.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(2, (await till.Get($"/v1/balance_transactions?created[gte]={since}")).Ids().Count);
        Assert.Single((await till.Get($"/v1/balance_transactions?created[lt]={since}")).Ids());
        Assert.Equal("-500", (await till.Get("/v1/balance_transactions?type=refund").Only())["amount"]);
    }

    [Fact]
    public async Task Sources_are_shown_in_a_list_that_expands_them()
    {
        await using var till = await Till.Open();
        var charge = await till.Charged();
        var movement = await till.Get("/v1/balance_transactions?expand[]=data.source.payment_intent").Only();
        Assert.Equal(charge["payment_intent"], movement["source.payment_intent.id"]);
        (await till.Get("/v1/charges?expand[]=data.colour")).IsRefusal(HttpStatusCode.BadRequest, "parameter_invalid", "expand");
        (await till.Get("/v1/charges?expand[]=data.payment_intent.latest_charge.payment_intent.latest_charge"))
            .IsRefusal(HttpStatusCode.BadRequest, "property_expansion_max_depth");
    }
}
