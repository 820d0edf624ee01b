using System.Net;
using Marketplace.Api.Access;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Api.Tests.People;

namespace Marketplace.Api.Tests.Companies;

public sealed class ContactTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task A_company_names_another_contact_which_is_sealed_in_the_record()
    {
        var code = Town.NewCode();
        (await server.Api("demo-operator").Post("companies", Town.Company(code))).Is(HttpStatusCode.Created);
        var (manager, _, _) = await Somebody.Member(server, code, Right.Manage);
        var (buyer, _, _) = await Somebody.Member(server, code, Right.Order);
        var contact = new { name = "王五", phone = "13900000000", email = "wang@example.cn" };

        (await buyer.Post($"companies/{code}/contact", contact)).IsProblem(HttpStatusCode.Forbidden, "access.right-missing");
        Assert.Equal("phone", (await manager.Post($"companies/{code}/contact", new { name = "王五" })).IsProblem(HttpStatusCode.BadRequest, "request.invalid")["field"]);
        (await manager.Post($"companies/{Town.NewCode()}/contact", contact)).IsProblem(HttpStatusCode.NotFound, "company.unknown");
        var key = Guid.NewGuid();
        var seq = (await manager.Post($"companies/{code}/contact", contact, key)).Is(HttpStatusCode.OK).Headers.GetValues("X-Marketplace-Seq").Single();
        (await manager.Post($"companies/{code}/contact", contact, key)).Is(HttpStatusCode.OK);

        Assert.Equal("王五", (await manager.Get($"companies/{code}?after={seq}"))["contact.name"]);
        var stream = await server.Api("demo-auditor").Get($"audit/streams/company-{code}");
        Assert.Equal(2, stream.Json["facts"]!.AsArray().Count);
        Assert.DoesNotContain("王五", stream.Text, StringComparison.Ordinal);
    }
}
