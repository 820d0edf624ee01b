using System.Net;
using Marketplace.Api.Listings;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Api.Tests.Payments;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Signals;
using Marketplace.StripeStandIn;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.Portals;

/// <summary>
/// A server with something to look at: a vendor with software, a fund with money, two companies with an order each and
/// a person who signs in for them.
/// </summary>
public sealed class PortalTown : IAsyncLifetime
{
    readonly ApiServer _server = new();
    StandIn? _stripe;

    public Uri Address => _server.Address;

    public ApiServer Server => _server;

    /// <summary>Where companies pay.</summary>
    public StandIn Stripe => _stripe ?? throw new InvalidOperationException("It has not been started.");

    public Town Town { get; private set; } = null!;

    /// <summary>A company, the name under which its person signs in, and one of its orders.</summary>
    public (string Code, string Person, string Order) Mine { get; private set; }

    /// <summary>Another company, whose things nobody of <see cref="Mine"/> may see.</summary>
    public (string Code, string Person, string Order) Theirs { get; private set; }

    /// <summary>Where the code on the printed sheet of my order leads.</summary>
    public string Sheet { get; private set; } = "";

    /// <summary>The token of an invitation into <see cref="Mine"/> that nobody accepts.</summary>
    public string Invitation { get; private set; } = "";

    /// <summary>A list of companies that was uploaded and is worked off: one row is good, one is not.</summary>
    public string EnrolmentList { get; } = Guid.NewGuid().ToString();

    /// <summary>A run of a job that the operator asked for.</summary>
    public string JobRun { get; } = Guid.NewGuid().ToString();

    /// <summary>The id of a flag that was raised for my order.</summary>
    public string Flag { get; private set; } = "";

    /// <summary>The number of a tip about <see cref="Mine"/>.</summary>
    public string Tip { get; private set; } = "";

    /// <summary>A software with everything that a page of one can show.</summary>
    public string Shown { get; private set; } = "";

    Task<AcceptanceScene>? _scene;

    /// <summary>Batches in every state; made when the first test wants them.</summary>
    public Task<AcceptanceScene> Scene() => _scene ??= new AcceptanceScene(this).Build();

    Task<SettlementScene>? _settled;

    /// <summary>Months on every step to payment; made when the first test wants them.</summary>
    public Task<SettlementScene> Settled() => _settled ??= SettlementScene.Build(this);

    Task<PaymentScene>? _paid;

    /// <summary>Payments in every state that takes no days; made when the first test wants them.</summary>
    public Task<PaymentScene> Paid() => _paid ??= PaymentScene.Build(this);

    public async ValueTask InitializeAsync()
    {
        var options = new StandInOptions();
        _stripe = await StandIn.Start(options);
        // All newcomers come from one address; whatever runs can be renewed.
        await _server.Start(["--Newcomers:TriesPerMinute=1000", "--Programme:RenewalOpensDays=366", .. PaidServer.SettingsFor(_stripe, options)]);
        _stripe.Webhooks.Url = new Uri(_server.Address, "/api/v1/stripe/webhooks");
        Town = await new Town(_server.Api).Build();
        Mine = await NewCompany();
        Theirs = await NewCompany();
        var order = await Town.AsCompany(Mine.Code).Get($"orders/{Mine.Order}");
        var facts = (await Town.AsCompany(Mine.Code).Get($"orders/{Mine.Order}/events")).Json.AsArray();
        Sheet = $"/verify/{order["number"]}/{facts[^1]!["hash"]!.ToString()[..16]}";
        Shown = await NewShownListing();
        Invitation = (await Town.AsCompany(Mine.Code).Post("invitations", new { rights = new[] { "order" } })).Is(HttpStatusCode.Created)["token"]!;
        object[] rows = [Hosting.Town.Company(Hosting.Town.NewCode()), Hosting.Town.Company("91350100M000100Y4Z")];
        (await Town.As("demo-operator").Post("enrolment-lists", rows, Guid.Parse(EnrolmentList))).Is(HttpStatusCode.Accepted);
        (await Town.As("demo-operator").Post("jobs/retention/runs", new { }, Guid.Parse(JobRun))).Is(HttpStatusCode.Accepted);
        await Shelve();
        await Suspect();
    }

    /// <summary>Signals raise flags for my order, and somebody tells of my company.</summary>
    async Task Suspect()
    {
        Flag[] flags = [new("usage.around-the-clock", ["2026-10-12", "22", "3"]), new("parties.one-phone", ["2", "芜湖乙轴承有限公司"])];
        var raised = new Dictionary<OrderId, EquatableList<Flag>> { [new OrderId(Mine.Order)] = [.. flags] };
        await Server.Services.GetRequiredService<RaisedFlags>().Record("2026-10", raised, "platform", CancellationToken.None);
        Flag = (string)(await Town.As("demo-operator").Get("flags")).Is(HttpStatusCode.OK).Json["items"]![0]!["id"]!;
        var tip = new { what = "这家公司没人用过这个软件，\n账号是供应商自己在登录。", about = "company", named = Mine.Code, contact = new { name = "李某", phone = "13912345678" } };
        Tip = (await Town.As("demo-operator").Post("tips", tip)).Is(HttpStatusCode.Created)["id"]!;
    }

    async Task<string> NewShownListing()
    {
        using var picture = new ByteArrayContent("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 750"><rect width="1200" height="750" fill="#e5eefc"/></svg>"""u8.ToArray())
        {
            Headers = { ContentType = new("image/svg+xml") },
        };
        var file = (await Town.As("demo-operator").Send(HttpMethod.Post, "files", picture, null)).Is(HttpStatusCode.Created)["id"];
        var software = new
        {
            vendor = Town.Vendor, name = "看得见的仓库", category = "WMS", summary = "入库贴码、出库扫码、盘点用手机。", firstVersion = true,
            cities = new[] { "340100", "340200" }, industries = new[] { "C34" },
            plans = new[]
            {
                new { id = "basic", name = "基础版", pricePerYear = "1500.00", marketPrice = "1800.00", seats = 5 },
                new { id = "full", name = "全功能版", pricePerYear = "12000.00", marketPrice = "12000.00", seats = 60 },
            },
            description = "找料半小时，干活五分钟。\n\n分区轮盘，不用停产。", features = new[] { "扫码入库", "库位图" },
            screenshots = new[] { new { file, caption = "库位图" }, new { file, caption = "手机盘点" } },
            certificates = new[]
            {
                new { kind = "copyright", number = "软著登字第 1 号", name = "看得见的仓库 V1.0", issuedBy = "登记机构", file = (string?)null },
                new { kind = "test-report", number = "CT-1", name = "测试报告", issuedBy = "测评中心", file },
            },
            launchUrl = Hosting.Town.LaunchUrl, support = "400-000-0000",
        };
        return (await Town.As("demo-operator").Post("listings", software)).Is(HttpStatusCode.Created)["id"]!;
    }

    /// <summary>Until the storefront shows what has been published.</summary>
    public async Task Shelve()
    {
        await Server.Services.GetRequiredService<Projector>().CatchUp(CancellationToken.None);
        await Server.Services.GetRequiredService<Shelf>().Refresh(isUrgent: true, CancellationToken.None);
    }

    /// <summary>A company with a person and, where wanted, an order.</summary>
    public async Task<(string Code, string Person, string Order)> NewCompany(bool withOrder = true, string city = "340100")
    {
        var code = await Town.NewCompany(city);
        var person = await NewPerson("company", code);
        var order = withOrder ? (await Town.Order(code)).Is(HttpStatusCode.Created)["id"]! : "";
        return (code, person, order);
    }

    /// <summary>The vendor says that the software of an order can be used; returns when lists show it.</summary>
    public async Task Provision(string order)
    {
        var vendor = Town.As($"demo-vendor-{Town.Vendor}");
        var provisioned = (await vendor.Post($"orders/{order}/provisioning", new { })).Is(HttpStatusCode.OK);
        (await vendor.Get($"orders?after={provisioned.Headers.GetValues("X-Marketplace-Seq").Single()}")).Is(HttpStatusCode.OK);
    }

    /// <summary>Somebody who may sign in with <see cref="Visitor.Password"/>.</summary>
    public async Task<string> NewPerson(string role, string? scope)
    {
        var name = $"{role}-{Guid.NewGuid():N}"[..20];
        var maker = role is "company" or "vendor" or "operator" ? "demo-operator" : "demo-province";
        (await Town.As(maker).Post("people", new { userName = name, password = Visitor.Password, role, scope })).Is(HttpStatusCode.Created);
        return name;
    }

    /// <summary>Opens the payment page of an order; its session at the processor.</summary>
    public async Task<string> OpenPage(string company, string order) =>
        new Uri((await Town.AsCompany(company).Post($"orders/{order}/payment", new { })).Is(HttpStatusCode.OK)["url"]!).Segments[^1];

    /// <summary>Pays an order, and waits until that has arrived here.</summary>
    public async Task Pay(string company, string order)
    {
        Stripe.Pay(await OpenPage(company, order));
        await Patience.Until(async () => (await Town.AsCompany(company).Get($"orders/{order}"))["status"] != "awaitingPayment");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (_stripe is not null) await _stripe.DisposeAsync();
    }
}
