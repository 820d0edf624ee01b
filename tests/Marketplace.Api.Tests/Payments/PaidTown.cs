using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Places;
using Marketplace.StripeStandIn;

namespace Marketplace.Api.Tests.Payments;

/// <summary>A town whose software costs 12,000 yuan, so that every company pays 2,000 itself; of that the platform keeps 5 %.</summary>
sealed class PaidTown : IAsyncDisposable
{
    public const string Share = "2000.00";

    public required PaidServer Paid { get; init; }

    public required Town Town { get; init; }

    /// <summary>At 12,000 yuan; its market price is 13,000.</summary>
    public required string Dear { get; init; }

    public StandIn Stripe => Paid.Stripe;

    public ApiClient Operator => Town.As("demo-operator");

    public ApiClient Second => Town.As("demo-operator-second");

    public ApiClient Vendor => Town.As($"demo-vendor-{Town.Vendor}");

    public static async Task<PaidTown> Build(params string[] settings)
    {
        var paid = new PaidServer();
        await paid.Start(settings);
        var town = await paid.Town();
        var dear = (await town.As("demo-operator").Post("listings", Hosting.Town.Software(town.Vendor, "12000.00", "13000.00"))).Is(HttpStatusCode.Created)["id"]!;
        return new PaidTown { Paid = paid, Town = town, Dear = dear };
    }

    /// <summary>An order that waits for its company to pay.</summary>
    public async Task<PaidOrder> Order()
    {
        var company = await Town.NewCompany();
        var order = (await Town.Order(company, Dear)).Is(HttpStatusCode.Created);
        Assert.Equal("awaitingPayment", order["status"]);
        Assert.Equal(Share, order["split.company"]);
        return new PaidOrder(this, company, order["id"]!);
    }

    public async Task<PaidOrder> PaidOrder()
    {
        var order = await Order();
        await order.Pay();
        return order;
    }

    public async Task<DateTimeOffset> Now() => DateTimeOffset.Parse((await Operator.Get("demo/clock"))["now"]!, CultureInfo.InvariantCulture);

    public async Task<string> Day() => Text(ChinaTime.DayOf(await Now()));

    public async Task MoveTo(DateTimeOffset moment) => (await Operator.Post("demo/clock", new { to = moment })).Is(HttpStatusCode.OK);

    public async Task MoveBy(TimeSpan time) => await MoveTo(await Now() + time);

    public async Task<Answer> Reconcile(string day) => (await Operator.Post("reconciliations", new { date = day })).Is(HttpStatusCode.OK);

    /// <summary>So that the vendor can be paid by file.</summary>
    public async Task MakePayable()
    {
        (await Operator.Post($"vendors/{Town.Vendor}/credit-standing", new { clean = true, on = await Day(), evidence = "信用中国查询 1" })).Is(HttpStatusCode.OK);
        (await Operator.Post($"vendors/{Town.Vendor}/bank-account", new { holder = Town.Vendor, bank = "中国银行合肥分行", name = "云软", number = "6222000011112222" })).Is(HttpStatusCode.OK);
    }

    public async Task Connect(string account = "acct_one")
    {
        (await Operator.Post($"vendors/{Town.Vendor}/connected-account", new { account })).Is(HttpStatusCode.OK);
        (await Operator.Post($"vendors/{Town.Vendor}/connected-account/confirmation", new { account }))
            .IsProblem(HttpStatusCode.Forbidden, "vendor.connected-account-same-person");
        (await Second.Post($"vendors/{Town.Vendor}/connected-account/confirmation", new { account })).Is(HttpStatusCode.OK);
    }

    /// <summary>What lies on an account, in fen; nothing where there is none.</summary>
    public Task<long> Balance(string account) =>
        Books.Count(Paid.Server.ConnectionString, $"select coalesce((select balance from es.ledger_accounts where id = '{account}'), 0)");

    /// <summary>What the stand-in has, available and pending, in fen.</summary>
    public long AtStripe => Stripe.All("balance_transaction").Sum(t => (long)t["net"]!);

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync() => Paid.DisposeAsync();
}

/// <summary>An order that its company pays a share of.</summary>
sealed record PaidOrder(PaidTown Town, string Company, string Id)
{
    public ApiClient Api => Town.Town.AsCompany(Company);

    public Task<string> Open(string? method = null) => Town.Paid.OpenPage(Company, Id, method);

    /// <summary>Pays, and waits until that has arrived here.</summary>
    public Task<JsonObject> Pay() => Town.Paid.Pay(Company, Id);

    public async Task<string> Status() => (await Api.Get($"orders/{Id}"))["status"]!;

    public Task<Answer> Order() => Api.Get($"orders/{Id}");

    /// <summary>As an operator sees it.</summary>
    public Task<Answer> Payment() => Town.Operator.Get($"orders/{Id}/payment");

    public async Task Until(string member, string value) => await Patience.Until(async () => (await Payment())[member] == value);

    /// <summary>Proposed by one operator, confirmed by another.</summary>
    public async Task Refund(string? amount, string reason = "协商退款")
    {
        var proposed = (await Town.Operator.Post($"orders/{Id}/refund", new { amount, reason })).Is(HttpStatusCode.OK);
        (await Town.Second.Post($"orders/{Id}/refund/{proposed["proposal.id"]}/confirmation", new { })).Is(HttpStatusCode.OK);
    }

    /// <summary>The charge at the stand-in that pays it.</summary>
    public string Charge => Town.Stripe.All("charge").Last(c => c["metadata"]!["order"]?.ToString() == Id && (bool)c["paid"]!)["id"]!.ToString();

    /// <summary>What happened to the payment, in order.</summary>
    public async Task<string> Facts() =>
        await Books.Text(Town.Paid.Server.ConnectionString, $"select coalesce(string_agg(type, ' ' order by version), '') from es.mt_events where stream_id = 'payment-{Id}'");
}
