using Billing.Stripe;

namespace Billing.Tests.Stripe;

public sealed class StripeListTests
{
    readonly ScriptedStripe stripe = new();

    [Fact]
    public async Task A_list_is_read_to_its_last_page()
    {
        stripe.Answers(Sample.List(true, Sample.Refund("re_1"), Sample.Refund("re_2"))).Answers(Sample.List(true, Sample.Refund("re_3")))
            .Answers(Sample.List(false, Sample.Refund("re_4")));

        var refunds = await stripe.Client.RefundsOf("pi_1", default);

        Assert.Equal(["re_1", "re_2", "re_3", "re_4"], refunds.Select(refund => refund.Id));
        Assert.Equal("refund-re_4", refunds[^1].Reference);
        Assert.Equal([null, "re_2", "re_3"], stripe.Asked.Select(asked => asked.Query.GetValueOrDefault("starting_after")));
        Assert.All(stripe.Asked, asked => Assert.Equal(("100", "pi_1"), (asked.Query["limit"], asked.Query["payment_intent"])));
    }

    [Fact]
    public async Task A_list_that_promises_more_and_shows_nothing_is_not_asked_for_ever()
    {
        var unreadable = await Assert.ThrowsAsync<StripeException>(() => stripe.Answers(Sample.List(true)).Client.RefundsOf("pi_1", default));

        Assert.Equal(StripeFault.Unreadable, unreadable.Fault);
        Assert.Single(stripe.Asked);
    }

    [Fact]
    public async Task Transfers_are_found_by_their_order_and_reversals_by_their_transfer()
    {
        stripe.Answers(Sample.List(false, Sample.Transfer()))
            .Answers(Sample.List(false, """{"id":"trr_1","amount":2500,"currency":"cny","created":1772442300,"metadata":{"reference":"reversal-1"}}"""));

        var transfer = Assert.Single(await stripe.Client.TransfersOf("order-1", default));
        var reversal = Assert.Single(await stripe.Client.ReversalsOf("tr_1", default));

        Assert.Equal(
            new Transfer("tr_1", Money.Yuan(1000), Money.Yuan(25), "acct_1", "transfer-1", "order-1", ScriptedStripe.Start.AddSeconds(200)), transfer);
        Assert.Equal(new Reversal("trr_1", Money.Yuan(25), "reversal-1", ScriptedStripe.Start.AddSeconds(300)), reversal);
        Assert.Equal("order-1", stripe.Asked[0].Query["transfer_group"]);
        Assert.Equal("/v1/transfers/tr_1/reversals", stripe.Asked[1].Path);
    }

    [Fact]
    public async Task What_is_sent_and_taken_back_carries_our_own_ids()
    {
        stripe.Answers(Sample.Refund()).Answers(Sample.Transfer())
            .Answers("""{"id":"trr_1","amount":2500,"currency":"cny","created":1772442300,"metadata":{"reference":"reversal-1"}}""");

        await stripe.Client.CreateRefund(new("pi_1", Money.Yuan(50), "order-1", "refund-1", "cancelled"), "key-3", default);
        await stripe.Client.CreateTransfer(new("order-1", "acct_1", Money.Yuan(1000), "ch_1", "transfer-1"), "key-4", default);
        await stripe.Client.ReverseTransfer(new("tr_1", Money.Yuan(25), "order-1", "reversal-1"), "key-5", default);

        Assert.Equal(
            "payment_intent=pi_1&amount=5000&metadata[order]=order-1&metadata[reference]=refund-1&metadata[reason]=cancelled", stripe.Asked[0].Body);
        Assert.Equal(
            "amount=100000&currency=cny&destination=acct_1&source_transaction=ch_1&transfer_group=order-1&metadata[order]=order-1&metadata[reference]=transfer-1",
            stripe.Asked[1].Body);
        Assert.Equal("amount=2500&metadata[order]=order-1&metadata[reference]=reversal-1", stripe.Asked[2].Body);
    }

    [Fact]
    public async Task A_dispute_shows_what_it_took_and_gave_back()
    {
        stripe.Answers(Sample.List(false, $$"""
            {"id":"dp_1","status":"needs_response","amount":120000,"currency":"cny","reason":"fraudulent","payment_intent":"pi_1","created":1772442400,
             "evidence_details":{"due_by":1773046800},"balance_transactions":[{{Sample.Movement}}]}
            """));

        var dispute = Assert.Single(await stripe.Client.DisputesOf("pi_1", default));

        Assert.Equal(
            ("dp_1", DisputeStatus.NeedsResponse, Money.Yuan(1200), "fraudulent", "pi_1", ScriptedStripe.Start.AddSeconds(604_800)),
            (dispute.Id, dispute.Status, dispute.Amount, dispute.Reason, dispute.PaymentIntent, dispute.EvidenceDueBy));
        Assert.Equal("txn_1", Assert.Single(dispute.Movements).Id);
    }

    [Fact]
    public async Task Movements_of_the_balance_name_the_order_and_our_own_id()
    {
        string Movement(string id, string currency, string source) => $$"""
            {"id":"{{id}}","type":"x","reporting_category":"y","amount":-5000,"fee":0,"net":-5000,"currency":"{{currency}}","created":1772442001,
             "available_on":1773046801,"source":{{source}}}
            """;
        stripe.Answers(Sample.List(true,
                Movement("txn_1", "cny", """{"id":"re_1","object":"refund","payment_intent":"pi_1","metadata":{"order":"order-1","reference":"refund-1"}}"""),
                Movement("txn_2", "cny", """{"id":"tr_1","object":"transfer","transfer_group":"order-2","metadata":{}}""")))
            .Answers(Sample.List(false, Movement("txn_3", "hkd", "\"po_1\""), Movement("txn_4", "cny", "null")));

        var movements = await stripe.Client.BalanceTransactions(ScriptedStripe.Start, ScriptedStripe.Start.AddDays(1), default).ToListAsync();

        Assert.Equal(
            [
                ("txn_1", "cny", "re_1", "refund", "order-1", "pi_1", "refund-1"),
                ("txn_2", "cny", "tr_1", "transfer", "order-2", null, null),
                ("txn_3", "hkd", "po_1", null, null, null, null),
                ("txn_4", "cny", null, null, null, null, null),
            ],
            movements.Select(movement => (
                movement.Id, movement.Currency, movement.Source, movement.SourceKind, movement.Order, movement.PaymentIntent, movement.Reference)));
        var query = stripe.Asked[1].Query;
        Assert.Equal(
            ("1772442000", "1772528400", "data.source", "txn_2"),
            (query["created[gte]"], query["created[lt]"], query["expand[0]"], query["starting_after"]));
    }

    [Fact]
    public async Task Of_the_balance_only_yuan_count()
    {
        stripe.Answers("""
            {"object":"balance","available":[{"amount":100,"currency":"hkd"},{"amount":250,"currency":"cny"}],"pending":[{"amount":-5,"currency":"cny"}]}
            """);

        Assert.Equal(new Balance(new(250), new(-5)), await stripe.Client.Balance(default));
    }

    [Theory]
    [InlineData("""{"id":"acct_1","capabilities":{"transfers":"active"},"payouts_enabled":true}""", true, true)]
    [InlineData("""{"id":"acct_1","capabilities":{"transfers":"pending"},"payouts_enabled":false}""", false, false)]
    [InlineData("""{"id":"acct_1"}""", false, false)]
    public async Task An_account_receives_when_Stripe_has_checked_it(string json, bool receives, bool paysOut) =>
        Assert.Equal(new("acct_1", receives, paysOut), await stripe.Answers(json).Client.Account("acct_1", default));
}
