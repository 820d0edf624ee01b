using System.Net;
using System.Text;
using Marketplace.Api.Access;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Api.Tests.People;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.Access;

/// <summary>Walks every endpoint with every role; an endpoint that is not in <c>access-table.txt</c> fails.</summary>
public sealed class AccessTableTests(ApiServer server) : IClassFixture<ApiServer>
{
    const string Code = "91340000711771143J";

    static readonly (Role Role, string? Key)[] Callers =
    [
        (Role.None, null), (Role.Company, $"demo-company-{Code}"), (Role.Vendor, $"demo-vendor-{Code}"), (Role.Operator, "demo-operator"),
        (Role.CityBureau, "demo-city-340100"), (Role.ProvinceBureau, "demo-province"), (Role.Auditor, "demo-auditor"),
    ];

    IEnumerable<(string Method, string Path, Right Right)> Endpoints =>
        from endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        from method in methods
        orderby endpoint.RoutePattern.RawText, method
        select (method, endpoint.RoutePattern.RawText!, endpoint.Metadata.GetMetadata<AccessRule>()?.Right ?? Right.None);

    [Fact]
    public async Task Every_endpoint_opens_to_the_roles_of_the_table_and_to_no_other()
    {
        var table = new StringBuilder();
        foreach (var (method, path, right) in Endpoints)
        {
            var open = new List<string>();
            foreach (var (role, key) in Callers)
                if (await Opens(method, path, key))
                    open.Add(role == Role.None ? "public" : role.Name());
            table.Append(method).Append(' ').Append(path).Append(": ").AppendJoin(' ', open)
                .Append(right == Right.None ? "" : $", people with the right: {string.Join(' ', right.Names())}").Append('\n');
        }

        var expected = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Access", "access-table.txt"));
        Assert.True(expected == table.ToString(), $"The table is now:\n{table}");
    }

    /// <summary>Anything but 401, or 403 by the table; what happens inside, with nonsense for content, does not matter here.</summary>
    async Task<bool> Opens(string method, string path, string? key)
    {
        using var api = new ApiClient(server.Address, key);
        var answer = await Ask(api, method, path);
        Assert.True(answer.Status != HttpStatusCode.InternalServerError, $"{method} {path} as {key}: {answer.Text}");
        return answer.Status switch
        {
            HttpStatusCode.Unauthorized => false,
            HttpStatusCode.Forbidden => !IsRefused(answer, "access.not-allowed"),
            HttpStatusCode.SeeOther => answer.Headers.Location?.OriginalString.StartsWith("/sign-in?", StringComparison.Ordinal) != true,
            _ => true,
        };
    }

    /// <summary>With this code, as a problem or on a page.</summary>
    static bool IsRefused(Answer answer, string code) =>
        answer.Status == HttpStatusCode.Forbidden && answer.Text.Contains(code, StringComparison.Ordinal);

    static async Task<Answer> Ask(ApiClient api, string method, string path)
    {
        var concrete = path.Replace("{creditCode}", Code, StringComparison.Ordinal).Replace("{id:guid}", Guid.Empty.ToString(), StringComparison.Ordinal)
            .Replace("{id}", "none", StringComparison.Ordinal).Replace("{id:long}", "0", StringComparison.Ordinal).Replace("{streamId}", "none", StringComparison.Ordinal)
            .Replace("{documentName}", "v1", StringComparison.Ordinal);
        using var body = method is "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null;
        return await api.Send(new HttpMethod(method), concrete.StartsWith('/') ? concrete : $"/{concrete}", body, Guid.NewGuid().ToString());
    }

    /// <summary>What anybody of a company may do who is signed in: the own account, notices that were seen, and the demo's clock.</summary>
    static readonly string[] WithoutRight =
    [
        "/api/v1/session", "/api/v1/passkeys", "/api/v1/demo/clock", "/company/settings/password", "/company/settings/second-factor",
        "/company/settings/passkeys", "/company/notices",
    ];

    [Fact]
    public void Every_change_that_a_company_may_make_names_the_right_it_takes()
    {
        var rules = from endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                    let rule = endpoint.Metadata.GetMetadata<AccessRule>()
                    where rule is { Public: false, Right: Right.None } && rule.Roles.Includes(Role.Company)
                    where endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Any(m => m is not "GET") == true
                    select endpoint.RoutePattern.RawText;
        Assert.DoesNotContain(rules, path => !WithoutRight.Any(allowed => path!.StartsWith(allowed, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_only_looks_is_told_which_right_is_missing_and_who_can_give_it()
    {
        var (looker, _, _) = await Somebody.Member(server, Code, Right.None);
        using var browser = looker;
        foreach (var (method, path, right) in Endpoints.Where(e => e.Right != Right.None))
        {
            var answer = await Ask(browser, method, path);
            if (IsRefused(answer, "access.not-allowed")) continue; // not for companies at all
            Assert.True(IsRefused(answer, "access.right-missing"), $"{method} {path}: {answer.Text}");
            if (answer.MediaType == "application/problem+json") Assert.Contains($"\"{string.Join(", ", right.Names())}\"", answer["title"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_that_nobody_made_opens_nothing()
    {
        foreach (var key in new[] { "demo-nobody", "demo-city-340900", "demo-company-1", "mk_0", new string('x', 5000) })
            (await server.Api(key).Get("companies")).IsProblem(HttpStatusCode.Unauthorized, "access.not-signed-in");
    }

    [Fact]
    public async Task A_key_works_until_it_is_revoked_and_cannot_make_a_stronger_one()
    {
        var made = (await server.Api("demo-operator").Post("api-keys", new { name = "接口", role = "company", scope = Code })).Is(HttpStatusCode.Created);
        var company = server.Api(made["key"]!);
        (await company.Get("orders")).Is(HttpStatusCode.OK);
        (await company.Post("api-keys", new { name = "更强", role = "operator" })).IsProblem(HttpStatusCode.Forbidden, "access.not-allowed");
        (await server.Api("demo-operator").Post("api-keys", new { name = "审批", role = "province" })).IsProblem(HttpStatusCode.Forbidden, "access.not-allowed");
        (await server.Api($"demo-vendor-{Code}").Delete($"api-keys/{made["id"]}")).IsProblem(HttpStatusCode.NotFound, "api-key.unknown");
        Assert.DoesNotContain(made["key"]!, (await company.Get("api-keys")).Text, StringComparison.Ordinal);
        (await company.Delete($"api-keys/{made["id"]}")).Is(HttpStatusCode.NoContent);
        (await company.Get("orders")).IsProblem(HttpStatusCode.Unauthorized, "access.not-signed-in");
    }
}
