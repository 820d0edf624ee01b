using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Control;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;
using Marketplace.StripeStandIn.Payments;

namespace Marketplace.StripeStandIn;

// What people, banks and Stripe itself do.
public sealed partial class StandIn
{
    const string GoodCard = "4242424242424242", DeclinedCard = "4000000000000002";

    /// <summary>Does what has fallen due by Stripe's clock.</summary>
    public void CatchUp() => _account.Do(() => 0);

    /// <summary>Pays as somebody on the hosted page would.</summary>
    /// <param name="method"><c>card</c>, <c>alipay</c> or <c>wechat_pay</c>.</param>
    /// <param name="card">A test card; kept nowhere.</param>
    /// <param name="failFirst">A try that fails comes before.</param>
    /// <param name="takesTime">The session completes unpaid; <see cref="SettlePayment"/> ends it.</param>
    /// <param name="evenIfExpired">The payer was quicker than the expiry that Stripe has already told of.</param>
    /// <returns>The session afterwards.</returns>
    public JsonObject Pay(
        string session, string method = "card", string card = GoodCard, bool failFirst = false, bool takesTime = false, bool evenIfExpired = false) =>
        Change(Sessions.Kind, session, s =>
        {
            if (s.Text("status") == "expired" && evenIfExpired) Reopen(s);
            if (s.Text("status") != "open") throw StripeError.Refused(null, $"This session has a status of {s.Text("status")}.");
            if (failFirst) _account.Sessions.Pay(s, method == "card" ? TestCards.Read(DeclinedCard)! : TestCards.Wallet(method, authorised: false), false);
            var instrument = method == "card" ? TestCards.Read(card) ?? throw StripeError.Refused("incorrect_number", "No card number.", "card") : TestCards.Wallet(method);
            _account.Sessions.Pay(s, instrument, takesTime);
        });

    /// <summary>The end of a payment that took its time.</summary>
    public JsonObject SettlePayment(string session, bool succeeded) => Change(Sessions.Kind, session, s => _account.Sessions.Settle(s, succeeded));

    public JsonObject FailRefund(string refund) => Change("refund", refund, r => _account.Refunds.Fail(r));

    public JsonObject SucceedRefund(string refund) => Change("refund", refund, _account.Refunds.Succeed);

    /// <summary>What becomes of the refunds of this charge that are yet to come: <c>fail</c>, <c>pend</c>, <c>wait</c> (pending, and the balance has not moved), or null for success at once.</summary>
    public JsonObject RefundsOf(string charge, string? outcome) => Change("charge", charge, c =>
    {
        c["_refunds"] = outcome;
        _account.Store.Touch(c);
    });

    /// <summary>A payment other than by card is taken back by the payer's bank, although it had succeeded.</summary>
    public JsonObject BouncePayment(string charge) => Change("charge", charge, _account.Charges.Bounce);

    /// <param name="amount">What is disputed; null for the whole charge.</param>
    public JsonObject OpenDispute(string charge, string reason = "fraudulent", long? amount = null) =>
        _account.Do(() => Expansion.Show(_account.Disputes.Open(_account.Find("charge", charge), reason, amount)));

    /// <param name="atOnce">Whether the money of one that is won is back with the decision; else it comes by <see cref="ReinstateDispute"/>.</param>
    public JsonObject DecideDispute(string dispute, bool won, bool atOnce = true) => Change("dispute", dispute, d => _account.Disputes.Decide(d, won, atOnce));

    /// <summary>The money of a dispute that was won comes back.</summary>
    public JsonObject ReinstateDispute(string dispute) => Change("dispute", dispute, _account.Disputes.Reinstate);

    /// <summary>A connected account that may be paid.</summary>
    public JsonObject CreateAccount(string? id = null) => _account.Do(() => Expansion.Show(_account.Accounts.Ready(id)));

    /// <param name="balance">What the account still has, which is as much as can be taken back from it; null to leave it.</param>
    public JsonObject SetAccount(string id, bool transfersActive, bool payoutsEnabled = true, long? balance = null) => Change("account", id, a =>
    {
        if (balance is { } left) a["_balance"] = left;
        _account.Accounts.Set(a, transfersActive, payoutsEnabled);
    });

    /// <summary>Pays out what is available; null when that is nothing.</summary>
    public JsonObject? MakePayout() => _account.Do(() => _account.Payouts.PayOut() is { } payout ? Expansion.Show(payout) : null);

    public JsonObject ArrivePayout(string payout) => Change("payout", payout, _account.Payouts.Arrive);

    public JsonObject FailPayout(string payout) => Change("payout", payout, _account.Payouts.Fail);

    /// <summary>An object as the API shows it; null when there is none.</summary>
    public JsonObject? Get(string id) => _account.Do(() => _account.Store.Find(id) is { } o ? Expansion.Show(o) : null);

    /// <param name="kind">As in <c>object</c>: <c>charge</c>, <c>checkout.session</c>…</param>
    /// <returns>All of a kind, oldest first.</returns>
    public IReadOnlyList<JsonObject> All(string kind) => _account.Do(() => _account.Store.All(kind).Select(Expansion.Show).ToList());

    /// <summary>How often and how much, by a key of the metadata: nothing may have happened twice.</summary>
    public IReadOnlyDictionary<string, Tally> Count(string metadataKey = "order") => _account.Do(() => Tally.Of(_account, metadataKey));

    void Reopen(JsonObject session)
    {
        session["status"] = "open";
        // The intent was cancelled with the session; the payer's bank knows nothing of that.
        if (_account.Store.Find("payment_intent", session.Text("payment_intent")) is { } intent)
        {
            intent["status"] = "requires_payment_method";
            intent["canceled_at"] = null;
            intent["cancellation_reason"] = null;
        }
        _account.Store.Touch(session);
    }
}
