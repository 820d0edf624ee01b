using System.Globalization;
using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Payments;

/// <summary>Reads what a Checkout session is created with.</summary>
static class SessionForm
{
    public const string Parameters = """
        mode ui_mode success_url cancel_url client_reference_id customer_email customer_creation currency locale expires_at submit_type metadata[*]
        line_items[#][quantity] line_items[#][price_data][currency] line_items[#][price_data][unit_amount] line_items[#][price_data][tax_behavior]
        line_items[#][price_data][product_data][name] line_items[#][price_data][product_data][description]
        line_items[#][price_data][product_data][metadata][*] line_items[#][price_data][product_data][images][#] line_items[#][metadata][*]
        payment_method_types[#] excluded_payment_method_types[#] payment_method_configuration
        payment_method_options[wechat_pay][client] payment_method_options[wechat_pay][app_id] payment_method_options[wechat_pay][setup_future_usage]
        payment_method_options[alipay][setup_future_usage] payment_method_options[card][request_three_d_secure]
        payment_method_options[card][setup_future_usage] payment_method_options[card][statement_descriptor_suffix_kanji]
        payment_intent_data[metadata][*] payment_intent_data[transfer_group] payment_intent_data[description] payment_intent_data[receipt_email]
        payment_intent_data[statement_descriptor] payment_intent_data[statement_descriptor_suffix] payment_intent_data[capture_method]
        automatic_tax[enabled] adaptive_pricing[enabled] phone_number_collection[enabled] tax_id_collection[enabled] invoice_creation[enabled]
        billing_address_collection allow_promotion_codes origin_context custom_text[submit][message] custom_text[after_submit][message]
        """;

    const long TotalMin = 400, TotalMax = 99_999_999;
    const int LineItemsMax = 100;
    static readonly string[] Methods = ["card", "alipay", "wechat_pay"];

    public static JsonArray LineItems(Form form, out string currency, out long total)
    {
        var count = form.Count("line_items");
        if (count == 0) throw StripeError.Missing("line_items");
        if (count > LineItemsMax) throw StripeError.Malformed("parameter_invalid", $"At most {LineItemsMax} line items.", "line_items");
        var items = new JsonArray();
        currency = form.Needed("line_items[0][price_data][currency]").ToLowerInvariant();
        total = 0;
        for (var i = 0; i < count; i++)
        {
            var item = LineItem(form, $"line_items[{i.ToString(CultureInfo.InvariantCulture)}]", currency);
            total = checked(total + item.Number("amount_total"));
            items.Add(item);
        }
        if (currency == "cny" && total < TotalMin)
            throw StripeError.Refused("amount_too_small", "The Checkout Session's total amount due must add up to at least ¥4.00 cny");
        if (total > TotalMax)
            throw StripeError.Refused("amount_too_large", "The Checkout Session's total amount due must be no more than ¥999,999.99");
        return items;
    }

    public static JsonArray PaymentMethods(Form form)
    {
        var asked = form.List("payment_method_types");
        foreach (var method in asked)
            if (!Methods.Contains(method))
                throw StripeError.Malformed("parameter_invalid_enum", $"Invalid payment_method_types: must be one of {string.Join(", ", Methods)}", "payment_method_types");
        if (asked.Contains("wechat_pay") && form.Text("payment_method_options[wechat_pay][client]") is null)
            throw StripeError.Missing("payment_method_options[wechat_pay][client]");
        if (form.Text("payment_method_options[wechat_pay][client]") is { } client && client != "web")
            throw StripeError.Malformed("parameter_invalid_enum", "Checkout supports only `web` as the client of WeChat Pay.", "payment_method_options[wechat_pay][client]");
        var excluded = form.List("excluded_payment_method_types");
        return [.. (asked.Count > 0 ? asked : [.. Methods]).Except(excluded).Select(m => JsonValue.Create(m))];
    }

    public static long ExpiresAt(Form form, long now)
    {
        const long Soonest = 30 * 60, Latest = 24 * 60 * 60;
        var at = form.Number("expires_at") ?? now + Latest;
        if (at < now + Soonest)
            throw StripeError.Malformed("parameter_invalid", "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.", "expires_at");
        return at <= now + Latest ? at
            : throw StripeError.Malformed("parameter_invalid", "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.", "expires_at");
    }

    public static string Address(Form form, string name)
    {
        var address = form.Needed(name);
        return Uri.TryCreate(address.Replace("{CHECKOUT_SESSION_ID}", "x", StringComparison.Ordinal), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? address : throw StripeError.Malformed("url_invalid", "Not a valid URL", name);
    }

    static JsonObject LineItem(Form form, string at, string currency)
    {
        if (form.Needed($"{at}[price_data][currency]").ToLowerInvariant() != currency)
            throw StripeError.Malformed("parameter_invalid", "All line items must have the same currency.", at);
        var name = form.Needed($"{at}[price_data][product_data][name]");
        var unit = form.NeededNumber($"{at}[price_data][unit_amount]");
        var quantity = form.NeededNumber($"{at}[quantity]");
        if (unit < 0) throw StripeError.Malformed("parameter_invalid_integer", "This value must be greater than or equal to 0.", $"{at}[price_data][unit_amount]");
        if (quantity < 1) throw StripeError.Malformed("parameter_invalid_integer", "This value must be greater than or equal to 1.", $"{at}[quantity]");
        var total = checked(unit * quantity);
        return new JsonObject
        {
            ["id"] = Ids.New("li"), ["object"] = "item", ["amount_discount"] = 0, ["amount_subtotal"] = total, ["amount_tax"] = 0,
            ["amount_total"] = total, ["currency"] = currency, ["description"] = name,
            ["price"] = new JsonObject
            {
                ["id"] = Ids.New("price"), ["object"] = "price", ["active"] = false, ["billing_scheme"] = "per_unit", ["currency"] = currency,
                ["livemode"] = false, ["metadata"] = new JsonObject(), ["product"] = Ids.New("prod", 14), ["recurring"] = null,
                ["type"] = "one_time", ["unit_amount"] = unit, ["unit_amount_decimal"] = unit.ToString(CultureInfo.InvariantCulture),
            },
            ["quantity"] = quantity,
        };
    }
}
