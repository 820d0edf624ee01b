using System.Net;
using Marketplace.Api.Listings;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Projections;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.Listings;

/// <summary>The catalogue in memory against what happened.</summary>
public sealed class ShelfTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task What_is_listed_ordered_and_rated_is_on_the_shelf()
    {
        var town = await new Town(server.Api).Build();
        var companies = new[] { await town.NewCompany(), await town.NewCompany(), await town.NewCompany() };
        foreach (var (i, company) in companies.Index())
        {
            var order = (await town.Order(company)).Is(HttpStatusCode.Created)["id"];
            (await town.AsCompany(company).Post($"orders/{order}/rating", new { satisfied = i > 0 })).Is(HttpStatusCode.OK);
        }
        var unrated = await town.NewListing("900.00");

        await using var scope = server.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Projector>().CatchUp(CancellationToken.None);
        var shelf = scope.ServiceProvider.GetRequiredService<Shelf>();
        var snapshot = await shelf.Refresh(isUrgent: true, CancellationToken.None);

        var item = snapshot.Find(new ListingId(town.Listing))!;
        Assert.Equal((3, 3, 2, 66), (item.Numbers.Running, item.Numbers.Ratings, item.Numbers.Satisfied, item.SatisfiedPercent));
        Assert.Equal("云软", item.Vendor.Name);
        Assert.Null((await shelf.Find(new ListingId(unrated), CancellationToken.None))!.SatisfiedPercent);
        Assert.Null(await shelf.Find(new ListingId("none"), CancellationToken.None));
        Assert.Equal(2, snapshot.Query(new ShelfQuery(Vendor: town.Vendor)).Total);
        Assert.Same(snapshot, await shelf.Refresh(isUrgent: true, CancellationToken.None)); // nothing has moved
    }

    [Fact]
    public async Task A_listing_is_found_a_moment_after_it_was_listed()
    {
        var town = await new Town(server.Api).Build();
        await using var scope = server.Services.CreateAsyncScope();
        var shelf = scope.ServiceProvider.GetRequiredService<Shelf>();
        await shelf.Get(CancellationToken.None);
        var listing = await town.NewListing();
        await scope.ServiceProvider.GetRequiredService<Projector>().CatchUp(CancellationToken.None);

        Assert.NotNull(await shelf.Find(new ListingId(listing), CancellationToken.None));
    }
}
