using System.Net;
using System.Text;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Tests.Settlements;

/// <summary>A server of its own with two vendors, and what they need to be paid.</summary>
sealed class SettlementTown(ApiServer server) : IAsyncDisposable
{
    int _invoices;

    public ApiServer Server => server;

    public required Town Town { get; init; }

    /// <summary>The second vendor, with software of its own.</summary>
    public required Town Other { get; init; }

    public ApiClient Operator => Town.As("demo-operator");

    /// <summary>A colleague, for what one person may not do alone.</summary>
    public ApiClient SecondOperator => Town.As("demo-operator-second");
    public ApiClient Province => Town.As("demo-province");
    public ApiClient Vendor => Town.As($"demo-vendor-{Town.Vendor}");

    public static async Task<SettlementTown> Build()
    {
        var server = new ApiServer();
        await server.InitializeAsync();
        return await On(server);
    }

    /// <summary>On a server that belongs to somebody else, and has no fund yet.</summary>
    public static async Task<SettlementTown> On(ApiServer server) => new(server)
    {
        Town = await new Town(server.Api).Build(),
        Other = await new Town(server.Api).BuildVendor(),
    };

    /// <summary>One order from acceptance to a recovery of what was paid for it.</summary>
    public async Task Live(string month)
    {
        await Attest(Town.Vendor);
        await NameAccount(Town.Vendor);
        var order = await Order(Town);
        await AcceptedMonth.Accept(server, month, order);
        await Run(month);
        await Invoice($"{month}-{Town.Vendor}", Town.Vendor);
        await PayOut($"{month}-{Town.Vendor}");
        var recovery = (await Operator.Post("recoveries", new { order, amount = "100.00", reason = "多付", method = "statement" })).Is(HttpStatusCode.Created)["id"];
        (await Province.Post($"recoveries/{recovery}/confirmation", new { })).Is(HttpStatusCode.OK);
    }

    public static string Today => ChinaTime.Of(TimeProvider.System.GetUtcNow()).ToString("yyyy-MM-dd", null);

    /// <summary>The clock of the server, whose day may be another than the world's.</summary>
    public async Task<string> Day() => ChinaTime.Of(await Now()).ToString("yyyy-MM-dd", null);

    public async Task<DateTimeOffset> Now() => DateTimeOffset.Parse((await Operator.Get("demo/clock"))["now"]!, null);

    public async Task<string> Order(Town of, string city = "340100", string? listing = null)
    {
        var company = await of.NewCompany(city);
        return (await of.Order(company, listing)).Is(HttpStatusCode.Created)["id"]!;
    }

    public async Task Attest(string vendor, bool clean = true) =>
        (await Operator.Post($"vendors/{vendor}/credit-standing", new { clean, on = await Day(), evidence = "信用中国查询 1" })).Is(HttpStatusCode.OK);

    public async Task NameAccount(string vendor, string? holder = null, string number = "6222000011112222") =>
        (await Operator.Post($"vendors/{vendor}/bank-account", new { holder = holder ?? vendor, bank = "中国银行合肥分行", name = "云软", number })).Is(HttpStatusCode.OK);

    public async Task<Answer> Run(string month) => (await Operator.Post("settlement-runs", new { month })).Is(HttpStatusCode.OK);

    public async Task Invoice(string statement, string vendor)
    {
        var api = Town.As($"demo-vendor-{vendor}");
        var total = (await api.Get($"statements/{statement}"))["total"];
        (await api.Post($"statements/{statement}/invoice", await NewInvoice(total!))).Is(HttpStatusCode.OK);
    }

    public async Task<object> NewInvoice(string amount)
    {
        var day = await Day();
        return new { number = $"{day[2..4]}34{++_invoices:0000000000000000}", issuedOn = day, amount, buyer = "安徽省工业互联网平台" };
    }

    public async Task<Answer> Withdraw(params string[] statements) =>
        (await Operator.Post("withdrawals", new { statements })).Is(HttpStatusCode.Created);

    /// <summary>From the request to the bank's answer.</summary>
    public async Task<string> PayOut(params string[] statements)
    {
        var id = (await Withdraw(statements))["id"]!;
        (await Province.Post($"withdrawals/{id}/approval", new { })).Is(HttpStatusCode.OK);
        await Operator.Get($"withdrawals/{id}/payout-file");
        var results = new List<object>();
        foreach (var statement in statements) results.Add(new { statement, result = "paid", on = await Day(), bankReference = $"B-{statement}" });
        (await Operator.Post($"withdrawals/{id}/payout-results", new { results })).Is(HttpStatusCode.OK);
        return id;
    }

    public Task<Answer> PostCsv(string path, string text) =>
        Operator.Send(HttpMethod.Post, path, new StringContent(text, Encoding.UTF8, "text/csv"), Guid.NewGuid().ToString());

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
