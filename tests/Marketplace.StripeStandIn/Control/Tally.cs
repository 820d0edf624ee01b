using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Control;

/// <summary>What happened for one order: how often, and amounts in the smallest unit.</summary>
public sealed record Tally(int Charges, long Charged, int Refunds, long Refunded, int Transfers, long Transferred, int Reversals, long Reversed)
{
    /// <summary>By the key's value in an object's own metadata, else in its charge's or transfer's; what has none is under the empty text.</summary>
    internal static Dictionary<string, Tally> Of(PlatformAccount account, string key)
    {
        var charges = By(account.Store.All("charge").Where(c => c.Text("status") == "succeeded"), c => Value(c, key));
        var refunds = By(account.Store.All("refund").Where(r => r.Text("status") is "succeeded" or "pending"),
            r => Value(r, key) ?? Value(account.Store.Find("charge", r.Text("charge")), key));
        var transfers = By(account.Store.All("transfer"), t => Value(t, key));
        var reversals = By(account.Store.All("transfer_reversal"), r => Value(r, key) ?? Value(account.Store.Find("transfer", r.Text("transfer")), key));
        return charges.Select(c => c.Key).Union(refunds.Select(c => c.Key)).Union(transfers.Select(c => c.Key)).Union(reversals.Select(c => c.Key))
            .ToDictionary(value => value, value => new Tally(
                charges[value].Count(), charges[value].Sum(), refunds[value].Count(), refunds[value].Sum(),
                transfers[value].Count(), transfers[value].Sum(), reversals[value].Count(), reversals[value].Sum()));
    }

    static ILookup<string, long> By(IEnumerable<JsonObject> objects, Func<JsonObject, string?> value) =>
        objects.ToLookup(o => value(o) ?? "", o => o.Number("amount"));

    static string? Value(JsonObject? o, string key) => (string?)o?["metadata"]?[key];
}
