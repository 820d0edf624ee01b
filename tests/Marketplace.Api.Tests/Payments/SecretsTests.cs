using System.Net;
using System.Text;
using Marketplace.Api.Tests.Hosting;
using Marketplace.StripeStandIn;
using Marketplace.StripeStandIn.Control;
using Marketplace.Testing;
using Npgsql;

namespace Marketplace.Api.Tests.Payments;

/// <summary>What must not be kept or told anywhere: keys, secrets, cards, and what the processor's messages say beyond that something changed.</summary>
public sealed class SecretsTests
{
    const string Card = "4242424242424242";

    [Fact]
    public async Task No_key_no_secret_no_card_and_no_message_is_found_in_logs_errors_or_the_database()
    {
        await using var database = await TestDatabase.CreateAsync();
        var options = new StandInOptions { Key = "sk_test_TheKeyNobodyMayRead", Secret = "whsec_TheSecretNobodyMayRead" };
        await using var stripe = await StandIn.Start(options);
        await using var server = await ApiProcess.Start(database.ConnectionString, [.. PaidServer.SettingsFor(stripe, options), "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Trace"]);
        stripe.Webhooks.Url = new Uri(server.Address, "/api/v1/stripe/webhooks");
        var town = await new Town(server.Api).Build();
        var company = await town.NewCompany();
        var order = (await town.Order(company, await town.NewListing("12000.00"))).Is(HttpStatusCode.Created)["id"]!;
        var answers = new StringBuilder();

        // With everything that can go wrong: a broken answer, a refused one, forged news.
        stripe.Faults.Next(FaultKind.ServerError, "POST", "/v1/checkout/sessions", times: 8);
        answers.Append((await town.AsCompany(company).Post($"orders/{order}/payment", new { })).Text);
        stripe.Faults.Clear();
        var opened = await Opened(town, company, order);
        var page = new Uri(opened["url"]!).Segments[^1];
        stripe.Pay(page, card: Card, failFirst: true);
        await Patience.Until(async () => (await town.As("demo-operator").Get($"orders/{order}/payment"))["processorFees"] == "60.00");
        var charge = stripe.All("charge").Last()["id"]!.ToString();
        stripe.OpenDispute(charge);
        await Patience.Until(async () => (await town.As("demo-operator").Get($"orders/{order}/payment"))["status"] == "disputed");
        answers.Append((await town.As("demo-operator").Post("/api/v1/stripe/webhooks", new { id = "evt_forged" })).Text);
        await stripe.Webhooks.Idle();
        await server.Kill();

        var searched = new Dictionary<string, string> { ["log"] = server.Output, ["answers"] = answers.ToString(), ["database"] = await Dump(database.ConnectionString) };
        Assert.Contains("payment_received", searched["database"], StringComparison.Ordinal);
        Assert.Contains(charge, searched["database"], StringComparison.Ordinal);
        Assert.Contains("/api/v1/stripe/webhooks", searched["log"], StringComparison.Ordinal);
        // Of events only names are kept: nothing that stands beside them in a message, nor where one can pay.
        string[] forbidden = [options.Key, options.Secret, Card, "payment_method_details", "billing_details", "client_secret", "pending_webhooks", "fingerprint", "/c/pay/", "Bearer sk_"];
        foreach (var (where, text) in searched)
            foreach (var word in forbidden)
                Assert.False(text.Contains(word, StringComparison.OrdinalIgnoreCase), $"The {where} has {word}: {Around(text, word)}");
    }

    static async Task<Answer> Opened(Town town, string company, string order)
    {
        Answer? opened = null;
        await Patience.Until(async () => (opened = await town.AsCompany(company).Post($"orders/{order}/payment", new { })).Status == HttpStatusCode.OK);
        return opened!;
    }

    static string Around(string text, string word)
    {
        var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        return text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 60)];
    }

    /// <summary>Every row of every table of every schema of ours.</summary>
    static async Task<string> Dump(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var (tables, dump) = (new List<string>(), new StringBuilder());
        await using (var list = database.CreateCommand(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"))
        await using (var reader = await list.ExecuteReaderAsync())
            while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        foreach (var table in tables)
        {
            await using var rows = database.CreateCommand($"select t::text from {table} t");
            await using var reader = await rows.ExecuteReaderAsync();
            while (await reader.ReadAsync()) dump.AppendLine(reader.GetString(0));
        }
        return dump.ToString();
    }
}
