using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Connect;

/// <summary>Connected accounts: whom transfers go to.</summary>
sealed class Accounts(PlatformAccount account)
{
    public const string Kind = "account";

    const string CreateParameters = """
        type country email business_type default_currency metadata[*] capabilities[transfers][requested] capabilities[card_payments][requested]
        controller[fees][payer] controller[losses][payments] controller[requirement_collection] controller[stripe_dashboard][type]
        business_profile[name] business_profile[url] business_profile[mcc] business_profile[product_description] company[name]
        tos_acceptance[service_agreement] settings[payouts][schedule][interval]
        """;

    public IEnumerable<Operation> Operations =>
    [
        Operation.Post("/v1/accounts", CreateParameters, Create),
        Operation.List("/v1/accounts", "", call => Lists.Page(account.Store, call, Kind)),
        Operation.Get("/v1/accounts/{id}", call => account.Show(call, Kind)),
        Operation.Get("/v1/account", _ => Expansion.Show(Own)),
        Operation.Post("/v1/accounts/{id}", "email metadata[*] business_profile[name] business_profile[url] company[name]", Update),
        Operation.Post("/v1/account_links", "account refresh_url return_url type collect collection_options[fields]", Link),
    ];

    // The platform itself, which is in no list.
    JsonObject Own => new()
    {
        ["id"] = "acct_platform", ["object"] = Kind, ["capabilities"] = new JsonObject { ["card_payments"] = "active", ["transfers"] = "active" },
        ["charges_enabled"] = true, ["country"] = "CN", ["default_currency"] = "cny", ["details_submitted"] = true, ["email"] = null,
        ["metadata"] = new JsonObject(), ["payouts_enabled"] = true, ["type"] = "standard",
    };

    /// <summary>One that may be paid, with this id or a new one.</summary>
    public JsonObject Ready(string? id = null)
    {
        var made = Make(id ?? Ids.New("acct", 16), "CN", null, new JsonObject());
        Set(made, transfersActive: true, payoutsEnabled: true);
        return made;
    }

    public void Set(JsonObject connected, bool transfersActive, bool payoutsEnabled)
    {
        connected["capabilities"]!.AsObject()["transfers"] = transfersActive ? "active" : "inactive";
        connected["payouts_enabled"] = payoutsEnabled;
        connected["charges_enabled"] = transfersActive;
        connected["details_submitted"] = true;
        var requirements = connected["requirements"]!.AsObject();
        requirements["disabled_reason"] = transfersActive && payoutsEnabled ? null : "requirements.past_due";
        requirements["currently_due"] = transfersActive && payoutsEnabled ? [] : new JsonArray("external_account");
        account.Store.Touch(connected);
        account.Events.Record("account.updated", connected, connected: connected.Id());
    }

    JsonNode Create(Call call)
    {
        var form = call.Form;
        if (form.Text("type") is not null) form.OneOf("type", "", "standard", "express", "custom");
        var made = Make(Ids.New("acct", 16), form.Text("country") ?? "US", form.Text("email"), form.Metadata());
        made["type"] = form.Text("type") ?? "none";
        made["business_type"] = form.Text("business_type");
        made["business_profile"]!.AsObject()["name"] = form.Text("business_profile[name]");
        if (form.Text("capabilities[transfers][requested]") != "true") made["capabilities"]!.AsObject().Remove("transfers");
        return account.Shown(call, made);
    }

    JsonNode Update(Call call)
    {
        var connected = account.Find(Kind, call.Id);
        call.Form.Merge(connected["metadata"]!.AsObject());
        if (call.Form.Text("email") is { } email) connected["email"] = email;
        if (call.Form.Text("business_profile[name]") is { } name) connected["business_profile"]!.AsObject()["name"] = name;
        account.Store.Touch(connected);
        account.Events.Record("account.updated", connected, connected: connected.Id());
        return account.Shown(call, connected);
    }

    JsonObject Link(Call call)
    {
        var connected = account.Find(Kind, call.Form.Needed("account"), "account", 400);
        call.Form.OneOf("type", call.Form.Needed("type"), "account_onboarding", "account_update");
        connected["_returnUrl"] = call.Form.Needed("return_url");
        account.Store.Touch(connected);
        return new JsonObject
        {
            ["object"] = "account_link", ["created"] = account.Now, ["expires_at"] = account.Now + 300,
            ["url"] = new Uri(account.Address, $"/setup/{connected.Id()}").ToString(),
        };
    }

    JsonObject Make(string id, string country, string? email, JsonObject metadata) => account.Store.Put(new JsonObject
    {
        ["id"] = id, ["object"] = Kind,
        ["business_profile"] = new JsonObject
        {
            ["mcc"] = null, ["name"] = null, ["product_description"] = null, ["support_email"] = null, ["support_url"] = null, ["url"] = null,
        },
        ["business_type"] = null, ["capabilities"] = new JsonObject { ["transfers"] = "inactive" }, ["charges_enabled"] = false,
        ["controller"] = new JsonObject
        {
            ["fees"] = new JsonObject { ["payer"] = "application" }, ["is_controller"] = true, ["losses"] = new JsonObject { ["payments"] = "application" },
            ["requirement_collection"] = "stripe", ["stripe_dashboard"] = new JsonObject { ["type"] = "express" }, ["type"] = "application",
        },
        ["country"] = country, ["created"] = account.Now, ["default_currency"] = "cny", ["details_submitted"] = false, ["email"] = email,
        ["external_accounts"] = Json.List([], $"/v1/accounts/{id}/external_accounts"),
        ["future_requirements"] = Requirements([]), ["metadata"] = metadata, ["payouts_enabled"] = false,
        ["requirements"] = Requirements(["external_account"]),
        ["settings"] = new JsonObject
        {
            ["payouts"] = new JsonObject
            {
                ["debit_negative_balances"] = false, ["schedule"] = new JsonObject { ["delay_days"] = 2, ["interval"] = "daily" },
                ["statement_descriptor"] = null,
            },
        },
        ["tos_acceptance"] = new JsonObject { ["date"] = null }, ["type"] = "express", ["_balance"] = 0,
    });

    static JsonObject Requirements(JsonArray due) => new()
    {
        ["alternatives"] = new JsonArray(), ["current_deadline"] = null, ["currently_due"] = due.DeepClone(),
        ["disabled_reason"] = due.Count > 0 ? "requirements.past_due" : null, ["errors"] = new JsonArray(), ["eventually_due"] = due.DeepClone(),
        ["past_due"] = due.DeepClone(), ["pending_verification"] = new JsonArray(),
    };
}
