using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Payments;

/// <summary>Attempts to take money, one for each try.</summary>
sealed class Charges
{
    const string Kind = "charge";

    readonly PlatformAccount _account;

    public Charges(PlatformAccount account)
    {
        _account = account;
        account.WhenDue("dispute", charge => _account.Disputes.Open(charge, charge.Text("_dispute")!, null));
    }

    public IEnumerable<Operation> Operations =>
    [
        Operation.List("/v1/charges", "payment_intent transfer_group customer", call => Lists.Page(_account.Store, call, Kind,
            ("payment_intent", "payment_intent"), ("transfer_group", "transfer_group"), ("customer", "customer"))),
        Operation.Get("/v1/charges/{id}", call => _account.Show(call, Kind)),
        Operation.Post("/v1/charges/{id}", "metadata[*] description", call => _account.Update(call, Kind, "charge.updated")),
    ];

    /// <summary>A charge of an intent that failed, waits, or succeeded.</summary>
    public JsonObject Make(JsonObject intent, Instrument instrument, string status)
    {
        var id = Ids.New(instrument.Method == "card" ? "ch" : "py");
        var failed = status == "failed" ? instrument.Declined : null;
        var charge = _account.Store.Put(new JsonObject
        {
            ["id"] = id, ["object"] = Kind, ["amount"] = intent.Number("amount"), ["amount_captured"] = 0, ["amount_refunded"] = 0,
            ["application"] = null, ["application_fee"] = null, ["application_fee_amount"] = null, ["balance_transaction"] = null,
            ["billing_details"] = new JsonObject
            {
                ["address"] = null, ["email"] = intent.Text("_email"), ["name"] = null, ["phone"] = null, ["tax_id"] = null,
            },
            ["calculated_statement_descriptor"] = instrument.Method == "card" ? "MARKETPLACE" : null, ["captured"] = false, ["created"] = _account.Now,
            ["currency"] = intent.Text("currency"), ["customer"] = null, ["description"] = intent.Text("description"), ["destination"] = null,
            ["disputed"] = false, ["failure_balance_transaction"] = null, ["failure_code"] = failed?.Code,
            ["failure_message"] = failed?.Message, ["fraud_details"] = new JsonObject(), ["livemode"] = false,
            ["metadata"] = intent["metadata"]!.DeepClone(), ["on_behalf_of"] = null, ["order"] = null, ["outcome"] = Outcome(status, failed),
            ["paid"] = false, ["payment_intent"] = intent.Id(), ["payment_method"] = intent.Text("payment_method"),
            ["payment_method_details"] = Details(instrument), ["presentment_details"] = null, ["radar_options"] = new JsonObject(),
            ["receipt_email"] = null, ["receipt_number"] = null, ["receipt_url"] = null, ["refunded"] = false, ["review"] = null,
            ["shipping"] = null, ["source"] = null, ["source_transfer"] = null, ["statement_descriptor"] = null,
            ["statement_descriptor_suffix"] = null, ["status"] = status, ["transfer_data"] = null, ["transfer_group"] = intent.Text("transfer_group"),
            ["_refunds"] = instrument.RefundsFail ? "fail" : instrument.RefundsPend ? "pend" : null,
            ["_dispute"] = instrument.Disputed, ["_availableAtOnce"] = instrument.AvailableAtOnce,
        });
        return charge;
    }

    /// <summary>The money came: the movement of the balance follows a moment after the event, as with asynchronous capture.</summary>
    public void Succeed(JsonObject charge)
    {
        charge["status"] = "succeeded";
        charge["paid"] = true;
        charge["captured"] = true;
        charge["amount_captured"] = charge.Number("amount");
        charge["outcome"] = Outcome("succeeded", null);
        charge["receipt_url"] = new Uri(_account.Address, $"/receipts/{charge.Id()}").ToString();
        _account.Store.Touch(charge);
        _account.Events.Record("charge.succeeded", charge);
        var amount = charge.Number("amount");
        var availableOn = charge.Flag("_availableAtOnce") ? _account.Now : _account.Now + (long)_account.Options.AvailableAfter.TotalSeconds;
        charge["balance_transaction"] = _account.Transactions.Add(
            IsCard(charge) ? "charge" : "payment", amount, charge.Text("currency")!, charge.Id(), charge.Text("description"),
            _account.Transactions.FeeOf(amount), availableOn).Id();
        _account.Events.Record("charge.updated", charge, new JsonObject { ["balance_transaction"] = null });
        if (charge.Text("_dispute") is not null) _account.Schedule(charge, _account.Now, "dispute");
    }

    public void Fail(JsonObject charge, Decline decline)
    {
        charge["status"] = "failed";
        charge["failure_code"] = decline.Code;
        charge["failure_message"] = decline.Message;
        charge["outcome"] = Outcome("failed", decline);
        _account.Store.Touch(charge);
        _account.Events.Record("charge.failed", charge);
    }

    public void Bounce(JsonObject charge)
    {
        if (IsCard(charge) || charge.Text("status") != "succeeded") throw StripeError.Refused(null, "Only a payment that succeeded, and not by card, can bounce.");
        var left = charge.Number("amount") - charge.Number("amount_refunded");
        charge["failure_balance_transaction"] = _account.Transactions.Add(
            "payment_failure_refund", -left, charge.Text("currency")!, charge.Id(), $"Payment failure refund for {charge.Id()}").Id();
        charge["paid"] = false;
        _account.Intents.Fail(_account.Find("payment_intent", charge.Text("payment_intent")!), charge,
            new Decline("payment_method_provider_decline", null, "The payment was returned.", "付款已被退回。"));
    }

    public static bool IsCard(JsonObject charge) => charge.Id().StartsWith("ch_", StringComparison.Ordinal);

    static JsonObject Details(Instrument instrument) => instrument.Method switch
    {
        "card" => new JsonObject
        {
            ["card"] = new JsonObject
            {
                ["amount_authorized"] = null, ["authorization_code"] = null, ["brand"] = instrument.Brand,
                ["checks"] = new JsonObject { ["address_line1_check"] = null, ["address_postal_code_check"] = null, ["cvc_check"] = "pass" },
                ["country"] = "CN", ["exp_month"] = 12, ["exp_year"] = 2034, ["fingerprint"] = null, ["funding"] = "credit", ["installments"] = null,
                ["last4"] = instrument.Last4, ["mandate"] = null, ["network"] = instrument.Brand, ["three_d_secure"] = null, ["wallet"] = null,
            },
            ["type"] = "card",
        },
        var wallet => new JsonObject { [wallet] = new JsonObject { ["fingerprint"] = null, ["transaction_id"] = null }, ["type"] = wallet },
    };

    static JsonObject? Outcome(string status, Decline? decline) => status switch
    {
        "pending" => null,
        "failed" => new JsonObject
        {
            ["advice_code"] = null, ["network_advice_code"] = null, ["network_decline_code"] = null, ["network_status"] = "declined_by_network",
            ["reason"] = decline?.DeclineCode ?? decline?.Code, ["risk_level"] = "normal",
            ["seller_message"] = "The bank did not return any further details with this decline.", ["type"] = "issuer_declined",
        },
        _ => new JsonObject
        {
            ["advice_code"] = null, ["network_advice_code"] = null, ["network_decline_code"] = null, ["network_status"] = "approved_by_network",
            ["reason"] = null, ["risk_level"] = "normal", ["seller_message"] = "Payment complete.", ["type"] = "authorized",
        },
    };
}
