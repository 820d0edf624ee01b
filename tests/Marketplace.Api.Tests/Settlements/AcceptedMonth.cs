using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.Settlements;

/// <summary>Carries out the acceptance of a month for given orders, by the turns that its batch is made of.</summary>
static class AcceptedMonth
{
    public static async Task Accept(ApiServer server, string month, params string[] orders)
    {
        var grains = server.Services.GetRequiredService<IGrains>();
        var states = new List<(OrderId Id, Order State)>();
        foreach (var id in orders) states.Add((new OrderId(id), await grains.Read(t => t.Read(Order.Grain[id]))));
        await Do(grains, new BeginBatch(month, new BatchTerms("2026.1", 5, 5, 15), new string('0', 64)));
        var cities = states.GroupBy(o => o.State.Terms!.City).ToArray();
        foreach (var city in cities) await Do(grains, new ProposeLines(month, city.Key, [.. city.Select(o => Proposed(o.Id, o.State))]));
        await Do(grains, new OpenBatch(month, [.. cities.Select(c => c.Key)]));
        await Do(grains, new SubmitBatch(month, "operator:1"));
        foreach (var city in cities)
        {
            var part = await grains.Read(t => t.Read(Verification.Of(month, city.Key)));
            var selected = part.Lines.Values.Where(l => l.State == ReviewState.Selected).Select(l => new Check(l.Proposed.Order, CheckResult.Pass, null, null, null, null, []));
            await Do(grains, new VerifyLines(month, city.Key, "city:1", [.. selected]));
            await Do(grains, new ConfirmVerification(month, city.Key, "city:2", null));
        }
        await Do(grains, new ApproveBatch(month, "province:1", null));
        foreach (var city in cities) await Do(grains, new ApplyLines(month, city.Key, [.. city.Select(o => o.Id)]));
        await Do(grains, new FinishBatch(month));
    }

    static ProposedLine Proposed(OrderId id, Order order)
    {
        var terms = order.Terms!;
        return new ProposedLine(
            id, terms.Number, terms.Company, terms.Vendor, terms.Listing, 100, order.Held.Sum(), 1, new UsageSummary(120, 14, 5, 3, 2),
            new string('a', 64), [], new Eligibility("2011", []), new Eligibility("2011", []), false);
    }

    static async Task Do(IGrains grains, ITurn turn)
    {
        var sent = await grains.Send(turn, new Caller("test"));
        Assert.True(sent.Refusal is null, $"{turn}: {sent.Refusal?.Code}");
    }
}
