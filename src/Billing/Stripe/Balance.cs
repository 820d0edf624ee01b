using System.Text.Json;

namespace Billing.Stripe;

/// <summary>One movement of the platform's balance at Stripe, with the payment, refund, transfer or dispute that moved it.</summary>
/// <param name="Type">As Stripe names it, finer than <see cref="ReportingCategory"/>.</param>
/// <param name="Amount">In the smallest unit of <see cref="Currency"/>, as are fee and net: fen only if that is <c>cny</c>. Below zero if it left.</param>
/// <param name="SourceKind">Stripe's word for the kind of object; null if the movement came without it.</param>
/// <param name="Order">Metadata <c>order</c> of the source, or its transfer group.</param>
/// <param name="Reference">Metadata <c>reference</c> of the source: our own id of a refund, transfer or reversal.</param>
public sealed record BalanceTransaction(
    string Id, string Type, string ReportingCategory, Money Amount, Money Fee, Money Net, string Currency, DateTimeOffset CreatedAt,
    DateTimeOffset AvailableAt, string? Source, string? SourceKind, string? Order, string? PaymentIntent, string? Reference)
{
    public bool IsYuan => Currency == StripeJson.Yuan;

    internal static BalanceTransaction Read(JsonElement json)
    {
        var source = json.Object("source");
        return new(
            json.Needed("id"),
            json.Needed("type"),
            json.Text("reporting_category") ?? "",
            json.Amount("amount"),
            json.Amount("fee"),
            json.Amount("net"),
            json.Needed("currency"),
            json.Moment("created"),
            json.Moment("available_on"),
            json.Id("source"),
            source?.Text("object"),
            source?.Metadata("order") ?? source?.Text("transfer_group"),
            source?.Id("payment_intent"),
            source?.Metadata("reference"));
    }
}

/// <summary>The yuan that the platform has at Stripe; what it has there in other currencies is not counted.</summary>
public sealed record Balance(Money Available, Money Pending)
{
    internal static Balance Read(JsonElement json) => new(Yuan(json, "available"), Yuan(json, "pending"));

    static Money Yuan(JsonElement json, string name) => json
        .List(name, row => row.Text("currency") is StripeJson.Yuan ? row.Amount("amount") : Money.Zero)
        .Aggregate(Money.Zero, (sum, amount) => sum + amount);
}

/// <summary>A vendor's account at Stripe, as far as it decides whether money can go there.</summary>
public sealed record ConnectedAccount(string Id, bool MayReceiveTransfers, bool PayoutsEnabled)
{
    internal static ConnectedAccount Read(JsonElement json) =>
        new(json.Needed("id"), json.Object("capabilities")?.Text("transfers") is "active", json.Flag("payouts_enabled"));
}
