using System.Net;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Portals;

/// <summary>
/// A server with something to look at: a vendor with software, a fund with money, two companies with an order each and
/// a person who signs in for them.
/// </summary>
public sealed class PortalTown : IAsyncLifetime
{
    readonly ApiServer _server = new();

    public Uri Address => _server.Address;

    public ApiServer Server => _server;

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

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        Town = await new Town(_server.Api).Build();
        Mine = await NewCompany();
        Theirs = await NewCompany();
        var order = await Town.AsCompany(Mine.Code).Get($"orders/{Mine.Order}");
        var facts = (await Town.AsCompany(Mine.Code).Get($"orders/{Mine.Order}/events")).Json.AsArray();
        Sheet = $"/verify/{order["number"]}/{facts[^1]!["hash"]!.ToString()[..16]}";
        Invitation = (await Town.AsCompany(Mine.Code).Post("invitations", new { rights = new[] { "order" } })).Is(HttpStatusCode.Created)["token"]!;
        object[] rows = [Hosting.Town.Company(Hosting.Town.NewCode()), Hosting.Town.Company("91350100M000100Y4Z")];
        (await Town.As("demo-operator").Post("enrolment-lists", rows, Guid.Parse(EnrolmentList))).Is(HttpStatusCode.Accepted);
    }

    /// <summary>A company with a person and, where wanted, an order.</summary>
    public async Task<(string Code, string Person, string Order)> NewCompany(bool withOrder = true)
    {
        var code = await Town.NewCompany();
        var person = await NewPerson("company", code);
        var order = withOrder ? (await Town.Order(code)).Is(HttpStatusCode.Created)["id"]! : "";
        return (code, person, order);
    }

    /// <summary>Somebody who may sign in with <see cref="Visitor.Password"/>.</summary>
    public async Task<string> NewPerson(string role, string? scope)
    {
        var name = $"{role}-{Guid.NewGuid():N}"[..20];
        var maker = role is "company" or "vendor" or "operator" ? "demo-operator" : "demo-province";
        (await Town.As(maker).Post("people", new { userName = name, password = Visitor.Password, role, scope })).Is(HttpStatusCode.Created);
        return name;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
