using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Payments;

/// <summary>Checkout sessions: created, paid on the hosted page, or expired.</summary>
sealed class Sessions
{
    public const string Kind = "checkout.session";

    readonly PlatformAccount _account;

    public Sessions(PlatformAccount account)
    {
        _account = account;
        account.WhenDue("expire", Expire);
    }

    public IEnumerable<Operation> Operations =>
    [
        Operation.Post("/v1/checkout/sessions", SessionForm.Parameters, Create),
        Operation.List("/v1/checkout/sessions", "payment_intent status customer", List),
        Operation.Get("/v1/checkout/sessions/{id}", call => _account.Show(call, Kind)),
        Operation.List("/v1/checkout/sessions/{id}/line_items", "", call =>
            Json.List(_account.Find(Kind, call.Id)["_line_items"]!.AsArray().Select(i => i!.DeepClone()), call.Path)),
        Operation.Post("/v1/checkout/sessions/{id}", "metadata[*]", Update),
        Operation.Post("/v1/checkout/sessions/{id}/expire", "", Expire),
    ];

    /// <summary>What came of a try; null when the session is paid, or is being paid.</summary>
    public Decline? Pay(JsonObject session, Instrument instrument, bool takesTime)
    {
        var intent = IntentOf(session);
        _account.Intents.Attempt(intent, instrument, takesTime);
        if (!takesTime && instrument.Declined is { } decline) return decline;
        session["status"] = "complete";
        session["payment_status"] = takesTime ? "unpaid" : "paid";
        session["url"] = null;
        session["customer_details"] = new JsonObject
        {
            ["address"] = new JsonObject
            {
                ["city"] = null, ["country"] = "CN", ["line1"] = null, ["line2"] = null, ["postal_code"] = null, ["state"] = null,
            },
            ["business_name"] = null, ["email"] = session.Text("customer_email"), ["individual_name"] = null, ["name"] = null,
            ["phone"] = null, ["tax_exempt"] = "none", ["tax_ids"] = new JsonArray(),
        };
        _account.Unschedule(session);
        _account.Store.Touch(session);
        _account.Events.Record("checkout.session.completed", session);
        return null;
    }

    /// <summary>The end of a payment that took its time.</summary>
    public void Settle(JsonObject session, bool succeeded)
    {
        var intent = _account.Find("payment_intent", session.Text("payment_intent")!);
        var charge = _account.Find("charge", intent.Text("latest_charge")!);
        if (charge.Text("status") != "pending") throw StripeError.Refused(null, "No payment of this session is waiting.");
        if (succeeded)
        {
            _account.Intents.Succeed(intent, charge);
            session["payment_status"] = "paid";
        }
        else _account.Intents.Fail(intent, charge, new Decline("payment_method_provider_decline", null, "The payment was declined.", "付款被拒绝。"));
        _account.Store.Touch(session);
        _account.Events.Record(succeeded ? "checkout.session.async_payment_succeeded" : "checkout.session.async_payment_failed", session);
    }

    public static string Finish(JsonObject session) =>
        session.Text("success_url")!.Replace("{CHECKOUT_SESSION_ID}", session.Id(), StringComparison.Ordinal);

    JsonNode Create(Call call)
    {
        var form = call.Form;
        form.OneOf("mode", form.Needed("mode"), "payment");
        form.OneOf("ui_mode", "hosted", "hosted");
        form.OneOf("payment_intent_data[capture_method]", "automatic_async", "automatic", "automatic_async");
        var items = SessionForm.LineItems(form, out var currency, out var total);
        var id = Ids.Session();
        var session = Made(id, call, currency, total);
        session["_line_items"] = items;
        session["_intent"] = new JsonObject
        {
            ["metadata"] = form.Metadata("payment_intent_data[metadata]"), ["transfer_group"] = form.Text("payment_intent_data[transfer_group]"),
            ["description"] = form.Text("payment_intent_data[description]"),
        };
        _account.Store.Put(session);
        _account.Schedule(session, session.Number("expires_at"), "expire");
        return _account.Shown(call, session);
    }

    JsonObject Made(string id, Call call, string currency, long total)
    {
        var form = call.Form;
        var wechat = form.Text("payment_method_options[wechat_pay][client]");
        var options = new JsonObject { ["card"] = new JsonObject { ["request_three_d_secure"] = "automatic" } };
        if (wechat is not null) options["wechat_pay"] = new JsonObject { ["app_id"] = null, ["client"] = wechat };
        return new JsonObject
        {
            ["id"] = id, ["object"] = Kind, ["adaptive_pricing"] = new JsonObject { ["enabled"] = false }, ["after_expiration"] = null,
            ["allow_promotion_codes"] = null, ["amount_subtotal"] = total, ["amount_total"] = total,
            ["automatic_tax"] = new JsonObject { ["enabled"] = false, ["liability"] = null, ["provider"] = null, ["status"] = null },
            ["billing_address_collection"] = null, ["branding_settings"] = null,
            ["cancel_url"] = form.Text("cancel_url") is null ? null : SessionForm.Address(form, "cancel_url"),
            ["client_reference_id"] = form.Text("client_reference_id"), ["client_secret"] = null, ["collected_information"] = null, ["consent"] = null,
            ["consent_collection"] = null, ["created"] = _account.Now, ["currency"] = currency, ["custom_fields"] = new JsonArray(),
            ["custom_text"] = new JsonObject { ["after_submit"] = null, ["shipping_address"] = null, ["submit"] = null, ["terms_of_service_acceptance"] = null },
            ["customer"] = null, ["customer_account"] = null, ["customer_creation"] = "if_required",
            ["customer_details"] = null, ["customer_email"] = form.Text("customer_email"), ["discounts"] = new JsonArray(),
            ["expires_at"] = SessionForm.ExpiresAt(form, _account.Now), ["invoice"] = null, ["invoice_creation"] = new JsonObject { ["enabled"] = false },
            ["livemode"] = false, ["locale"] = form.Text("locale"), ["metadata"] = form.Metadata(), ["mode"] = "payment", ["name_collection"] = null,
            ["origin_context"] = null, ["payment_intent"] = null, ["payment_link"] = null, ["payment_method_collection"] = "if_required",
            ["payment_method_configuration_details"] = null, ["payment_method_options"] = options,
            ["payment_method_types"] = SessionForm.PaymentMethods(form), ["payment_status"] = "unpaid", ["permissions"] = null,
            ["phone_number_collection"] = new JsonObject { ["enabled"] = false }, ["presentment_details"] = null, ["recovered_from"] = null,
            ["saved_payment_method_options"] = null, ["setup_intent"] = null, ["shipping_address_collection"] = null, ["shipping_cost"] = null,
            ["shipping_options"] = new JsonArray(), ["status"] = "open", ["submit_type"] = form.Text("submit_type"), ["subscription"] = null,
            ["success_url"] = SessionForm.Address(form, "success_url"),
            ["total_details"] = new JsonObject { ["amount_discount"] = 0, ["amount_shipping"] = 0, ["amount_tax"] = 0 }, ["ui_mode"] = "hosted",
            ["url"] = new Uri(_account.Address, $"/c/pay/{id}").ToString(), ["wallet_options"] = null,
        };
    }

    // Since 2022-08-01 a session has no intent before the first try.
    JsonObject IntentOf(JsonObject session)
    {
        if (session.Text("payment_intent") is { } id) return _account.Find("payment_intent", id);
        var data = session["_intent"]!.AsObject();
        var intent = _account.Intents.Make(session.Number("amount_total"), session.Text("currency")!, data["metadata"]!.AsObject());
        intent["transfer_group"] = data.Text("transfer_group");
        intent["description"] = data.Text("description");
        intent["payment_method_types"] = session["payment_method_types"]!.DeepClone();
        intent["_session"] = session.Id();
        intent["_email"] = session.Text("customer_email");
        session["payment_intent"] = intent.Id();
        _account.Store.Touch(session);
        _account.Events.Record("payment_intent.created", intent);
        return intent;
    }

    JsonNode List(Call call) => Lists.Page(_account.Store, call, Kind, ("payment_intent", "payment_intent"), ("status", "status"), ("customer", "customer"));

    JsonNode Update(Call call)
    {
        var session = _account.Find(Kind, call.Id);
        call.Form.Merge(session["metadata"]!.AsObject());
        _account.Store.Touch(session);
        return _account.Shown(call, session);
    }

    JsonNode Expire(Call call)
    {
        var session = _account.Find(Kind, call.Id);
        if (session.Text("status") != "open")
            throw StripeError.Refused(null,
                $"Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of `{session.Text("status")}`.");
        Expire(session);
        return _account.Shown(call, session);
    }

    void Expire(JsonObject session)
    {
        session["status"] = "expired";
        session["url"] = null;
        _account.Unschedule(session);
        _account.Store.Touch(session);
        if (session.Text("payment_intent") is { } id && _account.Store.Find(id) is { } intent && intent.Text("status") == "requires_payment_method")
            _account.Intents.Cancel(intent, "automatic");
        _account.Events.Record("checkout.session.expired", session);
    }
}
