using System.Globalization;
using System.Text.RegularExpressions;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Testing;
using Microsoft.Playwright;

namespace Marketplace.Api.Tests.Portals;

/// <summary>Somebody in front of a browser. Whatever page is seen: no error in the console, nothing wider than the window.</summary>
public sealed class Visitor : IAsyncDisposable
{
    public const string Password = "Correct-horse-2026";

    static readonly string Axe = Path.Combine(RepositoryRoot.Path, "src", "Marketplace.Api", "node_modules", "axe-core", "axe.min.js");

    readonly IBrowserContext _context;
    readonly Look _look;
    readonly List<string> _errors = [];

    Visitor(IBrowserContext context, IPage page, Look look)
    {
        _context = context;
        _look = look;
        Page = page;
        page.Console += (_, message) =>
        {
            // A page that refuses says so by its status, which the browser also writes down.
            if (message.Type == "error" && !message.Text.Contains("the server responded with a status of 4", StringComparison.Ordinal)) _errors.Add(message.Text);
        };
        page.PageError += (_, error) => _errors.Add(error);
    }

    public IPage Page { get; }

    /// <param name="host">As the browser names the server; passkeys work with a name only.</param>
    public static async Task<Visitor> Open(Browser browser, Uri server, Look? look = null, string host = "127.0.0.1")
    {
        look ??= Look.Desk;
        var address = new UriBuilder(server) { Host = host }.Uri;
        var context = await (await browser.Chromium()).NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(), JavaScriptEnabled = look.Script, ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = look.Width, Height = look.Height },
        });
        context.SetDefaultTimeout(20_000);
        var theme = look.Theme == "dark" ? "dark" : "light";
        await context.AddCookiesAsync([new Cookie { Name = "marketplace-preferences", Value = $"{look.Language}.{theme}.normal", Url = address.ToString() }]);
        return new Visitor(context, await context.NewPageAsync(), look);
    }

    public async Task<Visitor> SignIn(string userName, string password = Password, string? code = null)
    {
        await Page.GotoAsync("/sign-in");
        await Page.FillAsync("[name=userName]", userName);
        await Page.FillAsync("[name=password]", password);
        if (code is not null) await Page.FillAsync("[name=code]", code);
        await Page.ClickAsync("main form[action='/sign-in'] button[type=submit]");
        await Page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        return this;
    }

    /// <summary>With a key instead of a person, where it does not matter who in the role it is.</summary>
    public Task ActAs(string key) => Page.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" });

    /// <summary>The first time, for roles with a second factor: sets it up with what the page shows.</summary>
    public async Task<Visitor> SignInWithSecondFactor(string userName)
    {
        await Page.GotoAsync("/sign-in");
        await Page.FillAsync("[name=userName]", userName);
        await Page.FillAsync("[name=password]", Password);
        await Page.ClickAsync("main form[action='/sign-in'] button[type=submit]");
        var secret = await Page.TextContentAsync("code.secret");
        return await SignIn(userName, code: People.Somebody.Totp(secret!.Replace(" ", "", StringComparison.Ordinal)));
    }

    /// <summary>Goes to a page, which must be there and sound.</summary>
    public async Task<Visitor> Visit(string path)
    {
        var response = await Page.GotoAsync(path);
        Assert.True(response?.Ok, $"{path} answers {response?.Status}");
        return await SeesASoundPage();
    }

    /// <summary>What a page says to this visitor for what it says in Chinese.</summary>
    public Regex Says(string chinese, bool exact = false) => Translation.Of(chinese, _look.Language, exact);

    /// <summary>Presses a button or follows a link, by what a person reads on it; the test names it in Chinese.</summary>
    public async Task Press(string name, bool exact = true)
    {
        var target = Page.GetByRole(AriaRole.Button, new() { NameRegex = Says(name, exact) })
            .Or(Page.GetByRole(AriaRole.Link, new() { NameRegex = Says(name, exact) }));
        await target.First.ClickAsync();
        await Page.WaitForLoadStateAsync();
    }

    /// <param name="text">Of a page or a refusal, in Chinese; figures and names as they are.</param>
    public async Task Sees(string text) =>
        await Assertions.Expect((text.Any(c => c >= '\u4e00') ? Page.GetByText(Says(text)) : Page.GetByText(text)).First).ToBeVisibleAsync();

    public async Task<Visitor> SeesASoundPage()
    {
        var width = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.True(width <= _look.Width, string.Create(CultureInfo.InvariantCulture, $"{Page.Url} is {width} wide in a window of {_look.Width}"));
        Assert.True(_errors.Count == 0, $"{Page.Url}: {string.Join("; ", _errors)}");
        return this;
    }

    /// <summary>What axe-core finds that is serious or critical; empty where all is well.</summary>
    public async Task<IReadOnlyList<string>> Barriers()
    {
        await Page.EvaluateAsync(await File.ReadAllTextAsync(Axe));
        return await Page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(v => v.impact === 'serious' || v.impact === 'critical')
              .map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + (n.any[0]?.message ?? '')).join(' | ')}`)
            """);
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
