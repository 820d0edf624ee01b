using System.Net;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.Signals;

/// <summary>A town in which orders are suspected, by signals or by people.</summary>
public sealed class SignalTown : IAsyncLifetime
{
    public const string Month = "2026-10";

    public ApiServer Server { get; } = new();

    public Town Town { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Server.Start(["--Newcomers:TriesPerMinute=10000"]); // all of them come from one address
        Town = await new Town(Server.Api).Build();
    }

    /// <summary>An order that lists show.</summary>
    public async Task<(string Order, string Number, string Company)> NewOrder(string city = "340100")
    {
        var company = await Town.NewCompany(city);
        var order = (await Town.Order(company)).Is(HttpStatusCode.Created);
        await Server.Services.GetRequiredService<Projector>().CatchUp(CancellationToken.None);
        return (order["id"]!, order["number"]!, company);
    }

    /// <summary>An order with these signals raised for it, and the ids of the flags.</summary>
    public async Task<(string Order, string[] Flags)> Raise(string city, params string[] signals)
    {
        var (order, number, _) = await NewOrder(city);
        var flags = new Dictionary<OrderId, EquatableList<Flag>> { [new OrderId(order)] = [.. signals.Select(s => new Flag(s, ["2026-10-12", "21", "1"]))] };
        for (var twice = 0; twice < 2; twice++) await Server.Services.GetRequiredService<RaisedFlags>().Record(Month, flags, "platform", CancellationToken.None);
        var items = (await Server.Api("demo-operator").Get($"flags?number={number}")).Is(HttpStatusCode.OK).Json["items"]!.AsArray();
        return (order, [.. items.Select(i => (string)i!["id"]!)]);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
