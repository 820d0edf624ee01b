using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Balance;

/// <summary>Every movement of the platform's balance, and the balance itself.</summary>
sealed class Transactions(PlatformAccount account)
{
    const string Kind = "balance_transaction";

    public IEnumerable<Operation> Operations =>
    [
        Operation.List("/v1/balance_transactions", "type source payout currency", List),
        Operation.Get("/v1/balance_transactions/{id}", call => account.Show(call, Kind)),
        Operation.Get("/v1/balance", _ => Balance()),
    ];

    /// <param name="type">Stripe's <c>type</c>; the reporting category follows from it unless it is given.</param>
    public JsonObject Add(string type, long amount, string currency, string source, string? description,
        long fee = 0, long? availableOn = null, string? category = null, string feeDescription = "Stripe processing fees")
    {
        var on = availableOn ?? account.Now;
        return account.Store.Put(new JsonObject
        {
            ["id"] = Ids.New("txn"), ["object"] = Kind, ["amount"] = amount, ["available_on"] = on, ["balance_type"] = "payments",
            ["created"] = account.Now, ["currency"] = currency, ["description"] = description, ["exchange_rate"] = null, ["fee"] = fee,
            ["fee_details"] = Details(fee, currency, feeDescription), ["net"] = amount - fee, ["reporting_category"] = category ?? Category(type),
            ["source"] = source, ["status"] = on <= account.Now ? "available" : "pending", ["type"] = type,
        });
    }

    public long FeeOf(long amount) => (amount * account.Options.FeeBasisPoints + 5_000) / 10_000 + account.Options.FeeFixed;

    public long Available(string currency) => Sum(currency, available: true);

    /// <summary>Changes one behind everybody's back.</summary>
    public void Change(string id, long? amount, long? fee, string? currency = null)
    {
        var transaction = account.Find(Kind, id);
        if (currency is not null) transaction["currency"] = currency;
        if (amount is { } a) transaction["amount"] = a;
        if (fee is { } f)
        {
            transaction["fee"] = f;
            transaction["fee_details"] = Details(f, transaction.Text("currency")!, "Stripe processing fees");
        }
        transaction["net"] = transaction.Number("amount") - transaction.Number("fee");
        account.Store.Touch(transaction);
    }

    static JsonArray Details(long fee, string currency, string description) => fee == 0 ? [] :
    [
        new JsonObject { ["amount"] = fee, ["application"] = null, ["currency"] = currency, ["description"] = description, ["type"] = "stripe_fee" },
    ];

    static string Category(string type) => type switch
    {
        "payment" => "charge",
        "payment_refund" => "refund",
        "payment_failure_refund" => "charge_failure",
        "transfer_refund" => "transfer_reversal",
        "payout_failure" => "payout_reversal",
        _ => type,
    };

    JsonNode List(Call call)
    {
        BecomeAvailable();
        return Lists.Page(account.Store, call, Kind, ("type", "type"), ("source", "source"), ("payout", "_payout"), ("currency", "currency"));
    }

    JsonObject Balance()
    {
        BecomeAvailable();
        var currencies = account.Store.All(Kind).Select(t => t.Text("currency")!).Append("cny").Distinct().ToList();
        return new JsonObject
        {
            ["object"] = "balance", ["available"] = Amounts(currencies, available: true),
            ["livemode"] = false, ["pending"] = Amounts(currencies, available: false),
            ["refund_and_dispute_prefunding"] = new JsonObject { ["available"] = new JsonArray(), ["pending"] = new JsonArray() },
        };
    }

    JsonArray Amounts(List<string> currencies, bool available) => [.. currencies.Select(c => new JsonObject
    {
        ["amount"] = Sum(c, available), ["currency"] = c, ["source_types"] = new JsonObject { ["card"] = Sum(c, available) },
    })];

    long Sum(string currency, bool available) => account.Store.All(Kind)
        .Where(t => t.Text("currency") == currency && t.Number("available_on") <= account.Now == available).Sum(t => t.Number("net"));

    void BecomeAvailable()
    {
        foreach (var transaction in account.Store.All(Kind))
            if (transaction.Text("status") == "pending" && transaction.Number("available_on") <= account.Now)
            {
                transaction["status"] = "available";
                account.Store.Touch(transaction);
            }
    }
}
