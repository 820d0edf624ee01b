using System.Globalization;
using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Payments;

/// <summary>Money given back to payers; some of it fails after it had succeeded.</summary>
sealed class Refunds
{
    const string Kind = "refund";

    readonly PlatformAccount _account;

    public Refunds(PlatformAccount account)
    {
        _account = account;
        account.WhenDue("refund succeeds", Succeed);
        account.WhenDue("refund fails", r => Fail(r));
    }

    public IEnumerable<Operation> Operations =>
    [
        Operation.Post("/v1/refunds", "payment_intent charge amount reason metadata[*] instructions_email", Create),
        Operation.List("/v1/refunds", "payment_intent charge", call =>
            Lists.Page(_account.Store, call, Kind, ("payment_intent", "payment_intent"), ("charge", "charge"))),
        Operation.Get("/v1/refunds/{id}", call => _account.Show(call, Kind)),
        Operation.Post("/v1/refunds/{id}", "metadata[*]", call => _account.Update(call, Kind, "refund.updated")),
    ];

    public JsonObject Make(JsonObject charge, long amount, string? reason, JsonObject metadata)
    {
        var outcome = charge.Text("_refunds");
        var card = Charges.IsCard(charge);
        var refund = _account.Store.Put(new JsonObject
        {
            ["id"] = Ids.New(card ? "re" : "pyr"), ["object"] = Kind, ["amount"] = amount, ["balance_transaction"] = null, ["charge"] = charge.Id(),
            ["created"] = _account.Now, ["currency"] = charge.Text("currency"),
            ["destination_details"] = card ? new JsonObject
            {
                ["card"] = new JsonObject { ["reference_status"] = "pending", ["reference_type"] = "acquirer_reference_number", ["type"] = "refund" },
                ["type"] = "card",
            } : null,
            ["metadata"] = metadata, ["payment_intent"] = charge.Text("payment_intent"), ["reason"] = reason, ["receipt_number"] = null,
            ["source_transfer_reversal"] = null, ["status"] = outcome is "pend" or "wait" ? "pending" : "succeeded", ["transfer_reversal"] = null,
        });
        if (outcome != "wait") Move(refund, card);
        Count(charge, amount);
        if (outcome is "fail" or "pend")
            _account.Schedule(refund, _account.Now + (long)_account.Options.RefundSettlesAfter.TotalSeconds, outcome == "pend" ? "refund succeeds" : "refund fails");
        _account.Events.Record("refund.created", refund);
        _account.Events.Record("charge.refunded", charge);
        return refund;
    }

    /// <summary>A pending one arrives.</summary>
    public void Succeed(JsonObject refund)
    {
        if (refund.Text("status") != "pending") throw StripeError.Refused(null, "This refund is not pending.");
        refund["status"] = "succeeded";
        if (refund.Text("balance_transaction") is null) Move(refund, refund.Id().StartsWith("re", StringComparison.Ordinal));
        Changed(refund, "pending", "refund.updated");
    }

    /// <summary>The payer's bank sends it back, perhaps long after it had succeeded.</summary>
    public void Fail(JsonObject refund, string reason = "expired_or_canceled_card")
    {
        var before = refund.Text("status");
        if (before is not ("pending" or "succeeded")) throw StripeError.Refused(null, $"This refund has a status of {before}.");
        var charge = _account.Find("charge", refund.Text("charge")!);
        refund["status"] = "failed";
        refund["failure_reason"] = reason;
        if (refund.Text("balance_transaction") is not null)
            refund["failure_balance_transaction"] = _account.Transactions.Add(
                "refund_failure", refund.Number("amount"), refund.Text("currency")!, refund.Id(), "REFUND FAILURE").Id();
        Count(charge, -refund.Number("amount"));
        Changed(refund, before, "refund.updated");
        _account.Events.Record("refund.failed", refund);
    }

    JsonNode Create(Call call)
    {
        var form = call.Form;
        var charge = ChargeOf(form);
        if (form.Text("reason") is not null) form.OneOf("reason", "", "duplicate", "fraudulent", "requested_by_customer");
        var metadata = form.Metadata();
        var asked = form.Amount("amount");
        if (charge.Text("status") != "succeeded")
            throw StripeError.Refused(null, $"This PaymentIntent ({charge.Text("payment_intent")}) does not have a successful charge to refund.");
        if (IsChargedBack(charge))
            throw StripeError.Refused("charge_disputed", $"Charge {charge.Id()} has been charged back; cannot issue a refund.");
        var left = charge.Number("amount") - charge.Number("amount_refunded");
        if (left <= 0) throw StripeError.Refused("charge_already_refunded", $"Charge {charge.Id()} has already been refunded.");
        if (asked > left)
            throw StripeError.Refused(null, $"Refund amount ({Yuan(asked.Value)}) is greater than unrefunded amount on charge ({Yuan(left)})", "amount");
        return _account.Shown(call, Make(charge, asked ?? left, form.Text("reason"), metadata));
    }

    JsonObject ChargeOf(Form form)
    {
        if (form.Text("charge") is { } id) return _account.Find("charge", id, "charge");
        var intentId = form.Text("payment_intent") ?? throw StripeError.Malformed(
            "parameter_missing", "One of the following params should be provided for this request: payment_intent or charge.", "payment_intent");
        var intent = _account.Find("payment_intent", intentId, "payment_intent");
        return _account.Store.Find("charge", intent.Text("latest_charge"))
            ?? throw StripeError.Refused(null, $"This PaymentIntent ({intentId}) does not have a successful charge to refund.");
    }

    bool IsChargedBack(JsonObject charge) => _account.Store.All("dispute").Any(d =>
        d.Text("charge") == charge.Id() && !d.Text("status")!.StartsWith("warning", StringComparison.Ordinal) && d.Text("status") != "won");

    void Move(JsonObject refund, bool card) => refund["balance_transaction"] = _account.Transactions.Add(
        card ? "refund" : "payment_refund", -refund.Number("amount"), refund.Text("currency")!, refund.Id(), "REFUND FOR CHARGE").Id();

    void Count(JsonObject charge, long amount)
    {
        charge["amount_refunded"] = charge.Number("amount_refunded") + amount;
        charge["refunded"] = charge.Number("amount_refunded") == charge.Number("amount");
        _account.Store.Touch(charge);
    }

    void Changed(JsonObject refund, string? before, string type)
    {
        _account.Unschedule(refund);
        _account.Store.Touch(refund);
        _account.Events.Record(type, refund, new JsonObject { ["status"] = before });
        _account.Events.Record("charge.refund.updated", refund, new JsonObject { ["status"] = before });
    }

    static string Yuan(long fen) => string.Create(CultureInfo.InvariantCulture, $"¥{fen / 100}.{fen % 100:00}");
}
