using System.Net;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Orders;

/// <summary>The price a company is shown, over HTTP.</summary>
public sealed class QuoteTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task The_quoted_split_is_the_one_of_the_order()
    {
        var town = await new Town(server.Api).Build();
        var company = await town.NewCompany();
        foreach (var price in new[] { "4000.00", "5999.99", "800.01" })
        {
            var listing = await town.NewListing(price);
            var quote = (await town.AsCompany(company).Get($"companies/{company}/quote?listing={listing}&plan=basic")).Is(HttpStatusCode.OK);
            var order = (await town.Order(company, listing)).Is(HttpStatusCode.Created);
            Assert.Equal(price, quote["price"]);
            Assert.Null(quote["refusal"]);
            Assert.Equal(order.Json["split"]!.ToJsonString(), quote.Json["split"]!.ToJsonString());
            Assert.Equal((await town.Wallet(company)).Available, quote["remainderAfter"]);
        }
    }

    [Fact]
    public async Task A_quote_names_the_refusal_and_is_for_the_own_company()
    {
        var town = await new Town(server.Api).Build();
        var (company, other) = (await town.NewCompany(), await town.NewCompany());
        (await town.Order(company)).Is(HttpStatusCode.Created);
        var path = $"companies/{company}/quote?listing={town.Listing}&plan=basic";

        var quote = (await town.AsCompany(company).Get(path)).Is(HttpStatusCode.OK);

        Assert.Equal("order.duplicate", quote["refusal.code"]);
        Assert.Equal("split", quote["aboveRemainder"]);
        (await town.AsCompany(other).Get(path)).IsProblem(HttpStatusCode.NotFound, "company.unknown");
        (await town.AsCompany(company).Get($"companies/{company}/quote?listing=none&plan=basic")).IsProblem(HttpStatusCode.NotFound, "listing.unknown");
        (await town.AsCompany(company).Get($"companies/{company}/quote?listing={town.Listing}&plan=none")).IsProblem(HttpStatusCode.NotFound, "listing.plan-unknown");
        Assert.Equal("plan", (await town.AsCompany(company).Get($"companies/{company}/quote?listing={town.Listing}")).IsProblem(HttpStatusCode.BadRequest, "request.invalid")["field"]);
    }
}
