using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;
using Marketplace.StripeStandIn.Payments;

namespace Marketplace.StripeStandIn.Control;

/// <summary>Differences for a reconciliation to find: things that nobody asked for, changed or missing movements. No events tell of them.</summary>
public sealed class Plant
{
    readonly PlatformAccount _account;

    internal Plant(PlatformAccount account) => _account = account;

    public JsonObject Charge(long amount, string currency = "cny", IReadOnlyDictionary<string, string>? metadata = null) => Quietly(() =>
    {
        var intent = _account.Intents.Make(amount, currency, Metadata(metadata));
        return _account.Intents.Attempt(intent, TestCards.Read("4242424242424242")!, takesTime: false);
    });

    public JsonObject Refund(string charge, long amount) =>
        Quietly(() => _account.Refunds.Make(_account.Find("charge", charge), amount, null, new JsonObject()));

    public JsonObject Transfer(string destination, long amount, string currency = "cny", string? group = null) =>
        Quietly(() => _account.Transfers.Make(_account.Find("account", destination), amount, currency, group, new JsonObject(), null, null));

    public JsonObject Payout(long amount, string currency = "cny") =>
        Quietly(() => _account.Payouts.Make(amount, currency, automatic: false, null, new JsonObject()));

    public JsonObject Dispute(string charge, long? amount = null) =>
        Quietly(() => _account.Disputes.Open(_account.Find("charge", charge), "fraudulent", amount));

    /// <summary>Another amount, fee or currency in a movement of the balance.</summary>
    public JsonObject Change(string transaction, long? amount = null, long? fee = null, string? currency = null) => Quietly(() =>
    {
        _account.Transactions.Change(transaction, amount, fee, currency);
        return _account.Find("balance_transaction", transaction);
    });

    public void Remove(string transaction) => _account.Do(() =>
    {
        _account.Store.Remove(_account.Find("balance_transaction", transaction).Id());
        return 0;
    });

    static JsonObject Metadata(IReadOnlyDictionary<string, string>? metadata) =>
        new((metadata ?? new Dictionary<string, string>()).Select(m => KeyValuePair.Create<string, JsonNode?>(m.Key, m.Value)));

    JsonObject Quietly(Func<JsonObject> work) => _account.Do(() =>
    {
        _account.Events.Silent = true;
        try
        {
            return Expansion.Show(work());
        }
        finally
        {
            _account.Events.Silent = false;
        }
    });
}
