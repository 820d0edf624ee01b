using System.Text.Json;

namespace Billing.Stripe;

/// <summary>What a vendor gets of a payment.</summary>
/// <param name="SourceCharge">The charge that it is paid from: the money may be promised before it is available.</param>
/// <param name="Reference">Our own id of the transfer, by which it is found again.</param>
public sealed record NewTransfer(string Order, string Destination, Money Amount, string SourceCharge, string Reference)
{
    internal FormFields Fields()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Amount, new Money(1), nameof(Amount));
        return new()
        {
            { "amount", Amount.Fen },
            { "currency", StripeJson.Yuan },
            { "destination", Destination },
            { "source_transaction", SourceCharge },
            { "transfer_group", Order },
            { "metadata", new FormFields { { "order", Order }, { "reference", Reference } } },
        };
    }
}

/// <summary>Money that went from the platform's balance to a vendor's account.</summary>
public sealed record Transfer(
    string Id, Money Amount, Money Reversed, string Destination, string? Reference, string? Order, DateTimeOffset CreatedAt)
{
    internal static Transfer Read(JsonElement json) => new(
        json.Needed("id"),
        json.YuanAmount("amount"),
        json.Amount("amount_reversed"),
        json.Id("destination") ?? "",
        json.Metadata("reference"),
        json.Metadata("order") ?? json.Text("transfer_group"),
        json.Moment("created"));
}

/// <summary>What is taken back of a transfer.</summary>
/// <param name="Order">A reversal has no transfer group: without this its movement could not be told to belong to the order.</param>
/// <param name="Reference">Our own id of the reversal, by which it is found again.</param>
public sealed record NewReversal(string Transfer, Money Amount, string Order, string Reference)
{
    internal FormFields Fields()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Amount, new Money(1), nameof(Amount));
        return new()
        {
            { "amount", Amount.Fen },
            { "metadata", new FormFields { { "order", Order }, { "reference", Reference } } },
        };
    }
}

/// <summary>Money that came back from a vendor's account.</summary>
public sealed record Reversal(string Id, Money Amount, string? Reference, DateTimeOffset CreatedAt)
{
    internal static Reversal Read(JsonElement json) =>
        new(json.Needed("id"), json.YuanAmount("amount"), json.Metadata("reference"), json.Moment("created"));
}
