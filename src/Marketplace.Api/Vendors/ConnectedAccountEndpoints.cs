using Billing.Stripe;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.People;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;

namespace Marketplace.Api.Vendors;

/// <param name="Account">The vendor's account at the payment processor, such as <c>acct_1A2b3C</c>; left out, its share is paid by file.</param>
public sealed record ConnectedAccountInput(string? Account);

/// <param name="Account">The one that was seen.</param>
/// <param name="Code">What the operator's authenticator app shows now; keys for machines have none.</param>
public sealed record AccountConfirmationInput(string? Account, string? Code);

/// <summary>Where a vendor has its share of what companies pay themselves.</summary>
public static class ConnectedAccountEndpoints
{
    const string Prefix = "acct_";

    public static void MapConnectedAccounts(this IEndpointRouteBuilder api)
    {
        api.MapPost("/vendors/{creditCode}/connected-account", Connect).For(Role.Operator).NeedsKey()
            .WithSummary("Name the account at the payment processor to which a vendor's share of what companies pay shall go; the processor is asked whether it may receive it, and a second operator confirms. Without an account it is paid by file.")
            .Produces<ConnectionAnswer>();
        api.MapPost("/vendors/{creditCode}/connected-account/confirmation", Confirm).For(Role.Operator).NeedsKey()
            .WithSummary("Confirm the account that was named; not who named it. People give a fresh one-time code.").Produces<ConnectionAnswer>();
    }

    static async Task<IResult> Connect(string creditCode, ConnectedAccountInput input, HttpContext context, IGrains grains, StripeClient stripe)
    {
        var (account, refusal) = await Read(input, stripe, context.RequestAborted);
        return refusal is null ? await grains.Send(context, new ConnectVendor(new CreditCode(creditCode), account, context.Requester().Signatory)) : Problems.Result(refusal);
    }

    static async Task<IResult> Confirm(string creditCode, AccountConfirmationInput input, HttpContext context, IGrains grains, FreshCode fresh)
    {
        var check = new Checked();
        var account = check.Text("account", input.Account, 60);
        if ((check.Refusal ?? await fresh.Prove(context, input.Code)) is { } refusal) return Problems.Result(refusal);
        return await grains.Send(context, new ConfirmConnection(new CreditCode(creditCode), account, context.Requester().Signatory));
    }

    /// <summary>The account, which the processor is asked about; null for none.</summary>
    internal static async Task<(string? Account, Refusal? Refusal)> Read(ConnectedAccountInput input, StripeClient stripe, CancellationToken cancel)
    {
        var check = new Checked();
        var account = check.OptionalText("account", input.Account, 60);
        check.That(account is null || account.StartsWith(Prefix, StringComparison.Ordinal), "account", "account begins with acct_.", "account 应以 acct_ 开头。");
        return (account, check.Refusal ?? (account is null ? null : await Obstacle(account, stripe, cancel)));
    }

    static async Task<Refusal?> Obstacle(string account, StripeClient stripe, CancellationToken cancel)
    {
        try
        {
            return (await stripe.Account(account, cancel)).MayReceiveTransfers ? null : VendorRefusal.ConnectedAccountNotReady;
        }
        catch (StripeException e)
        {
            return e.Fault switch
            {
                StripeFault.Unconfigured => PaymentRefusal.NotConfigured,
                StripeFault.UnknownObject or StripeFault.Refused or StripeFault.Unauthorised => VendorRefusal.ConnectedAccountUnknown,
                _ => PaymentRefusal.Unavailable,
            };
        }
    }
}
