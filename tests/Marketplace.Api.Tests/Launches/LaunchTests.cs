using System.Net;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Launches;

/// <summary>A company's people enter the software they subscribe to, over HTTP.</summary>
public sealed class LaunchTests(ApiServer server) : IClassFixture<ApiServer>
{
    sealed record Scene(Town Town, string Company, string Order, ApiClient Vendor)
    {
        public async Task<string> Token() => (await Town.AsCompany(Company).Post($"orders/{Order}/launches", new { })).Is(HttpStatusCode.Created)["token"]!;

        public Task<Answer> Resolve(string token, Guid? key = null) => Vendor.Post("launches/resolve", new { token }, key);
    }

    static async Task<Scene> Provisioned(ApiServer server)
    {
        var town = await new Town(server.Api).Build();
        var company = await town.NewCompany();
        var order = (await town.Order(company)).Is(HttpStatusCode.Created)["id"]!;
        var vendor = town.As($"demo-vendor-{town.Vendor}");
        (await vendor.Post($"orders/{order}/provisioning", new { })).Is(HttpStatusCode.OK);
        return new Scene(town, company, order, vendor);
    }

    [Fact]
    public async Task The_vendor_learns_the_company_and_the_order_and_no_name_of_a_person()
    {
        var scene = await Provisioned(server);
        var launch = (await scene.Town.AsCompany(scene.Company).Post($"orders/{scene.Order}/launches", new { })).Is(HttpStatusCode.Created);
        Assert.Equal($"{Town.LaunchUrl}&token={launch["token"]}", launch["url"]);

        var entered = (await scene.Resolve(launch["token"]!)).Is(HttpStatusCode.OK);

        Assert.Equal((scene.Company, "340100"), (entered["company.creditCode"], entered["company.city"]));
        Assert.Equal((scene.Order, "basic", "5", "provisioned"), (entered["order.id"], entered["order.plan"], entered["order.seats"], entered["order.status"]));
        Assert.Equal(["id"], entered.Json["user"]!.AsObject().Select(m => m.Key));
        var again = (await scene.Resolve(await scene.Token())).Is(HttpStatusCode.OK);
        Assert.Equal(entered["user.id"], again["user.id"]);
    }

    [Fact]
    public async Task The_same_person_is_somebody_else_at_another_vendor()
    {
        var scene = await Provisioned(server);
        var other = await new Town(server.Api).Build();
        var order = (await other.Order(scene.Company, other.Listing)).Is(HttpStatusCode.Created)["id"]!;
        var vendor = other.As($"demo-vendor-{other.Vendor}");
        (await vendor.Post($"orders/{order}/provisioning", new { })).Is(HttpStatusCode.OK);

        var here = (await scene.Resolve(await scene.Token()))["user.id"];
        var there = (await (scene with { Order = order, Vendor = vendor }).Resolve(await (scene with { Order = order }).Token()))["user.id"];

        Assert.NotEqual(here, there);
    }

    [Fact]
    public async Task A_token_opens_once_but_the_same_key_hears_the_same_again()
    {
        var scene = await Provisioned(server);
        var (token, key) = (await scene.Token(), Guid.NewGuid());
        var first = (await scene.Resolve(token, key)).Is(HttpStatusCode.OK);

        var repeated = (await scene.Resolve(token, key)).Is(HttpStatusCode.OK);

        Assert.Equal(first.Text, repeated.Text);
        Assert.Equal("true", repeated.Headers.GetValues("Idempotency-Replayed").Single());
        (await scene.Resolve(token)).IsProblem(HttpStatusCode.Conflict, "launch.used");
        (await scene.Resolve(await scene.Token(), key)).IsProblem(HttpStatusCode.Conflict, "idempotency.conflict");
    }

    [Fact]
    public async Task Of_sixteen_that_resolve_one_token_at_once_exactly_one_wins()
    {
        var scene = await Provisioned(server);
        var token = await scene.Token();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => scene.Resolve(token)));

        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.OK), a => a.IsProblem(HttpStatusCode.Conflict, "launch.used"));
    }

    [Fact]
    public async Task A_token_is_for_one_vendor_and_an_order_for_one_company()
    {
        var scene = await Provisioned(server);
        var token = await scene.Token();
        var stranger = scene.Town.As($"demo-vendor-{Town.NewCode()}");
        (await stranger.Post("launches/resolve", new { token })).IsProblem(HttpStatusCode.NotFound, "launch.unknown");
        (await scene.Resolve("nonsense")).IsProblem(HttpStatusCode.NotFound, "launch.unknown");
        (await scene.Resolve("")).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        (await scene.Town.AsCompany(await scene.Town.NewCompany()).Post($"orders/{scene.Order}/launches", new { })).IsProblem(HttpStatusCode.NotFound, "order.unknown");
        (await scene.Resolve(token)).Is(HttpStatusCode.OK); // what others tried changed nothing
    }

    [Fact]
    public async Task Only_what_is_set_up_and_says_where_it_is_can_be_entered()
    {
        var town = await new Town(server.Api).Build();
        var company = await town.NewCompany();
        var order = (await town.Order(company)).Is(HttpStatusCode.Created)["id"];
        (await town.AsCompany(company).Post($"orders/{order}/launches", new { })).IsProblem(HttpStatusCode.UnprocessableEntity, "launch.not-provisioned");

        var silent = new { vendor = town.Vendor, name = "无入口", category = "MES", summary = "x", plans = new[] { new { id = "basic", name = "基础版", pricePerYear = "100.00", marketPrice = "100.00" } } };
        var listing = (await town.As("demo-operator").Post("listings", silent)).Is(HttpStatusCode.Created)["id"]!;
        order = (await town.Order(company, listing)).Is(HttpStatusCode.Created)["id"];
        (await town.As($"demo-vendor-{town.Vendor}").Post($"orders/{order}/provisioning", new { })).Is(HttpStatusCode.OK);
        (await town.AsCompany(company).Post($"orders/{order}/launches", new { })).IsProblem(HttpStatusCode.UnprocessableEntity, "launch.no-address");
    }

    [Fact]
    public async Task A_token_expires_after_five_minutes_and_an_order_with_its_term()
    {
        await using var own = new ApiServer();
        await own.InitializeAsync();
        var scene = await Provisioned(own);
        var token = await scene.Token();

        await Move(scene.Town, TimeSpan.FromMinutes(6));
        (await scene.Resolve(token)).IsProblem(HttpStatusCode.UnprocessableEntity, "launch.expired");
        (await scene.Resolve(await scene.Token())).Is(HttpStatusCode.OK);
        await Move(scene.Town, TimeSpan.FromDays(367));
        (await scene.Town.AsCompany(scene.Company).Post($"orders/{scene.Order}/launches", new { })).IsProblem(HttpStatusCode.UnprocessableEntity, "launch.not-provisioned");
    }

    [Fact]
    public async Task Nothing_that_is_stored_opens_anything()
    {
        var scene = await Provisioned(server);
        var token = await scene.Token();
        Assert.Equal(0, await Books.Count(server.ConnectionString, $"select count(*) from access.launches l where l::text like '%{token}%'"));
    }

    static async Task Move(Town town, TimeSpan by)
    {
        var now = DateTimeOffset.Parse((await town.As("demo-operator").Get("demo/clock"))["now"]!, null);
        (await town.As("demo-operator").Post("demo/clock", new { to = now + by })).Is(HttpStatusCode.OK);
    }
}
