using System.Globalization;
using System.Security.Cryptography;
using Billing.Stripe;
using Billing.Subsidies;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Payments;

/// <summary>Where a company pays.</summary>
/// <param name="Url">Of the processor's page; whoever has it may pay there.</param>
public sealed record PaymentPage(Uri Url, DateTimeOffset ExpiresAt);

/// <summary>
/// Opens the processor's payment page of an order: one at a time, and the same one for as long as it is open, however often and
/// from wherever it is asked for.
/// </summary>
public sealed class Checkouts(
    StripeClient stripe, StripeOptions options, IGrains grains, PaymentSync sync, FactStreams streams, SubsidyPolicy policy, TimeProvider clock)
{
    /// <summary>Pages end on the full five minutes, so that asking again after an unknown outcome asks for the same page.</summary>
    static readonly TimeSpan Round = TimeSpan.FromMinutes(5);

    /// <summary>A page that was done with is looked up, and another one opened, so often.</summary>
    const int RoundsMax = 3;

    public bool IsConfigured => options.IsConfigured;

    public IReadOnlyList<string> Methods => options.PaymentMethods;

    /// <param name="method">Null to choose on the page.</param>
    /// <param name="origin">Ours, where the processor sends people back to.</param>
    public async Task<(PaymentPage? Page, Refusal? Refusal)> Open(OrderId order, CreditCode company, string? method, Uri origin, Caller caller, CancellationToken cancel)
    {
        if (!options.IsConfigured) return (null, PaymentRefusal.NotConfigured);
        if (method is not null && !options.PaymentMethods.Contains(method)) return (null, PaymentRefusal.MethodUnknown);
        try
        {
            for (var round = 0; round < RoundsMax; round++)
            {
                var begun = await grains.Send(new BeginPayment(order, company) { Policy = policy }, caller with { CommandId = null }, cancel);
                if (begun.Refusal is { } refusal) return (null, refusal);
                var beginning = (PaymentBeginning)CanonicalJson.Read(begun.Answer!, typeof(PaymentBeginning));
                if (beginning.Terms.Amount > NewCheckout.AmountMax) return (null, PaymentRefusal.AboveMaximum);
                if (beginning.Number > OrderPayment.CheckoutsMax && !IsFit(beginning.Open, method)) return (null, PaymentRefusal.TooManyCheckouts);
                if (beginning.Open is not null)
                {
                    if (await Reuse(order, beginning.Open, method, cancel) is { } page) return (page, null);
                    continue;
                }
                var (opened, unopened) = await New(order, beginning, method, origin, caller, cancel);
                // Somebody else was first: theirs is the page.
                if (unopened != PaymentRefusal.CheckoutOpen) return (opened, unopened);
            }
            return (null, PaymentRefusal.CheckoutOpen);
        }
        catch (StripeException e)
        {
            return (null, RefusalOf(e));
        }
    }

    /// <summary>The page that is open now; null where there is none.</summary>
    public async Task<PaymentPage?> Current(OrderPayment payment, CancellationToken cancel)
    {
        if (!options.IsConfigured || payment.Checkout is not { IsClosing: false } open) return null;
        var session = await stripe.Checkout(open.Session, cancel);
        return session is { Status: CheckoutStatus.Open, Url: { } url } ? new PaymentPage(url, session.ExpiresAt) : null;
    }

    static bool IsFit(Checkout? open, string? method) => open is not null && (method is null || method == open.Method);

    /// <summary>Null when it is done with, and another may be opened.</summary>
    async Task<PaymentPage?> Reuse(OrderId order, Checkout open, string? method, CancellationToken cancel)
    {
        var session = await stripe.Checkout(open.Session, cancel);
        if (session is { Status: CheckoutStatus.Open, Url: { } url })
        {
            if (IsFit(open, method)) return new PaymentPage(url, session.ExpiresAt);
            await Close(open, cancel);
        }
        await sync.Run(order, open.Session, intent: null, cancel);
        return null;
    }

    /// <summary>The company wants to pay another way than the page offers.</summary>
    async Task Close(Checkout open, CancellationToken cancel)
    {
        try
        {
            await stripe.ExpireCheckout(open.Session, $"expire-{open.Session}", cancel);
        }
        catch (StripeException e) when (e.Fault == StripeFault.Refused)
        {
            // It has just been paid on: what became of it is looked up now.
        }
    }

    async Task<(PaymentPage?, Refusal?)> New(OrderId order, PaymentBeginning beginning, string? method, Uri origin, Caller caller, CancellationToken cancel)
    {
        var terms = beginning.Terms;
        var listing = await streams.Row<ListingRow>(ListingRow.Table, terms.Listing.Value, cancel);
        var checkout = new NewCheckout(
            order.Value, terms.Number, listing?.Name ?? terms.Number, terms.Amount,
            new Uri(origin, $"/company/orders/{order}/payment?session={NewCheckout.SessionPlaceholder}"), new Uri(origin, $"/company/orders/{order}/payment"),
            Expiry(beginning.LapsesAt), Locale(), method);
        var session = await stripe.CreateCheckout(checkout, KeyOf(checkout, beginning.Number, clock.GetUtcNow()), CancellationToken.None);
        var recorded = await grains.Send(new RecordCheckout(order, session.Id, session.ExpiresAt, method), caller with { CommandId = null }, cancel);
        return recorded.Refusal is { } refusal ? (null, refusal)
            : session.Url is { } url ? (new PaymentPage(url, session.ExpiresAt), null) : (null, PaymentRefusal.Unavailable);
    }

    /// <summary>No sooner than the processor allows, no later than the order can be paid where that is later.</summary>
    DateTimeOffset Expiry(DateTimeOffset lapsesAt)
    {
        var now = clock.GetUtcNow();
        var (earliest, latest) = (now + NewCheckout.LifeMin + TimeSpan.FromMinutes(1), now + NewCheckout.LifeMax - Round);
        var wanted = lapsesAt < earliest ? earliest : lapsesAt > latest ? latest : lapsesAt;
        var rest = wanted.Ticks % Round.Ticks;
        return rest == 0 ? wanted : wanted.AddTicks(Round.Ticks - rest);
    }

    static string Locale() => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? "en" : "zh";

    /// <summary>
    /// Asking for the same page again is the same request; but not for longer than the round, because the processor repeats to a key
    /// for a day what it said first, be it that it failed.
    /// </summary>
    static string KeyOf(NewCheckout checkout, int number, DateTimeOffset now) =>
        $"checkout-{Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Write(new { checkout, number, round = now.Ticks / Round.Ticks })))}";

    static Refusal RefusalOf(StripeException e) => e.Fault switch
    {
        StripeFault.Unconfigured => PaymentRefusal.NotConfigured,
        StripeFault.Refused when e.Code == "amount_too_small" => PaymentRefusal.BelowMinimum,
        StripeFault.Refused or StripeFault.Unauthorised or StripeFault.UnknownObject => PaymentRefusal.Refused,
        _ => PaymentRefusal.Unavailable,
    };
}
