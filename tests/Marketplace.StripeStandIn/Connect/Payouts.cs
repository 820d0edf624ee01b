using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Connect;

/// <summary>The platform's money sent to its bank.</summary>
sealed class Payouts
{
    const string Kind = "payout", Calendar = "_payouts";
    const long Day = 24 * 60 * 60;

    readonly PlatformAccount _account;

    public Payouts(PlatformAccount account)
    {
        _account = account;
        account.WhenDue("pay out", PayOutDaily);
        account.WhenDue("payout arrives", Arrive);
    }

    public IEnumerable<Operation> Operations =>
    [
        Operation.Post("/v1/payouts", "amount currency description metadata[*] method statement_descriptor", Create),
        Operation.List("/v1/payouts", "status destination", call =>
            Lists.Page(_account.Store, call, Kind, ("status", "status"), ("destination", "destination"))),
        Operation.Get("/v1/payouts/{id}", call => _account.Show(call, Kind)),
    ];

    /// <summary>The first midnight of daily payouts.</summary>
    public void Begin()
    {
        if (!_account.Options.DailyPayouts || _account.Store.Find(Calendar) is not null) return;
        var calendar = _account.Store.Put(new JsonObject { ["id"] = Calendar, ["object"] = "_calendar" });
        _account.Schedule(calendar, (_account.Now / Day + 1) * Day, "pay out");
    }

    /// <summary>Everything available; null when that is nothing.</summary>
    public JsonObject? PayOut(string currency = "cny")
    {
        var available = _account.Transactions.Available(currency);
        if (available <= 0) return null;
        var payout = Make(available, currency, automatic: true, null, new JsonObject());
        foreach (var transaction in _account.Store.All("balance_transaction"))
            if (transaction.Text("_payout") is null && transaction.Text("currency") == currency && transaction.Number("available_on") <= _account.Now)
            {
                transaction["_payout"] = payout.Id();
                _account.Store.Touch(transaction);
            }
        return payout;
    }

    public JsonObject Make(long amount, string currency, bool automatic, string? description, JsonObject metadata)
    {
        var arrival = _account.Now + (long)_account.Options.PayoutArrivesAfter.TotalSeconds;
        var payout = _account.Store.Put(new JsonObject
        {
            ["id"] = Ids.New("po"), ["object"] = Kind, ["amount"] = amount, ["application_fee"] = null, ["application_fee_amount"] = null,
            ["arrival_date"] = arrival, ["automatic"] = automatic, ["balance_transaction"] = null, ["created"] = _account.Now, ["currency"] = currency,
            ["description"] = automatic ? "STRIPE PAYOUT" : description, ["destination"] = "ba_standin", ["failure_balance_transaction"] = null,
            ["failure_code"] = null, ["failure_message"] = null, ["livemode"] = false, ["metadata"] = metadata, ["method"] = "standard",
            ["original_payout"] = null, ["payout_method"] = null, ["reconciliation_status"] = automatic ? "completed" : "not_applicable",
            ["reversed_by"] = null, ["source_type"] = "card", ["statement_descriptor"] = null, ["status"] = "in_transit",
            ["trace_id"] = null, ["type"] = "bank_account",
        });
        payout["balance_transaction"] = _account.Transactions.Add("payout", -amount, currency, payout.Id(), payout.Text("description")).Id();
        _account.Schedule(payout, arrival, "payout arrives");
        _account.Events.Record("payout.created", payout);
        if (automatic) _account.Events.Record("payout.reconciliation_completed", payout);
        return payout;
    }

    public void Arrive(JsonObject payout)
    {
        payout["status"] = "paid";
        payout["trace_id"] = new JsonObject { ["status"] = "supported", ["value"] = payout.Id()[3..15] };
        _account.Unschedule(payout);
        _account.Store.Touch(payout);
        _account.Events.Record("payout.paid", payout, new JsonObject { ["status"] = "in_transit" });
    }

    /// <summary>The bank sends it back.</summary>
    public void Fail(JsonObject payout)
    {
        payout["status"] = "failed";
        payout["failure_code"] = "account_closed";
        payout["failure_message"] = "The bank account has been closed.";
        payout["failure_balance_transaction"] = _account.Transactions.Add(
            "payout_failure", payout.Number("amount"), payout.Text("currency")!, payout.Id(), "PAYOUT FAILURE").Id();
        _account.Unschedule(payout);
        _account.Store.Touch(payout);
        _account.Events.Record("payout.failed", payout);
    }

    JsonNode Create(Call call)
    {
        var currency = call.Form.Needed("currency").ToLowerInvariant();
        call.Form.Needed("amount");
        var amount = call.Form.Amount("amount")!.Value;
        if (amount > _account.Transactions.Available(currency))
            throw StripeError.Refused("balance_insufficient", "You have insufficient funds in your Stripe account for this payout.", "amount");
        return _account.Shown(call, Make(amount, currency, automatic: false, call.Form.Text("description"), call.Form.Metadata()));
    }

    void PayOutDaily(JsonObject calendar)
    {
        PayOut();
        _account.Schedule(calendar, _account.Now + Day, "pay out");
    }
}
