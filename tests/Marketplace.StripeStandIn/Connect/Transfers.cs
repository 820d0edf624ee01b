using System.Globalization;
using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Connect;

/// <summary>Money sent to connected accounts, and taken back from them.</summary>
sealed class Transfers(PlatformAccount account)
{
    const string Kind = "transfer", ReversalKind = "transfer_reversal";

    public IEnumerable<Operation> Operations =>
    [
        Operation.Post("/v1/transfers", "amount currency destination description metadata[*] source_transaction source_type transfer_group", Create),
        Operation.List("/v1/transfers", "destination transfer_group", call =>
            Lists.Page(account.Store, call, Kind, ("destination", "destination"), ("transfer_group", "transfer_group"))),
        Operation.Get("/v1/transfers/{id}", call => account.Show(call, Kind)),
        Operation.Post("/v1/transfers/{id}", "metadata[*] description", call => account.Update(call, Kind, "transfer.updated")),
        Operation.Post("/v1/transfers/{id}/reversals", "amount description metadata[*]", Reverse),
        Operation.List("/v1/transfers/{id}/reversals", "", call => Lists.Page(
            call, account.Store.All(ReversalKind).Where(r => r.Text("transfer") == account.Find(Kind, call.Id).Id()), account.Store, ReversalKind)),
        Operation.Get("/v1/transfers/{id}/reversals/{id}", call => account.Shown(call, account.Find(ReversalKind, call.Ids[1]))),
    ];

    public JsonObject Make(JsonObject destination, long amount, string currency, string? group, JsonObject metadata, JsonObject? charge, string? description)
    {
        var id = Ids.New("tr");
        var transfer = account.Store.Put(new JsonObject
        {
            ["id"] = id, ["object"] = Kind, ["amount"] = amount, ["amount_reversed"] = 0, ["balance_transaction"] = null, ["created"] = account.Now,
            ["currency"] = currency, ["description"] = description, ["destination"] = destination.Id(), ["destination_payment"] = Ids.New("py"),
            ["livemode"] = false, ["metadata"] = metadata, ["reversals"] = Json.List([], $"/v1/transfers/{id}/reversals"), ["reversed"] = false,
            ["source_transaction"] = charge?.Id(), ["source_type"] = "card", ["transfer_group"] = group,
        });
        transfer["reversals"]!["total_count"] = 0;
        var availableOn = account.Store.Find("balance_transaction", charge?.Text("balance_transaction"))?.NumberOrNull("available_on");
        transfer["balance_transaction"] = account.Transactions.Add("transfer", -amount, currency, id, description, availableOn: availableOn).Id();
        destination["_balance"] = destination.Number("_balance") + amount;
        account.Store.Touch(destination);
        account.Events.Record("transfer.created", transfer);
        return transfer;
    }

    JsonNode Create(Call call)
    {
        var form = call.Form;
        var currency = form.Needed("currency").ToLowerInvariant();
        var destination = account.Find(Accounts.Kind, form.Needed("destination"), "destination", 400);
        var charge = form.Text("source_transaction") is { } source ? account.Find("charge", source, "source_transaction", 400) : null;
        var metadata = form.Metadata();
        var asked = form.Amount("amount");
        if (asked is null && charge is null) throw StripeError.Missing("amount");
        if ((string?)destination["capabilities"]!["transfers"] != "active")
            throw StripeError.Refused("insufficient_capabilities_for_transfer",
                "Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments", "destination");
        var amount = asked ?? charge!.Number("amount");
        if (charge is not null) HasLeft(charge, amount);
        else if (amount > account.Transactions.Available(currency))
            throw StripeError.Refused("balance_insufficient", "You have insufficient available funds in your Stripe account. "
                + "Try adding funds directly to your available balance by creating Charges using the 4000000000000077 test card.");
        var group = form.Text("transfer_group") ?? charge?.Text("transfer_group") ?? (charge is null ? null : $"group_{charge.Id()}");
        return account.Shown(call, Make(destination, amount, currency, group, metadata, charge, form.Text("description")));
    }

    void HasLeft(JsonObject charge, long amount)
    {
        if (charge.Text("status") == "failed")
            throw StripeError.Refused(null, "A failed charge cannot be the source of a transfer.", "source_transaction");
        var sent = account.Store.All(Kind).Where(t => t.Text("source_transaction") == charge.Id()).Sum(t => t.Number("amount") - t.Number("amount_reversed"));
        if (sent + amount > charge.Number("amount"))
            throw StripeError.Refused(null, string.Create(CultureInfo.InvariantCulture,
                $"Cannot use the charge {charge.Id()} as a source_transaction for amount {amount}: {charge.Number("amount") - sent} is left of it."), "amount");
    }

    JsonNode Reverse(Call call)
    {
        var transfer = account.Find(Kind, call.Id);
        var metadata = call.Form.Metadata();
        var left = transfer.Number("amount") - transfer.Number("amount_reversed");
        var amount = call.Form.Amount("amount") ?? left;
        if (left == 0) throw StripeError.Refused(null, $"Transfer {transfer.Id()} is already fully reversed.");
        if (amount > left)
            throw StripeError.Refused(null, string.Create(CultureInfo.InvariantCulture,
                $"Reversal amount ({amount}) is greater than unreversed amount on transfer ({left})"), "amount");
        var destination = account.Find(Accounts.Kind, transfer.Text("destination")!);
        if (amount > destination.Number("_balance"))
            throw StripeError.Refused("balance_insufficient", "Insufficient funds in the connected account to reverse this transfer.", "amount");
        return account.Shown(call, Reversal(transfer, destination, amount, metadata));
    }

    JsonObject Reversal(JsonObject transfer, JsonObject destination, long amount, JsonObject metadata)
    {
        var reversal = account.Store.Put(new JsonObject
        {
            ["id"] = Ids.New("trr"), ["object"] = ReversalKind, ["amount"] = amount, ["balance_transaction"] = null, ["created"] = account.Now,
            ["currency"] = transfer.Text("currency"), ["destination_payment_refund"] = Ids.New("pyr"), ["metadata"] = metadata,
            ["source_refund"] = null, ["transfer"] = transfer.Id(),
        });
        reversal["balance_transaction"] = account.Transactions.Add("transfer_refund", amount, transfer.Text("currency")!, reversal.Id(),
            $"REFUND FOR TRANSFER ({transfer.Id()})").Id();
        transfer["amount_reversed"] = transfer.Number("amount_reversed") + amount;
        transfer["reversed"] = transfer.Number("amount_reversed") == transfer.Number("amount");
        var reversals = transfer["reversals"]!.AsObject();
        reversals["data"]!.AsArray().Insert(0, Expansion.Show(reversal));
        reversals["total_count"] = reversals["data"]!.AsArray().Count;
        destination["_balance"] = destination.Number("_balance") - amount;
        account.Store.Touch(transfer);
        account.Store.Touch(destination);
        account.Events.Record("transfer.reversed", transfer);
        return reversal;
    }
}
