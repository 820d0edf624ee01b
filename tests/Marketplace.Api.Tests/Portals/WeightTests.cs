using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Marketplace.Api.Listings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Cookie = Microsoft.Playwright.Cookie;

namespace Marketplace.Api.Tests.Portals;

/// <summary>What pages cost those who read them: how much travels, how often it is asked for, and that nothing moves while it comes.</summary>
public sealed partial class WeightTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    /// <summary>Of the first view of a page, images aside.</summary>
    const int RequestsMax = 6;

    /// <summary>Of the storefront's HTML as it is sent, compressed.</summary>
    const int StorefrontBytesMax = 60 * 1024;

    const int CardsOfAPage = 24;

    /// <summary>More than two pages of them.</summary>
    const int Listings = 60;

    /// <summary>High enough to have every chart and what follows it in the window: what moves outside of it does not count as moving.</summary>
    const int WholePage = 3000;

    static readonly string[] Readers = ["public", "company", "operator"];

    static readonly string[] Encodings = ["br", "gzip"];

    public static TheoryData<string> Who => [.. Readers];

    public static TheoryData<string, Look> WhoInLooks => new(Readers.SelectMany(who => new[] { (who, Look.Desk), (who, Look.Phone) }));

    [Theory]
    [MemberData(nameof(Who))]
    public async Task The_first_view_of_a_page_needs_few_requests_and_nobody_elses(string who)
    {
        var session = await Session(who);
        foreach (var address in await PageTable.AddressesOf(who, town))
        {
            await using var visitor = await Newcomer(who, session);
            var requests = new List<IRequest>();
            visitor.Page.Request += (_, request) => requests.Add(request);
            await visitor.Visit(address);
            var all = string.Join('\n', requests.Select(r => $"{r.ResourceType} {r.Url}"));
            Assert.True(requests.All(IsOurs), $"{address} asks others:\n{all}");
            Assert.True(requests.Count(r => !IsImage(r)) <= RequestsMax, $"{address}:\n{all}");
        }
    }

    bool IsOurs(IRequest request) => new Uri(request.Url) is var url && (url.Scheme == "data" || url.Authority == town.Address.Authority);

    static bool IsImage(IRequest request) =>
        request.ResourceType == "image" || new Uri(request.Url) is var url && (url.Scheme == "data" || url.AbsolutePath.EndsWith(".svg", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(WhoInLooks))]
    public async Task Nothing_moves_when_a_chart_is_drawn(string who, Look look)
    {
        var charts = 0;
        var session = await Session(who);
        foreach (var address in await PageTable.AddressesOf(who, town))
        {
            await using var visitor = await Newcomer(who, session, look);
            var page = visitor.Page;
            await page.SetViewportSizeAsync(look.Width, WholePage);
            await page.AddInitScriptAsync(
                """
                window.shifts = [];
                new PerformanceObserver(list => shifts.push(...list.getEntries().filter(s => !s.hadRecentInput)))
                  .observe({ type: 'layout-shift', buffered: true });
                """);
            // The chart comes as late as on a slow line: when the page has been on the screen for a while.
            await page.RouteAsync("**/echarts*", async route =>
            {
                await page.EvaluateAsync("() => new Promise(seen => new PerformanceObserver(seen).observe({ type: 'paint', buffered: true }))");
                await NextPicture(page);
                await route.ContinueAsync();
            });
            await visitor.Visit(address);
            var drawn = await page.Locator(".chart").AllAsync();
            if (drawn.Count == 0) continue;
            foreach (var chart in drawn) await Assertions.Expect(chart.Locator("svg").First).ToBeVisibleAsync();
            charts += drawn.Count;
            await NextPicture(page);
            var shift = await page.EvaluateAsync<double>("shifts.reduce((sum, s) => sum + s.value, 0)");
            var moved = await page.EvaluateAsync<string[]>("shifts.flatMap(s => s.sources.map(m => `${s.value} ${m.node?.nodeName}.${m.node?.className}`))");
            Assert.True(shift == 0, string.Create(CultureInfo.InvariantCulture, $"{address} moves by {shift}:\n{string.Join('\n', moved)}"));
        }
        Assert.True(charts > 0 || who == "public", "No page has a chart.");
    }

    /// <summary>Until what has been laid out is on the screen, and its shifts are told.</summary>
    static Task NextPicture(IPage page) =>
        page.EvaluateAsync("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn))))");

    [Fact]
    public async Task Files_of_pages_come_compressed_and_are_kept_for_ever_under_their_versioned_address()
    {
        const string who = "company";
        var session = await Session(who);
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in await PageTable.AddressesOf(who, town))
        {
            await using var visitor = await Newcomer(who, session);
            await visitor.Visit(address);
            files.UnionWith(await visitor.Page.Locator("link[rel=stylesheet], link[rel=icon], script[src]").EvaluateAllAsync<string[]>("all => all.map(e => e.getAttribute('href') ?? e.getAttribute('src'))"));
            files.UnionWith(await visitor.Page.Locator("svg use").EvaluateAllAsync<string[]>("all => all.map(e => e.getAttribute('href').split('#')[0])"));
        }
        Assert.Contains(files, f => f.Contains("echarts", StringComparison.Ordinal));
        Assert.Contains(files, f => f.Contains(".svg", StringComparison.Ordinal));
        foreach (var file in files)
        {
            Assert.Contains("?v=", file, StringComparison.Ordinal);
            foreach (var encoding in Encodings)
            {
                var (_, headers) = await Sent(file, encoding);
                Assert.Contains("immutable", headers["Cache-Control"], StringComparison.Ordinal);
                Assert.Contains("max-age=31536000", headers["Cache-Control"], StringComparison.Ordinal);
                Assert.Contains("Accept-Encoding", headers["Vary"], StringComparison.Ordinal);
            }
            var (_, unversioned) = await Sent(file.Split('?')[0], "br");
            Assert.DoesNotContain("immutable", unversioned["Cache-Control"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Who))]
    public async Task A_second_view_asks_for_the_page_only(string who)
    {
        var session = await Session(who);
        foreach (var address in await PageTable.AddressesOf(who, town))
        {
            await using var visitor = await Newcomer(who, session);
            await visitor.Visit(address);
            Assert.NotEmpty(await Transferred(visitor.Page));
            await visitor.Visit(address);
            Assert.Empty(await Transferred(visitor.Page));
        }
    }

    /// <summary>What the page needed besides itself that the browser did not have; a file that the server only confirms is transferred too.</summary>
    static Task<string[]> Transferred(IPage page) =>
        page.EvaluateAsync<string[]>("performance.getEntriesByType('resource').filter(r => r.transferSize > 0).map(r => r.name)");

    [Fact]
    public async Task A_full_page_of_the_storefront_is_light()
    {
        var published = "";
        for (var i = 0; i < Listings; i++)
            published = (await town.Town.As("demo-operator").Post("listings", LongWinded(i))).Is(HttpStatusCode.Created).Headers.GetValues("X-Marketplace-Seq").Single();
        (await town.Town.As("demo-operator").Get($"listings?after={published}")).Is(HttpStatusCode.OK);
        await town.Server.Services.GetRequiredService<Shelf>().Refresh(isUrgent: true, TestContext.Current.CancellationToken);

        using var client = new HttpClient { BaseAddress = town.Address };
        var page = await client.GetStringAsync("/");
        Assert.Equal(CardsOfAPage, SoftwareLink().Matches(page).Select(m => m.Value).Distinct().Count());
        foreach (var encoding in Encodings)
        {
            var (bytes, _) = await Sent("/", encoding);
            Assert.True(bytes <= StorefrontBytesMax, string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes as {encoding}"));
        }
    }

    [GeneratedRegex("href=\"/software/[0-9a-f]{32}")]
    private static partial Regex SoftwareLink();

    /// <summary>Software whose texts are as long as they may be, and no two alike, so that they do not compress to nothing.</summary>
    object LongWinded(int index)
    {
        var chance = new Random(index);
        string Text(int length) => new([.. Enumerable.Range(0, length).Select(_ => Words[chance.Next(Words.Length)])]);
        return new
        {
            vendor = town.Town.Vendor, name = Text(40), category = "MES", summary = Text(2000), description = Text(ListingInput.DescriptionMax),
            features = Enumerable.Range(0, ListingInput.FeaturesMax).Select(_ => Text(100)), support = Text(200),
            plans = Enumerable.Range(0, 3).Select(p => new { id = $"plan-{p}", name = Text(40), pricePerYear = "4000.00", marketPrice = "5000.00", seats = 5 }),
            usageRule = new { },
        };
    }

    const string Words = "把订单采购库存生产和账目放进一套系统老板打开手机就能看到今天接了多少里还有料车间扫码报工走哪步谁做的办公室实时得见注塑联网自动记录模次周期停机原因";

    /// <summary>The cookies of somebody of a company who has signed in; none of others.</summary>
    async Task<Cookie[]> Session(string who)
    {
        if (who != "company") return [];
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.SignIn(town.Mine.Person);
        return [.. (await visitor.Page.Context.CookiesAsync()).Select(c => new Cookie { Name = c.Name, Value = c.Value, Domain = c.Domain, Path = c.Path })];
    }

    /// <summary>Somebody whose browser has none of our files yet.</summary>
    async Task<Visitor> Newcomer(string who, Cookie[] session, Look? look = null)
    {
        var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.Page.Context.AddCookiesAsync(session);
        if (who is not ("company" or "public")) await visitor.ActAs($"demo-{who}");
        return visitor;
    }

    /// <summary>How many bytes come when only this encoding is understood, and what is said about them.</summary>
    async Task<(int Bytes, Dictionary<string, string> Headers)> Sent(string path, string encoding)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = town.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept-Encoding", encoding }, { "Accept", "text/html" } } };
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        return ((await response.Content.ReadAsByteArrayAsync()).Length, response.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
    }
}
