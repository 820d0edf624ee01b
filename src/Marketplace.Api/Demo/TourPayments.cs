using System.Net.Http.Json;
using Billing;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Demo;

/// <summary>
/// A company pays its own share at the processor's page: declined first, then paid; a part comes back, and with the cancellation the
/// rest. The page is paid as the local stand-in for Stripe lets one pay; where the processor is another, this chapter is left out.
/// </summary>
sealed class TourPayments(Tour tour, TourCast cast)
{
    /// <summary>Xuancheng: its city adds nothing either, and this chapter's company is no other's.</summary>
    const string City = "341800";

    static readonly Money Share = Money.Yuan(2_000), Part = Money.Yuan(500);

    /// <summary>The policy's 5 %.</summary>
    static readonly Money Fee = Money.Yuan(100), FeePart = Money.Yuan(25);

    readonly TourScript _script = tour.Script;
    string _company = "", _order = "";

    string CompanyKey => $"demo-company-{_company}";

    public async Task Play()
    {
        _script.Chapter("The company pays its own share (自付, S003 art.17)");
        if (await Ordered() is not { } page) return;
        await Paid(page);
        await PartlyRefunded();
        await Compared();
        await Cancelled();
    }

    /// <summary>Null where it cannot be paid from here.</summary>
    async Task<Uri?> Ordered()
    {
        _script.Step($"Another company orders for {cast.Cap + Share}, {Share} above its subsidy, and opens the payment page");
        _company = cast.NewCode();
        var contact = new { name = "王工", phone = "13900000000" };
        _script.Accepted(await tour.Client.Post(Tour.Operator, "/api/v1/companies", new
        {
            creditCode = _company, name = $"宣城自付试验机械{cast.Tag}有限公司", city = City, industry = "C34", employees = 60, annualRevenue = "12000000.00", contact,
        }));
        var price = (cast.Cap + Share).ToString();
        var listing = _script.Accepted(await tour.Client.Post(Tour.Operator, "/api/v1/listings", new
        {
            vendor = cast.Vendor, name = $"自付演示软件 {cast.Tag}", category = "MES", summary = "超出补贴部分由企业自付。",
            plans = new[] { new { id = "basic", name = "基础版", pricePerYear = price, marketPrice = price, marketPriceEvidence = "官网公开报价", seats = 5 } },
            usageRule = new { },
        }));
        await tour.FundWith(Tour.Province, Province.Owner, cast.Year, cast.Cap);
        var order = _script.Accepted(await tour.Order(_company, listing.Text("id"), Guid.NewGuid()));
        _order = order.Text("id");
        _script.Split(order, cast.Cap, Money.Zero, Share);
        var opened = await tour.Client.Post(CompanyKey, $"/api/v1/orders/{_order}/payment", new { });
        if (opened.Text("code") == "payment.not-configured")
        {
            _script.Line("(online payment is not set up on this server; the story goes on without it)");
            return null;
        }
        var page = new Uri(_script.Accepted(opened, StatusCodes.Status200OK).Text("url"));
        _script.Check("asked for again, the same page", opened.Body, (await tour.Client.Post(CompanyKey, $"/api/v1/orders/{_order}/payment", new { })).Body, isShown: false);
        if (page.IsLoopback) return page;
        _script.Line($"(the page is at {page.Host}, where a tour has no card; the story goes on without it)");
        return null;
    }

    async Task Paid(Uri page)
    {
        _script.Step("Its card is declined, it tries another, and the order is confirmed by what the processor tells");
        using var standIn = new HttpClient();
        using var answer = await standIn.PostAsJsonAsync(new Uri(page, $"/_control/sessions/{page.Segments[^1]}/pay"), new { failFirst = true });
        _script.Same("paid at the page", StatusCodes.Status200OK, (int)answer.StatusCode);
        await Until("status", "paid");
        var payment = await Payment();
        _script.Check("received (实收)", Share, payment.Money("received"));
        _script.Check("platform's fee (平台服务费)", Fee, payment.Money("platformFee"));
        _script.Check("vendor's share (供应商应得), held for the cooling-off time", Share - Fee, payment.Money("vendorShare"));
        _script.Check("status of the order", "confirmed", (await tour.Client.Get(CompanyKey, $"/api/v1/orders/{_order}")).Text("status"));
    }

    async Task PartlyRefunded()
    {
        _script.Step($"{Part} go back (退款): one operator proposes, another confirms");
        var proposed = _script.Accepted(
            await tour.Client.Post(Tour.Operator, $"/api/v1/orders/{_order}/refund", new { amount = Part.ToString(), reason = "少用席位" }), StatusCodes.Status200OK);
        var confirmation = $"/api/v1/orders/{_order}/refund/{proposed.Text("proposal.id")}/confirmation";
        _script.Refused("who proposed it confirms it", await tour.Client.Post(Tour.Operator, confirmation, new { }), 403, "refund.same-person");
        _script.Accepted(await tour.Client.Post(Tour.SecondOperator, confirmation, new { }), StatusCodes.Status200OK);
        await Until("refunded", Part.ToString());
        var payment = await Payment();
        _script.Check("the fee gives its part", Fee - FeePart, payment.Money("platformFee"));
        _script.Check("received = share + fee + refunded", Share, payment.Money("vendorShare") + payment.Money("platformFee") + payment.Money("refunded"));
    }

    async Task Compared()
    {
        var day = ChinaTime.DayOf(await tour.Now()).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        _script.Step($"The ledger is held against the processor (对账) for {day}");
        var compared = _script.Accepted(await tour.Client.Post(Tour.Operator, "/api/v1/reconciliations", new { date = day }), StatusCodes.Status200OK);
        _script.Check("differences about this order", 0, compared.Items("findings").Count(f => f.Text("order") == _order && f.Text("state") == "open"));
        _script.Check("something was compared", true, int.Parse(compared.Text("movements"), System.Globalization.CultureInfo.InvariantCulture) > 0);
    }

    async Task Cancelled()
    {
        _script.Step("In the cooling-off time the company cancels (冷静期内取消): all of it goes back, and the subsidy is released");
        _script.Accepted(await tour.Client.Post(CompanyKey, $"/api/v1/orders/{_order}/cancellation", new { reason = "改变主意" }), StatusCodes.Status200OK);
        await Until("refunded", Share.ToString());
        _script.Check("left with vendor and platform", Money.Zero, (await Payment()) is var payment ? payment.Money("vendorShare") + payment.Money("platformFee") : Share);
        _script.Wallet(await tour.WalletOf(_company), cast.Cap, cast.Cap, Money.Zero);
    }

    Task<TourAnswer> Payment() => tour.Client.Get(Tour.Operator, $"/api/v1/orders/{_order}/payment");

    /// <summary>News come by themselves, in a moment.</summary>
    async Task Until(string member, string value)
    {
        for (var tries = 0; tries < 300 && (await Payment()).Text(member) != value; tries++) await Task.Delay(100);
        _script.Check(member, value, (await Payment()).Text(member));
    }
}
