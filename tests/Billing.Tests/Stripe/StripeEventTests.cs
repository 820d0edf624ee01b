using System.Text;
using Billing.Stripe;

namespace Billing.Tests.Stripe;

public sealed class StripeEventTests
{
    [Fact]
    public void An_event_of_a_payment_page_names_its_order_and_its_payment() =>
        Assert.Equal(
            new StripeEvent(
                "evt_1", "checkout.session.completed", ScriptedStripe.Start, "2025-12-15.clover", false, "checkout.session", "cs_1", "order-1",
                "pi_1", null),
            Read(Event("checkout.session.completed", Sample.Session("\"pi_1\""))));

    [Fact]
    public void An_event_of_a_payment_names_the_payment_and_its_charge()
    {
        var read = Read(Event("payment_intent.succeeded", Sample.Intent()));

        Assert.Equal(("payment_intent", "pi_1", "order-1", "pi_1", "ch_1"), (read!.ObjectKind, read.ObjectId, read.Order, read.PaymentIntent, read.Charge));
    }

    [Theory]
    [InlineData("""{"object":"charge","id":"ch_1","payment_intent":"pi_1"}""", "pi_1", "ch_1")]
    [InlineData("""{"object":"refund","id":"re_1","payment_intent":{"id":"pi_1"},"charge":{"id":"ch_1"}}""", "pi_1", "ch_1")]
    [InlineData("""{"object":"dispute","id":"dp_1","payment_intent":"pi_1","charge":"ch_1"}""", "pi_1", "ch_1")]
    [InlineData("""{"object":"transfer","id":"tr_1","source_transaction":"ch_1"}""", null, "ch_1")]
    [InlineData("""{"object":"payout","id":"po_1"}""", null, null)]
    public void Payment_and_charge_are_found_wherever_the_object_has_them(string subject, string? intent, string? charge)
    {
        var read = Read(Event("something.updated", subject));

        Assert.Equal((intent, charge), (read!.PaymentIntent, read.Charge));
    }

    [Theory]
    [InlineData("""{"object":"x","metadata":{"order":"a"},"client_reference_id":"b","transfer_group":"c"}""", "a")]
    [InlineData("""{"object":"x","metadata":{},"client_reference_id":"b","transfer_group":"c"}""", "b")]
    [InlineData("""{"object":"x","metadata":null,"client_reference_id":null,"transfer_group":"c"}""", "c")]
    [InlineData("""{"object":"x","metadata":{"order":7}}""", null)]
    public void The_order_is_found_in_three_places(string subject, string? order) => Assert.Equal(order, Read(Event("x.y", subject))!.Order);

    [Fact]
    public void An_object_without_an_id_is_read() => Assert.Equal("", Read(Event("balance.available", """{"object":"balance"}"""))!.ObjectId);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"event\"")]
    [InlineData("{}")]
    [InlineData("{\"object\":\"event\"")]
    [InlineData("""{"object":"event","id":"evt_1","type":"x","created":1}""")]
    [InlineData("""{"object":"event","id":"evt_1","type":"x","created":1,"data":[]}""")]
    [InlineData("""{"object":"event","id":"evt_1","type":"x","created":1,"data":{"object":"cs_1"}}""")]
    [InlineData("""{"object":"event","id":1,"type":"x","created":1,"data":{"object":{"object":"y"}}}""")]
    [InlineData("""{"object":"event","id":"evt_1","type":"x","created":"1","data":{"object":{"object":"y"}}}""")]
    [InlineData("""{"object":"event","id":"evt_1","type":"x","created":1e300,"data":{"object":{"object":"y"}}}""")]
    [InlineData("""{"object":"event","id":"evt_1","type":"x","created":999999999999999,"data":{"object":{"object":"y"}}}""")]
    [InlineData("""{"object":"event","id":"\ud800","type":"x","created":1,"data":{"object":{"object":"y"}}}""")]
    [InlineData("""{"object":"event","id":"a\u0000b","type":"x","created":1,"data":{"object":{"object":"y"}}}""")]
    [InlineData("""{"object":"event","id":"evt_1","type":"x","created":1,"data":{"object":{"object":"y"}}} {}""")]
    [InlineData("""{"object":"v2.core.event","id":"evt_1","type":"x","created":"2026-03-02T09:00:00Z","related_object":{}}""")]
    public void What_is_no_event_is_null(string body) => Assert.Null(Read(body));

    [Fact]
    public void Bytes_that_are_no_text_are_null()
    {
        Assert.Null(StripeEvent.TryRead([0xff, 0xfe, 0x00]));
        Assert.Null(StripeEvent.TryRead([.. "{\"object\":\""u8, 0xc3, 0x28, .. "\"}"u8]));
    }

    [Fact]
    public void What_is_too_deep_is_null() => Assert.Null(Read(new string('[', 100_000)));

    [Fact]
    public void What_is_too_long_is_null_whatever_it_says() =>
        Assert.Null(Read(Event(new string('a', StripeEvent.BodyMax), """{"object":"x"}""")));

    [Fact]
    public void A_name_that_is_too_long_is_left_out_and_not_cut()
    {
        var read = Read(Event("x.y", $$$"""{"object":"x","metadata":{"order":"{{{new string('a', StripeEvent.NameMax + 1)}}}"},"id":"x_1"}"""));

        Assert.Null(read!.Order);
        Assert.Equal("x_1", read.ObjectId);
    }

    static string Event(string type, string subject) => $$$"""
        {"id":"evt_1","object":"event","api_version":"2025-12-15.clover","created":1772442000,"livemode":false,"type":"{{{type}}}",
         "pending_webhooks":1,"request":{"id":"req_1","idempotency_key":"k"},"data":{"previous_attributes":{"status":"open"},"object":{{{subject}}} } }
        """;

    static StripeEvent? Read(string body) => StripeEvent.TryRead(Encoding.UTF8.GetBytes(body));
}
