using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Payments;

/// <summary>Payers' claims against charges; the money goes at once and comes back when the dispute is won.</summary>
sealed class Disputes(PlatformAccount account)
{
    const string Kind = "dispute";
    const long EvidenceWithin = 9 * 24 * 60 * 60;

    static readonly string[] Evidence =
    [
        "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure", "cancellation_rebuttal",
        "customer_communication", "customer_email_address", "customer_name", "customer_purchase_ip", "customer_signature",
        "duplicate_charge_documentation", "duplicate_charge_explanation", "duplicate_charge_id", "product_description", "receipt", "refund_policy",
        "refund_policy_disclosure", "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address", "shipping_carrier",
        "shipping_date", "shipping_documentation", "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
    ];

    public IEnumerable<Operation> Operations =>
    [
        Operation.List("/v1/disputes", "charge payment_intent", call =>
            Lists.Page(account.Store, call, Kind, ("charge", "charge"), ("payment_intent", "payment_intent"))),
        Operation.Get("/v1/disputes/{id}", call => account.Show(call, Kind)),
        Operation.Post("/v1/disputes/{id}", $"submit metadata[*] {string.Join(' ', Evidence.Select(e => $"evidence[{e}]"))}", Answer),
        Operation.Post("/v1/disputes/{id}/close", "", Close),
    ];

    /// <param name="amount">What is disputed; null for the whole charge.</param>
    public JsonObject Open(JsonObject charge, string reason, long? amount)
    {
        if (charge.Text("status") != "succeeded") throw StripeError.Refused(null, "Only a charge that succeeded can be disputed.");
        var disputed = amount ?? charge.Number("amount") - charge.Number("amount_refunded");
        var brand = (string?)charge["payment_method_details"]?["card"]?["brand"];
        var dispute = account.Store.Put(new JsonObject
        {
            ["id"] = Ids.New("du"), ["object"] = Kind, ["amount"] = disputed, ["balance_transactions"] = new JsonArray(), ["charge"] = charge.Id(),
            ["created"] = account.Now, ["currency"] = charge.Text("currency"), ["enhanced_eligibility_types"] = new JsonArray(),
            ["evidence"] = new JsonObject(Evidence.Select(e => KeyValuePair.Create<string, JsonNode?>(e, null))),
            ["evidence_details"] = new JsonObject
            {
                ["due_by"] = account.Now + EvidenceWithin, ["enhanced_eligibility"] = new JsonObject(), ["has_evidence"] = false, ["past_due"] = false,
                ["submission_count"] = 0,
            },
            ["is_charge_refundable"] = false, ["livemode"] = false, ["metadata"] = new JsonObject(), ["payment_intent"] = charge.Text("payment_intent"),
            ["payment_method_details"] = brand is null ? new JsonObject { ["type"] = charge["payment_method_details"]!["type"]!.DeepClone() } : new JsonObject
            {
                ["card"] = new JsonObject { ["brand"] = brand, ["case_type"] = "chargeback", ["network_reason_code"] = "10.4" }, ["type"] = "card",
            },
            ["reason"] = reason, ["status"] = "needs_response",
        });
        charge["disputed"] = true;
        account.Store.Touch(charge);
        var withdrawal = account.Transactions.Add("adjustment", -disputed, charge.Text("currency")!, dispute.Id(),
            $"Chargeback withdrawal for {charge.Id()}", account.Options.DisputeFee, null, "dispute", "Dispute fee");
        Book(dispute, withdrawal);
        account.Events.Record("charge.dispute.created", dispute);
        account.Events.Record("charge.dispute.funds_withdrawn", dispute);
        return dispute;
    }

    /// <param name="atOnce">Whether the money of one that is won is back with the decision; else it comes by <see cref="Reinstate"/>.</param>
    public void Decide(JsonObject dispute, bool won, bool atOnce = true)
    {
        if (dispute.Text("status") is "won" or "lost") throw StripeError.Refused(null, "This dispute is already closed.");
        dispute["status"] = won ? "won" : "lost";
        if (won && atOnce) Reinstate(dispute);
        account.Store.Touch(dispute);
        account.Events.Record("charge.dispute.closed", dispute);
    }

    public void Reinstate(JsonObject dispute)
    {
        Book(dispute, account.Transactions.Add("adjustment", dispute.Number("amount"), dispute.Text("currency")!, dispute.Id(),
            $"Chargeback reversal for {dispute.Text("charge")}", category: "dispute_reversal"));
        account.Events.Record("charge.dispute.funds_reinstated", dispute);
    }

    void Book(JsonObject dispute, JsonObject transaction)
    {
        dispute["balance_transactions"]!.AsArray().Add(Expansion.Show(transaction));
        account.Store.Touch(dispute);
    }

    JsonNode Close(Call call)
    {
        var dispute = account.Find(Kind, call.Id);
        Decide(dispute, won: false);
        return account.Shown(call, dispute);
    }

    // The two texts decide at once, as in Stripe's test mode.
    JsonNode Answer(Call call)
    {
        var dispute = account.Find(Kind, call.Id);
        if (dispute.Text("status") is "won" or "lost") throw StripeError.Refused(null, "This dispute is already closed.");
        call.Form.Merge(dispute["metadata"]!.AsObject());
        var evidence = dispute["evidence"]!.AsObject();
        foreach (var name in Evidence)
            if (call.Form.Text($"evidence[{name}]") is { } value) evidence[name] = value;
        account.Store.Touch(dispute);
        if (call.Form.Has("evidence") && call.Form.OneOf("submit", "true", "true", "false") == "true")
        {
            var details = dispute["evidence_details"]!.AsObject();
            details["has_evidence"] = true;
            details["submission_count"] = details.Number("submission_count") + 1;
            dispute["status"] = "under_review";
            account.Events.Record("charge.dispute.updated", dispute, new JsonObject { ["status"] = "needs_response" });
            if (evidence.Text("uncategorized_text") is "winning_evidence" or "losing_evidence")
                Decide(dispute, evidence.Text("uncategorized_text") == "winning_evidence");
        }
        return account.Shown(call, dispute);
    }
}
