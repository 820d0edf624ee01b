using System.Globalization;
using System.Net;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Tests.Payments;

/// <summary>What becomes of a subscription after its free year, on the moved clock.</summary>
public sealed class RenewalTests
{
    [Fact]
    public async Task A_renewal_that_is_accepted_and_paid_goes_on_when_the_free_year_ends()
    {
        await using var town = await PaidTown.Build();
        await town.Connect();
        var old = await Running(town);
        var ends = await Ends(old);
        var offer = (await old.Api.Get($"orders/{old.Id}/renewal")).Is(HttpStatusCode.OK);
        Assert.Equal(("false", "4000.00"), (offer["isOpen"]!.ToLowerInvariant(), offer.Json["plans"]![0]!["pricePerYear"]!.ToString()));
        (await old.Api.Post($"orders/{old.Id}/renewal", new { plan = "basic" })).IsProblem(HttpStatusCode.UnprocessableEntity, "renewal.not-open");

        await town.MoveTo(ends.AddDays(-60));
        var key = Guid.NewGuid();
        var accepted = (await old.Api.Post($"orders/{old.Id}/renewal", new { plan = "basic" }, key)).Is(HttpStatusCode.Created);
        Assert.Equal(accepted["id"], (await old.Api.Post($"orders/{old.Id}/renewal", new { plan = "basic" }, key))["id"]);
        (await old.Api.Post($"orders/{old.Id}/renewal", new { plan = "basic" })).IsProblem(HttpStatusCode.Conflict, "renewal.exists");
        Assert.Equal(("awaitingPayment", "4000.00", "0.00"), (accepted["status"], accepted["split.company"], accepted["split.province"]));
        var renewal = new PaidOrder(town, old.Company, accepted["id"]!);
        await renewal.Pay();

        var confirmed = await renewal.Order();
        Assert.Equal("confirmed", confirmed["status"]);
        Assert.Equal((ends, ends.AddYears(1)), (Moment(confirmed["freeTerm.from"]), Moment(confirmed["freeTerm.to"])));
        (await town.Vendor.Post($"orders/{renewal.Id}/provisioning", new { })).IsProblem(HttpStatusCode.UnprocessableEntity, "order.term-not-begun");
        Assert.Equal("provisioned", await old.Status());
        (await old.Api.Post("orders", new { company = old.Company, listing = town.Town.Listing, plan = "basic" })).IsProblem(HttpStatusCode.Conflict, "order.duplicate");

        await town.MoveTo(ends);
        Assert.Equal(("ended", "provisioned"), (await old.Status(), await renewal.Status()));
        (await old.Api.Post("orders", new { company = old.Company, listing = town.Town.Listing, plan = "basic" })).IsProblem(HttpStatusCode.Conflict, "order.duplicate");
        await Patience.Until(() => town.Stripe.Count()[renewal.Id].Transferred == 380_000);

        await town.MoveTo(ends.AddYears(1));
        Assert.Equal("ended", await renewal.Status());
        await PaymentScenarioTests.Check(town);
    }

    [Fact]
    public async Task Nothing_is_renewed_without_a_yes_and_who_says_no_is_not_asked_again()
    {
        await using var town = await PaidTown.Build();
        var (silent, declined) = (await Running(town), await Running(town));
        var ends = await Ends(silent);
        await town.MoveTo(ends.AddDays(-59));
        (await declined.Api.Post($"orders/{declined.Id}/nonrenewal", new { reason = "明年不用" })).Is(HttpStatusCode.OK);
        Assert.Equal("provisioned", await declined.Status());

        await town.MoveTo(ends.AddDays(1));

        Assert.Equal(("ended", "ended"), (await silent.Status(), await declined.Status()));
        Assert.Equal("60 30 7", await Notices(silent));
        Assert.Equal("60", await Notices(declined));
        Assert.Equal(0, await Books.Count(town.Paid.Server.ConnectionString, "select count(*) from read.payments"));
    }

    [Fact]
    public async Task A_renewal_whose_payment_fails_is_tried_again_and_one_that_nobody_pays_lapses()
    {
        await using var town = await PaidTown.Build();
        var (retried, unpaid) = (await Running(town), await Running(town));
        var ends = await Ends(retried);
        await town.MoveTo(ends.AddDays(-20));
        var first = new PaidOrder(town, retried.Company, (await retried.Api.Post($"orders/{retried.Id}/renewal", new { plan = "basic" })).Is(HttpStatusCode.Created)["id"]!);
        var second = new PaidOrder(town, unpaid.Company, (await unpaid.Api.Post($"orders/{unpaid.Id}/renewal", new { plan = "basic" })).Is(HttpStatusCode.Created)["id"]!);
        var page = await first.Open();
        town.Stripe.Pay(page, card: "4000000000000002");
        await first.Until("lastFailure", "generic_decline");
        Assert.Equal("awaitingPayment", await first.Status());

        await town.MoveBy(TimeSpan.FromDays(2)); // the page is past its time, the renewal is not
        await first.Pay();
        Assert.Equal("confirmed", await first.Status());

        await town.MoveTo(ends.AddDays(-20 + 15));
        Assert.Equal("lapsed", await second.Status());
        (await unpaid.Api.Post($"orders/{unpaid.Id}/renewal", new { plan = "basic" })).Is(HttpStatusCode.Created);
        await town.MoveTo(ends.AddMinutes(1));
        Assert.Equal(("ended", "provisioned"), (await unpaid.Status(), await first.Status()));
        await PaymentScenarioTests.Check(town);
    }

    [Fact]
    public async Task A_renewal_becomes_dearer_only_after_it_was_announced_in_time_and_cancelling_it_in_the_cooling_off_time_gives_the_money_back()
    {
        await using var town = await PaidTown.Build();
        var order = await Running(town);
        var ends = await Ends(order);
        var announcement = new { plan = "basic", pricePerYear = "4500.00", from = PaidTown.Text(ChinaTime.DayOf(await town.Now()).AddDays(59)) };
        (await town.Vendor.Post($"listings/{town.Town.Listing}/renewal-prices", announcement)).IsProblem(HttpStatusCode.UnprocessableEntity, "listing.price-announced-too-late");
        (await town.Vendor.Post($"listings/{town.Town.Listing}/renewal-prices", announcement with { from = PaidTown.Text(ChinaTime.DayOf(ends)) })).Is(HttpStatusCode.OK);
        (await town.Vendor.Post($"listings/{town.Dear}/renewal-prices", announcement with { pricePerYear = "1.00", from = PaidTown.Text(ChinaTime.DayOf(await town.Now())) }))
            .IsProblem(HttpStatusCode.UnprocessableEntity, "listing.price-announced-too-late");
        var plan = (await order.Api.Get($"orders/{order.Id}/renewal")).Json["plans"]![0]!;
        Assert.Equal(("4500.00", "4000.00"), (plan["pricePerYear"]!.ToString(), plan["before"]!.ToString()));

        await town.MoveTo(ends.AddDays(-3));
        var renewal = new PaidOrder(town, order.Company, (await order.Api.Post($"orders/{order.Id}/renewal", new { plan = "basic" })).Is(HttpStatusCode.Created)["id"]!);
        await renewal.Pay();
        Assert.Equal("4500.00", (await renewal.Payment())["received"]);
        (await renewal.Api.Post($"orders/{renewal.Id}/cancellation", new { reason = "改变主意" })).Is(HttpStatusCode.OK);

        await renewal.Until("refunded", "4500.00");
        Assert.Null((await order.Order())["renewedBy"]);
        await town.MoveTo(ends);
        Assert.Equal(("ended", "cancelled"), (await order.Status(), await renewal.Status()));
        await PaymentScenarioTests.Check(town);
    }

    static async Task<PaidOrder> Running(PaidTown town)
    {
        var company = await town.Town.NewCompany();
        var order = (await town.Town.Order(company)).Is(HttpStatusCode.Created)["id"]!;
        (await town.Vendor.Post($"orders/{order}/provisioning", new { })).Is(HttpStatusCode.OK);
        // It is used all year, so that no rule of use ends it before.
        for (var month = 1; month <= 12; month++)
            await PastUsage.Fill(town.Paid.Server.ConnectionString, order, ChinaMonth.Plus(ChinaMonth.Of(await town.Now()), month), days: 5, usesADay: 10);
        return new PaidOrder(town, company, order);
    }

    static async Task<DateTimeOffset> Ends(PaidOrder order) => Moment((await order.Order())["freeTerm.to"]);

    static async Task<string> Notices(PaidOrder order) =>
        string.Join(' ', (await order.Api.Get("notices")).Json["items"]!.AsArray().Where(n => n!["kind"]!.ToString() == "ending").Select(n => (int)n!["daysBefore"]!).OrderDescending());

    static DateTimeOffset Moment(string? text) => DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture);
}
