using System.Net;
using System.Text.RegularExpressions;
using Marketplace.Api.Access;
using Marketplace.Api.Portals;
using Marketplace.Api.Tests.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.Portals;

/// <summary>What no page lets happen, tried on every page there is.</summary>
public sealed partial class SecurityTests(PortalTown town) : IClassFixture<PortalTown>
{
    IEnumerable<(string Method, RouteEndpoint Endpoint)> Pages =>
        from endpoint in town.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<PortalPage>() is not null
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select (method, endpoint);

    [Fact]
    public async Task Every_page_forbids_what_is_not_ours()
    {
        using var session = await Session.Of(town.Address, town.Mine.Person);
        foreach (var (_, endpoint) in Pages.Where(p => p.Method == "GET"))
        {
            var answer = await session.Get(Concrete(endpoint, town.Mine));
            var policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.DoesNotMatch(Inline(), answer.Text);
            foreach (Match form in PostForm().Matches(answer.Text)) Assert.Contains("__RequestVerificationToken", form.Value, StringComparison.Ordinal);
        }
    }

    /// <summary>A form whose encoding cannot be read is not read: the page that says so is one of an exception.</summary>
    [Fact]
    public async Task A_page_that_tells_of_a_failure_forbids_no_less()
    {
        using var client = new HttpClient { BaseAddress = town.Address };
        using var form = new ByteArrayContent("userName=x"u8.ToArray()) { Headers = { ContentType = new("multipart/form-data") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = form, Headers = { Accept = { new("text/html") } } };
        using var page = await client.SendAsync(request);
        var problem = (await town.Town.As("demo-operator").Post("companies", "{")).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        foreach (var headers in new[] { page.Headers, problem.Headers })
        {
            Assert.Contains("default-src 'self'", headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    /// <summary>Script or style that stands in the page itself.</summary>
    [GeneratedRegex("""<script(?![^>]*\ssrc=)|\son[a-z]+="|\sstyle="|<style|href="javascript:""", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("""<form[^>]*method="post".*?</form>""", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex PostForm();

    [Fact]
    public async Task No_form_is_taken_without_its_token()
    {
        using var session = await Session.Of(town.Address, town.Mine.Person);
        foreach (var (_, endpoint) in Pages.Where(p => p.Method == "POST" && p.Endpoint.Metadata.GetMetadata<AccessRule>()!.Roles.Includes(Role.Company)))
        {
            var answer = await session.Post(Concrete(endpoint, town.Mine), [], withToken: false);
            Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{endpoint.RoutePattern.RawText}: {answer.Status}");
        }
    }

    /// <summary>Every page of the company's role, with the ids of another company in the address and in every field that could name one.</summary>
    [Fact]
    public async Task No_page_shows_or_changes_what_is_another_companys()
    {
        using var session = await Session.Of(town.Address, town.Mine.Person);
        var theirsBefore = await Everything(town.Theirs);
        var number = (await town.Town.AsCompany(town.Theirs.Code).Get($"orders/{town.Theirs.Order}"))["number"]!;
        foreach (var (method, endpoint) in Pages)
        {
            var path = Concrete(endpoint, town.Theirs);
            var query = $"?company={town.Theirs.Code}&creditCode={town.Theirs.Code}&order={town.Theirs.Order}&id={town.Theirs.Order}&scope={town.Theirs.Code}&plan=basic";
            var answer = method == "GET"
                ? await session.Get(path + query)
                : await session.Post(path, Fields(town.Theirs), withToken: true);
            Assert.NotEqual(HttpStatusCode.InternalServerError, answer.Status);
            Assert.DoesNotContain($"试验机械 {town.Theirs.Code}", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(number, answer.Text, StringComparison.Ordinal);
            if (path.Contains(town.Theirs.Order, StringComparison.Ordinal)) Assert.True(answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden, $"{method} {path}: {answer.Status}");
            if (path == "/sign-out") await session.SignIn(town.Mine.Person);
        }
        Assert.Equal(theirsBefore, await Everything(town.Theirs));
    }

    async Task<string> Everything((string Code, string Person, string Order) of)
    {
        var api = town.Town.AsCompany(of.Code);
        return string.Join('\n', (await api.Get("orders")).Text, (await api.Get($"companies/{of.Code}")).Text, (await api.Get($"companies/{of.Code}/wallet/entries")).Text, (await api.Get("api-keys")).Text);
    }

    static Dictionary<string, string> Fields((string Code, string Person, string Order) of) => new()
    {
        ["company"] = of.Code, ["creditCode"] = of.Code, ["scope"] = of.Code, ["order"] = of.Order, ["id"] = of.Order, ["reason"] = "x", ["satisfied"] = "no",
        ["plan"] = "basic", ["userName"] = of.Person, ["password"] = "Wrong-password-1", ["name"] = "x", ["comment"] = "x",
    };

    string Concrete(RouteEndpoint endpoint, (string Code, string Person, string Order) of)
    {
        var path = endpoint.RoutePattern.RawText!;
        var id = path.StartsWith("/software", StringComparison.Ordinal) || path.Contains("listings/", StringComparison.Ordinal) ? town.Town.Listing : of.Order;
        return Placeholder().Replace(path, m => m.Value switch
        {
            "{creditCode}" or "{code}" => path.Contains("vendors", StringComparison.Ordinal) ? town.Town.Vendor : of.Code,
            "{id:guid}" => Guid.Empty.ToString(),
            "{id:long}" => "0",
            _ => id,
        });
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Placeholder();

    [Fact]
    public async Task Cookies_are_for_this_site_only_and_out_of_reach_of_script()
    {
        using var session = await Session.Of(town.Address, town.Mine.Person);
        var set = session.SetCookies;
        Assert.Contains(set, c => c.StartsWith("marketplace=", StringComparison.Ordinal));
        Assert.Contains(set, c => c.StartsWith($"{PortalSetup.FormCookie}=", StringComparison.Ordinal));
        Assert.All(set, c =>
        {
            Assert.Contains("httponly", c, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=strict", c, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task Outside_of_demos_cookies_travel_over_tls_only()
    {
        await using var production = new ApiServer();
        await production.Start(["--production"]);
        var antiforgery = production.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<AntiforgeryOptions>>().Value;
        Assert.Equal(Microsoft.AspNetCore.Http.CookieSecurePolicy.Always, antiforgery.Cookie.SecurePolicy);
        var session = production.Services.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>>()
            .Get(Microsoft.AspNetCore.Identity.IdentityConstants.ApplicationScheme);
        Assert.Equal(Microsoft.AspNetCore.Http.CookieSecurePolicy.Always, session.Cookie.SecurePolicy);
        Assert.True(session.Cookie.HttpOnly);
    }
}
