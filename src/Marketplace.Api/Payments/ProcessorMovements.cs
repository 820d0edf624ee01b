using Billing.Stripe;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Payments;

/// <summary>Books what the payment processor did with the platform's balance that is about no order.</summary>
public sealed class ProcessorMovements(StripeClient stripe, IGrains grains)
{
    /// <summary>A payout's movement is made with it; clocks and news may be off by so much.</summary>
    static readonly TimeSpan Around = TimeSpan.FromDays(1);

    static readonly Caller News = new("processor");

    /// <summary>Finds a payout's movement and books it; false when there is none.</summary>
    public async Task<bool> BookPayout(string payout, DateTimeOffset about, CancellationToken cancel)
    {
        var isBooked = false;
        await foreach (var movement in stripe.BalanceTransactions(about - Around, about + Around, cancel))
            if (movement.Source == payout && movement.IsYuan && movement.Type.StartsWith("payout", StringComparison.Ordinal))
            {
                await Book(movement, cancel);
                isBooked = true;
            }
        return isBooked;
    }

    /// <summary>A payout, a payout that came back, or a fee of the processor's account.</summary>
    public Task Book(BalanceTransaction movement, CancellationToken cancel) => grains.Send(
        new RecordProcessorMovement(movement.Id, -movement.Net, movement.Type.StartsWith("payout", StringComparison.Ordinal), movement.Type, movement.CreatedAt), News, cancel);
}
