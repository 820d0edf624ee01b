using System.Globalization;
using Billing;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Demo;

/// <summary>A company orders, repeats itself, orders more than its subsidy, cancels, uses and rates.</summary>
sealed class TourOrders(Tour tour, TourCast cast)
{
    static readonly Money Price = TourCast.SoftwarePrice;

    readonly TourScript _script = tour.Script;
    TourAnswer _province = null!, _city = null!, _expensive = null!;

    /// <summary>What is left of the cap after the first order.</summary>
    Money Remainder => cast.Cap - Price;

    public async Task Play()
    {
        _script.Chapter("The company orders (下单, S003 art.11, art.16, art.17)");
        await Confirmed();
        await AboveRemainder();
        await Lapsed();
        await Cancelled();
        await Provisioned();
    }

    async Task Note() => (_province, _city) = (await tour.Fund(cast.ProvinceFund), await tour.Fund(cast.CityFund));

    async Task Funds(Money province, Money city)
    {
        _script.Fund(await tour.Fund(cast.ProvinceFund), _province, Money.Zero, -province, province);
        _script.Fund(await tour.Fund(cast.CityFund), _city, Money.Zero, -city, city);
    }

    async Task Wallet(Money reserved) => _script.Wallet(await tour.WalletOf(cast.Company), cast.Cap, cast.Cap - reserved, reserved);

    async Task Confirmed()
    {
        await Note();
        _script.Step($"It orders software for {Price}: inside its subsidy, so nothing is left to pay");
        var command = Guid.NewGuid();
        var order = cast.Order = _script.Accepted(await tour.Order(cast.Company, cast.Software, command));
        var number = order.Text("number");
        _script.Line($"order number (订单号) {number}, to be read out on the phone");
        _script.Check("its check digit is right", true, OrderNumber.IsValid(number));
        _script.Check("it begins with the year", (cast.Year % 100).ToString("00", CultureInfo.InvariantCulture), number[..2]);
        _script.Check("status", "confirmed", order.Text("status"));
        _script.Split(order, Price, Money.Zero, Money.Zero);
        var placed = order.Time("placedAt");
        _script.Check("free from (免费期起)", placed, order.Time("freeTerm.from"));
        _script.Check("free until (免费期止)", ChinaTime.Of(placed).AddYears(1), order.Time("freeTerm.to"));
        await Wallet(Price);
        await Funds(Price, Money.Zero);
        await Repeated(order, command);
    }

    async Task Repeated(TourAnswer order, Guid command)
    {
        _script.Step("The same request again, as a browser or a program may send it: the same answer, and nothing happens twice");
        var again = _script.Accepted(await tour.Order(cast.Company, cast.Software, command));
        _script.Check("byte for byte the same answer", true, again.Body == order.Body);
        _script.Check("marked as a repetition", true, again.Replayed);
        _script.Refused("the same key for something else", await tour.Order(cast.Company, cast.Alternative, command), 409, "idempotency.conflict");
        _script.Refused("the same software under a new key", await tour.Order(cast.Company, cast.Software, Guid.NewGuid()), 409, "order.duplicate", "S003 art.17");
        _script.Refused("in the name of another company",
            await tour.Client.Post("demo-company-91340000711771143J", "/api/v1/orders", new { company = cast.Company, listing = cast.Alternative, plan = "basic" }),
            403, "access.not-allowed");
        await Wallet(Price);
        await Funds(Price, Money.Zero);
    }

    async Task AboveRemainder()
    {
        await Note();
        _script.Step($"It orders for {cast.ExpensivePrice}, more than is left: subsidy first, then the city, the rest is its own (拆分支付)");
        var order = _script.Accepted(await tour.Order(cast.Company, cast.Expensive, Guid.NewGuid()));
        _script.Check("status", "awaitingPayment", order.Text("status"));
        _script.Split(order, Remainder, cast.CityAvailable, TourCast.OwnShare);
        _script.Check("free term, not before it is paid", "null", order.Text("freeTerm"));
        _script.Check("it lapses (失效) unless paid by", order.Time("placedAt").AddMinutes(cast.LapseMinutes), order.Time("lapsesAt"));
        await Wallet(cast.Cap);
        await Funds(Remainder, cast.CityAvailable);
        _expensive = order;
    }

    async Task Lapsed()
    {
        var to = (await tour.Now()).AddMinutes(cast.LapseMinutes + 1);
        _script.Step($"Nobody pays. The demo's clock is moved to {to:HH:mm}: the order lapses by itself and everything is released");
        _script.Accepted(await tour.Client.Post(Tour.Operator, "/api/v1/demo/clock", new { to }), StatusCodes.Status200OK);
        _script.Check("status", "lapsed", await StatusOf(_expensive));
        await Wallet(Price);
        await Funds(Money.Zero, Money.Zero);
    }

    async Task Cancelled()
    {
        await Note();
        _script.Step($"It orders another software for {TourCast.AlternativePrice}, and cancels it in the cooling-off time (冷静期)");
        var order = _script.Accepted(await tour.Order(cast.Company, cast.Alternative, Guid.NewGuid()));
        await Wallet(Price + TourCast.AlternativePrice);
        await Funds(TourCast.AlternativePrice, Money.Zero);
        var cancelled = _script.Accepted(
            await tour.Client.Post(cast.CompanyKey, $"/api/v1/orders/{order.Text("id")}/cancellation", new { reason = "选错了套餐" }), StatusCodes.Status200OK);
        _script.Check("status", "cancelled", cancelled.Text("status"));
        await Wallet(Price);
        await Funds(Money.Zero, Money.Zero);
    }

    async Task Provisioned()
    {
        var id = cast.Order!.Text("id");
        _script.Step("The vendor provisions (开通) the first order; from now on it cannot be cancelled");
        var provisioned = _script.Accepted(
            await tour.Client.Post($"demo-vendor-{cast.Vendor}", $"/api/v1/orders/{id}/provisioning", new { }), StatusCodes.Status200OK);
        _script.Check("status", "provisioned", provisioned.Text("status"));
        _script.Refused("the company tries to cancel",
            await tour.Client.Post(cast.CompanyKey, $"/api/v1/orders/{id}/cancellation", new { reason = "试试" }), 422, "order.not-cancellable");

        _script.Step("The company rates it (评价): satisfied");
        var rated = _script.Accepted(
            await tour.Client.Post(cast.CompanyKey, $"/api/v1/orders/{id}/rating", new { satisfied = true, comment = "工人扫码就会用。" }), StatusCodes.Status200OK);
        _script.Check("satisfied", "True", rated.Text("rating.satisfied"));
        _script.Check("comment", "工人扫码就会用。", rated.Text("rating.comment"));
    }

    async Task<string> StatusOf(TourAnswer order) =>
        (await tour.Client.Get(cast.CompanyKey, $"/api/v1/orders/{order.Text("id")}")).Text("status");
}
