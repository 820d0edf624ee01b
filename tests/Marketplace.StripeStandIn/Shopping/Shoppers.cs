using System.Text.Json.Nodes;

namespace Marketplace.StripeStandIn.Shopping;

/// <summary>
/// A handful of demo companies that order above their subsidy and pay, each in another way, so that whoever opens the demo finds
/// payments, refunds and a dispute to look at. They use the marketplace as anybody with a key would.
/// </summary>
sealed class Shoppers(Counter counter, TextWriter say)
{
    const string Operator = "demo-operator", SecondOperator = "demo-operator-second";

    /// <summary>So many orders one company places to use its subsidy up.</summary>
    const int OrdersMax = 8;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What each of them does after it has ordered; the first that finds a company takes it.</summary>
    IReadOnlyList<(string What, Func<Purchase, Task> Act)> Stories =>
    [
        ("pays by card", p => Pay(p, new { method = "card" })),
        ("pays by Alipay", p => Pay(p, new { method = "alipay" })),
        ("pays by WeChat", p => Pay(p, new { method = "wechat_pay" })),
        ("is declined first, then pays", p => Pay(p, new { failFirst = true })),
        ("has a part given back", async p =>
        {
            await Pay(p, new { });
            await Refund(p, "100.00", isConfirmed: true);
        }),
        ("waits for a second operator to give all of it back", async p =>
        {
            await Pay(p, new { });
            await Refund(p, null, isConfirmed: false);
        }),
        ("cancels in the cooling-off time", async p =>
        {
            await Pay(p, new { });
            await counter.Post(p.Key, $"orders/{p.Order}/cancellation", new { reason = "车间暂缓上线" });
        }),
        ("disputes with its bank", async p =>
        {
            await Pay(p, new { });
            if (await counter.Get(Operator, $"orders/{p.Order}/payment") is not null) await Dispute(p);
        }),
    ];

    public async Task Shop()
    {
        var stories = new Queue<(string What, Func<Purchase, Task> Act)>(Stories);
        var withFunds = Items(await counter.Get(Operator, "funds?size=200")).Select(f => Text(f, "owner")).ToHashSet();
        var listings = Items(await counter.Get(Operator, "listings?size=200"));
        foreach (var company in Items(await counter.Get(Operator, "companies?size=200&sort=name")).Where(c => !withFunds.Contains(Text(c, "city"))))
        {
            if (stories.Count == 0) return;
            if (await Order(Text(company, "creditCode"), listings) is not { } purchase) continue;
            var story = stories.Dequeue();
            await story.Act(purchase);
            await say.WriteLineAsync($"{purchase.Company} {story.What}.");
        }
    }

    /// <summary>Orders one software after the other until one is above what is left of the subsidy; null when none is.</summary>
    async Task<Purchase?> Order(string company, IReadOnlyList<JsonNode> listings)
    {
        var key = $"demo-company-{company}";
        foreach (var listing in listings.Skip(company[^3] % 16).Take(OrdersMax))
        {
            var plan = Text(listing["plans"]!.AsArray()[^1]!, "id");
            if (await counter.Post(key, "orders", new { company, listing = Text(listing, "id"), plan }) is not { } order) continue;
            if (Text(order, "status") != "awaitingPayment") continue;
            var purchase = new Purchase(company, key, Text(order, "id"));
            return await Page(purchase) is null ? null : purchase;
        }
        return null;
    }

    async Task<string?> Page(Purchase purchase) => await counter.Post(purchase.Key, $"orders/{purchase.Order}/payment", new { }) is { } page
        ? new Uri(Text(page, "url")).Segments[^1] : null;

    async Task Pay(Purchase purchase, object how)
    {
        if (await Page(purchase) is not { } session) return;
        await counter.Control($"sessions/{session}/pay", how);
        await Until(async () => await counter.Get(purchase.Key, $"orders/{purchase.Order}") is { } order && Text(order, "status") != "awaitingPayment");
    }

    async Task Refund(Purchase purchase, string? amount, bool isConfirmed)
    {
        var proposed = await counter.Post(Operator, $"orders/{purchase.Order}/refund", new { amount, reason = "协商退款" });
        if (isConfirmed && proposed?["proposal"]?["id"] is { } id)
            await counter.Post(SecondOperator, $"orders/{purchase.Order}/refund/{id}/confirmation", new { });
    }

    async Task Dispute(Purchase purchase)
    {
        var events = await counter.Get("demo-auditor", $"audit/streams/payment-{purchase.Order}");
        var charge = events?["facts"]?.AsArray().Select(f => f?["data"]?["charge"]?["id"]).LastOrDefault(id => id is not null);
        if (charge is not null) await counter.Control($"charges/{charge}/dispute", new { reason = "fraudulent" });
    }

    static async Task Until(Func<Task<bool>> isSo)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!await isSo() && TimeProvider.System.GetElapsedTime(since) < Patience) await Task.Delay(Pause);
    }

    static IReadOnlyList<JsonNode> Items(JsonNode? list) => [.. (list?["items"]?.AsArray() ?? []).OfType<JsonNode>()];

    static string Text(JsonNode node, string member) => node[member]?.ToString() ?? "";

    sealed record Purchase(string Company, string Key, string Order);
}
