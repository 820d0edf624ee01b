using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Billing.Stripe;

/// <summary>
/// What the marketplace asks of Stripe: payment pages, refunds, transfers to vendors, and what became of them. One instance
/// serves everybody and lives as long as the host: its circuit remembers how Stripe did.
/// </summary>
/// <remarks>Whatever does not succeed is a <see cref="StripeException"/>; only cancellation by the caller stays what it is.</remarks>
public sealed class StripeClient(HttpClient http, StripeOptions options, TimeProvider clock)
{
    public const string ActivitySourceName = "Billing.Stripe";
    public const string UserAgent = "Marketplace-Billing/1.0";

    /// <summary>The most that Stripe gives at once.</summary>
    public const int PageSize = 100;

    /// <summary>A list that is longer is not believed to end.</summary>
    public const int PagesMax = 2_000;

    const string Sessions = "/v1/checkout/sessions", Intents = "/v1/payment_intents", Refunds = "/v1/refunds", Disputes = "/v1/disputes",
        Transfers = "/v1/transfers", Movements = "/v1/balance_transactions";

    readonly StripeChannel channel = new(http, options, clock);

    public Task<CheckoutSession> CreateCheckout(NewCheckout checkout, string idempotencyKey, CancellationToken cancellation) =>
        Post(Sessions, null, checkout.Fields(options), idempotencyKey, CheckoutSession.Read, cancellation);

    /// <summary>With the payment, its latest charge, and what that did to the balance.</summary>
    public Task<CheckoutSession> Checkout(string id, CancellationToken cancellation) =>
        Get(Sessions + "/{id}", id, Expand("payment_intent.latest_charge.balance_transaction"), CheckoutSession.Read, cancellation);

    /// <summary>Closes the page; refused if it is not open any more.</summary>
    public Task<CheckoutSession> ExpireCheckout(string id, string idempotencyKey, CancellationToken cancellation) =>
        Post(Sessions + "/{id}/expire", id, [], idempotencyKey, CheckoutSession.Read, cancellation);

    public Task<IReadOnlyList<CheckoutSession>> CheckoutsOf(string paymentIntent, CancellationToken cancellation) =>
        All(Sessions, null, new() { { "payment_intent", paymentIntent } }, CheckoutSession.Read, cancellation);

    /// <summary>With its latest charge, and what that did to the balance.</summary>
    public Task<PaymentIntent> PaymentIntent(string id, CancellationToken cancellation) =>
        Get(Intents + "/{id}", id, Expand("latest_charge.balance_transaction"), Stripe.PaymentIntent.Read, cancellation);

    public Task<Refund> CreateRefund(NewRefund refund, string idempotencyKey, CancellationToken cancellation) =>
        Post(Refunds, null, refund.Fields(), idempotencyKey, Refund.Read, cancellation);

    public Task<IReadOnlyList<Refund>> RefundsOf(string paymentIntent, CancellationToken cancellation) =>
        All(Refunds, null, new() { { "payment_intent", paymentIntent } }, Refund.Read, cancellation);

    public Task<IReadOnlyList<Dispute>> DisputesOf(string paymentIntent, CancellationToken cancellation) =>
        All(Disputes, null, new() { { "payment_intent", paymentIntent } }, Dispute.Read, cancellation);

    public Task<Transfer> CreateTransfer(NewTransfer transfer, string idempotencyKey, CancellationToken cancellation) =>
        Post(Transfers, null, transfer.Fields(), idempotencyKey, Transfer.Read, cancellation);

    public Task<IReadOnlyList<Transfer>> TransfersOf(string transferGroup, CancellationToken cancellation) =>
        All(Transfers, null, new() { { "transfer_group", transferGroup } }, Transfer.Read, cancellation);

    public Task<Reversal> ReverseTransfer(NewReversal reversal, string idempotencyKey, CancellationToken cancellation) =>
        Post(Transfers + "/{id}/reversals", reversal.Transfer, reversal.Fields(), idempotencyKey, Reversal.Read, cancellation);

    public Task<IReadOnlyList<Reversal>> ReversalsOf(string transfer, CancellationToken cancellation) =>
        All(Transfers + "/{id}/reversals", transfer, [], Reversal.Read, cancellation);

    /// <summary>Every movement of the balance made in the time, the newest first, with its source.</summary>
    public IAsyncEnumerable<BalanceTransaction> BalanceTransactions(DateTimeOffset from, DateTimeOffset before, CancellationToken cancellation) =>
        Rows(
            Movements, null, new() { { "created", new FormFields { { "gte", from }, { "lt", before } } }, { "expand", new[] { "data.source" } } },
            BalanceTransaction.Read, cancellation);

    public Task<Balance> Balance(CancellationToken cancellation) => Get("/v1/balance", null, [], Stripe.Balance.Read, cancellation);

    public Task<ConnectedAccount> Account(string id, CancellationToken cancellation) =>
        Get("/v1/accounts/{id}", id, [], ConnectedAccount.Read, cancellation);

    static FormFields Expand(string path) => new() { { "expand", new[] { path } } };

    Task<T> Get<T>(string template, string? id, FormFields fields, Func<JsonElement, T> read, CancellationToken cancellation) =>
        channel.Ask(StripeRequest.Get(template, id, fields), read, cancellation);

    Task<T> Post<T>(
        string template, string? id, FormFields fields, string key, Func<JsonElement, T> read, CancellationToken cancellation) =>
        channel.Ask(StripeRequest.Post(template, id, fields, key), read, cancellation);

    async Task<IReadOnlyList<T>> All<T>(
        string template, string? id, FormFields filter, Func<JsonElement, T> read, CancellationToken cancellation)
    {
        List<T> all = [];
        await foreach (var row in Rows(template, id, filter, read, cancellation).ConfigureAwait(false)) all.Add(row);
        return all;
    }

    async IAsyncEnumerable<T> Rows<T>(
        string template, string? id, FormFields filter, Func<JsonElement, T> read, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? last = null;
        for (var pages = 0; pages < PagesMax; pages++)
        {
            var fields = new FormFields { { "limit", PageSize }, { "starting_after", last } };
            foreach (var (key, value) in filter) fields.Add(key, value);
            var page = await Get(template, id, fields, json => Page(json, read), cancellation).ConfigureAwait(false);
            foreach (var row in page.Rows) yield return row;
            if (!page.HasMore) yield break;
            last = page.Last;
        }
        throw new StripeException(StripeFault.Unreadable, $"The list has more than {PagesMax} pages.");
    }

    static (IReadOnlyList<T> Rows, string? Last, bool HasMore) Page<T>(JsonElement json, Func<JsonElement, T> read)
    {
        if (json.Text("object") is not "list") throw new UnreadableAnswerException("it is no list");
        var last = json.List("data", row => row.Needed("id")) is [.., var id] ? id : null;
        // Without a row to continue from, the same page would come for ever.
        if (json.Flag("has_more") && last is null) throw new UnreadableAnswerException("it has more rows, but shows none");
        return (json.List("data", read), last, json.Flag("has_more"));
    }
}
