using System.Collections.Concurrent;
using System.Net;
using Marketplace.Api.Tests.Hosting;
using Marketplace.StripeStandIn;
using Marketplace.StripeStandIn.Control;
using Marketplace.Testing;

namespace Marketplace.Api.Tests.Payments;

/// <summary>Kills between a call and its answer, and between news and their commit: nothing is charged, confirmed or given back twice.</summary>
public sealed class PaymentSurvivalTests
{
    const int Orders = 24;
    const int Kills = 3;

    [Fact]
    public async Task Killing_the_server_between_call_and_answer_charges_confirms_and_refunds_nothing_twice()
    {
        await using var database = await TestDatabase.CreateAsync();
        await Survive(database.ConnectionString, async server =>
        {
            await server.Kill();
            await server.Start();
        });
    }

    [Fact]
    public async Task An_immediate_shutdown_of_PostgreSQL_between_news_and_commit_charges_confirms_and_refunds_nothing_twice()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await Survive(postgres.ConnectionString, async _ =>
        {
            await postgres.StopImmediatelyAsync();
            await postgres.StartAgainAsync();
        });
    }

    static async Task Survive(string connectionString, Func<ApiProcess, Task> kill)
    {
        var options = new StandInOptions { WebhookBackoffFirst = TimeSpan.FromMilliseconds(50), WebhookBackoffMax = TimeSpan.FromSeconds(1) };
        await using var stripe = await StandIn.Start(options);
        await using var server = await ApiProcess.Start(connectionString, PaidServer.SettingsFor(stripe, options));
        stripe.Webhooks.Url = new Uri(server.Address, "/api/v1/stripe/webhooks");
        var town = await new Town(server.Api).Build();
        var dear = await town.NewListing("12000.00");
        var placed = new ConcurrentBag<(string Company, string Order)>();
        for (var i = 0; i < Orders; i++)
        {
            var company = await town.NewCompany();
            placed.Add((company, (await town.Order(company, dear)).Is(HttpStatusCode.Created)["id"]!));
        }

        // Answers get lost while everybody opens a page, pays, and every other one cancels; meanwhile it is killed.
        stripe.Faults.Next(FaultKind.DropAfterwards, "POST", "/v1/checkout/sessions", times: Orders / 4);
        stripe.Faults.Next(FaultKind.DropAfterwards, "POST", "/v1/refunds", times: Orders / 4);
        stripe.Faults.Next(FaultKind.RateLimit, "*", "*", times: Orders / 2);
        var paid = 0;
        var buyers = Task.WhenAll(placed.Select((order, i) => Task.Run(async () =>
        {
            await Persist(async () =>
            {
                var opened = await town.AsCompany(order.Company).Post($"orders/{order.Order}/payment", new { });
                if (opened.Status != HttpStatusCode.OK) return false;
                stripe.Pay(new Uri(opened["url"]!).Segments[^1]);
                return true;
            });
            Interlocked.Increment(ref paid);
            if (i % 2 == 0) return;
            var key = Guid.NewGuid();
            await Persist(async () => (await town.AsCompany(order.Company).Post($"orders/{order.Order}/cancellation", new { reason = "不再需要" }, key)).Status == HttpStatusCode.OK);
        })));
        for (var i = 1; i <= Kills; i++)
        {
            var enough = i * Orders / (Kills + 2);
            await Patience.Until(() => Volatile.Read(ref paid) >= enough || buyers.IsCompleted);
            await kill(server);
        }
        await buyers;

        // Who cancels before the money has arrived here has it back as well, without the order ever being confirmed.
        foreach (var order in placed)
            await Patience.Until(async () => await Look(town, order.Order) is "paid" or "refunded" or "returned");
        await Patience.Until(() => stripe.Count().Values.Sum(t => t.Refunds) == Orders / 2);
        await stripe.Webhooks.Idle();
        Assert.All(placed, order => Assert.Equal(1, stripe.Count()[order.Order].Charges));
        Assert.All(placed, order => Assert.True(stripe.Count()[order.Order].Refunded is 0 or 200_000));
        Assert.Equal(Orders / 2, stripe.Count().Values.Sum(t => t.Refunds));
        Assert.Equal(Orders, await Books.Count(connectionString, "select count(*) from es.mt_events where type in ('payment_received', 'stray_money_received')"));
        Assert.Equal(
            await Books.Count(connectionString, "select count(*) from es.mt_events where type = 'payment_received'"),
            await Books.Count(connectionString, "select count(*) from es.mt_events where type = 'order_confirmed'"));
        Assert.Equal(Orders / 2, await Books.Count(connectionString, "select count(*) from read.orders where status = 'confirmed'"));
        await Patience.Until(async () => await Books.Count(connectionString, "select balance from es.ledger_accounts where id = 'processor/balance'")
            == stripe.All("balance_transaction").Sum(t => (long)t["net"]!));
        await Books.Check(connectionString);
    }

    static async Task<string?> Look(Town town, string order)
    {
        try
        {
            return (await town.As("demo-operator").Get($"orders/{order}/payment"))["status"];
        }
        catch (HttpRequestException)
        {
            return null; // it is being killed
        }
    }

    /// <summary>As a buyer would: again, until it is done.</summary>
    static Task Persist(Func<Task<bool>> attempt) => Patience.Until(async () =>
    {
        try
        {
            return await attempt();
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });
}
