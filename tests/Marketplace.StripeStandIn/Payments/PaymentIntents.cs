using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Payments;

/// <summary>Intents to be paid: one for a session, however often the payer has to try.</summary>
sealed class PaymentIntents(PlatformAccount account)
{
    const string Kind = "payment_intent";

    public IEnumerable<Operation> Operations =>
    [
        Operation.List("/v1/payment_intents", "customer", call => Lists.Page(account.Store, call, Kind, ("customer", "customer"))),
        Operation.Get("/v1/payment_intents/{id}", call => account.Show(call, Kind)),
        Operation.Post("/v1/payment_intents/{id}", "metadata[*] description", call => account.Update(call, Kind, "payment_intent.updated")),
        Operation.Post("/v1/payment_intents/{id}/cancel", "cancellation_reason", Cancel),
    ];

    public JsonObject Make(long amount, string currency, JsonObject? metadata = null)
    {
        var id = Ids.New("pi");
        return account.Store.Put(new JsonObject
        {
            ["id"] = id, ["object"] = Kind, ["amount"] = amount, ["amount_capturable"] = 0, ["amount_details"] = new JsonObject { ["tip"] = new JsonObject() },
            ["amount_received"] = 0, ["application"] = null, ["application_fee_amount"] = null, ["automatic_payment_methods"] = null,
            ["canceled_at"] = null, ["cancellation_reason"] = null, ["capture_method"] = "automatic_async",
            ["client_secret"] = Ids.New($"{id}_secret"), ["confirmation_method"] = "automatic", ["created"] = account.Now, ["currency"] = currency,
            ["customer"] = null, ["description"] = null, ["last_payment_error"] = null, ["latest_charge"] = null, ["livemode"] = false,
            ["metadata"] = metadata?.DeepClone() ?? new JsonObject(), ["next_action"] = null, ["on_behalf_of"] = null, ["payment_method"] = null,
            ["payment_method_configuration_details"] = null, ["payment_method_options"] = new JsonObject(), ["payment_method_types"] = new JsonArray("card"),
            ["processing"] = null, ["receipt_email"] = null, ["review"] = null, ["setup_future_usage"] = null, ["shipping"] = null, ["source"] = null,
            ["statement_descriptor"] = null, ["statement_descriptor_suffix"] = null, ["status"] = "requires_payment_method", ["transfer_data"] = null,
            ["transfer_group"] = null,
        });
    }

    /// <summary>A try: succeeded, failed, or (a method that takes its time) processing.</summary>
    public JsonObject Attempt(JsonObject intent, Instrument instrument, bool takesTime)
    {
        intent["payment_method"] = Ids.New("pm");
        var charge = account.Charges.Make(intent, instrument, takesTime ? "pending" : instrument.Declined is null ? "succeeded" : "failed");
        intent["latest_charge"] = charge.Id();
        if (takesTime)
        {
            intent["status"] = "processing";
            account.Events.Record("charge.pending", charge);
            account.Events.Record("payment_intent.processing", intent);
        }
        else if (instrument.Declined is { } decline) Fail(intent, charge, decline);
        else Succeed(intent, charge);
        account.Store.Touch(intent);
        return charge;
    }

    public void Succeed(JsonObject intent, JsonObject charge)
    {
        account.Charges.Succeed(charge);
        intent["status"] = "succeeded";
        intent["amount_received"] = intent.Number("amount");
        intent["last_payment_error"] = null;
        account.Store.Touch(intent);
        account.Events.Record("payment_intent.succeeded", intent);
    }

    public void Fail(JsonObject intent, JsonObject charge, Decline decline)
    {
        account.Charges.Fail(charge, decline);
        intent["status"] = "requires_payment_method";
        intent["last_payment_error"] = Error(charge, decline);
        intent["payment_method"] = null;
        account.Store.Touch(intent);
        account.Events.Record("payment_intent.payment_failed", intent);
    }

    public void Cancel(JsonObject intent, string? reason)
    {
        intent["status"] = "canceled";
        intent["canceled_at"] = account.Now;
        intent["cancellation_reason"] = reason;
        account.Store.Touch(intent);
        account.Events.Record("payment_intent.canceled", intent);
    }

    JsonNode Cancel(Call call)
    {
        var intent = account.Find(Kind, call.Id);
        var reason = call.Form.Text("cancellation_reason") is null ? null
            : call.Form.OneOf("cancellation_reason", "", "duplicate", "fraudulent", "requested_by_customer", "abandoned");
        if (intent.Text("_session") is { } session && account.Store.Find(session)?.Text("status") == "open")
            throw StripeError.Refused(null, "You cannot cancel this PaymentIntent because it was created by a Checkout Session. Expire the Checkout Session instead.");
        if (intent.Text("status") is "succeeded" or "canceled" or "processing")
            throw StripeError.Refused("payment_intent_unexpected_state",
                $"You cannot cancel this PaymentIntent because it has a status of {intent.Text("status")}.");
        Cancel(intent, reason);
        return account.Shown(call, intent);
    }

    static JsonObject Error(JsonObject charge, Decline decline)
    {
        var error = new JsonObject { ["charge"] = charge.Id(), ["code"] = decline.Code };
        if (decline.DeclineCode is { } declineCode) error["decline_code"] = declineCode;
        error["doc_url"] = "https://stripe.com/docs/error-codes/" + decline.Code.Replace('_', '-');
        error["message"] = decline.Message;
        error["payment_method"] = new JsonObject
        {
            ["id"] = charge.Text("payment_method"), ["object"] = "payment_method", ["type"] = charge["payment_method_details"]!["type"]!.DeepClone(),
        };
        error["type"] = StripeError.Card;
        return error;
    }
}
