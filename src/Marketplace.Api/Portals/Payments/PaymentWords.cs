using Marketplace.Api.Access;
using Marketplace.Api.Lists;
using Marketplace.Grains.Payments;
using static Marketplace.Grains.Payments.PaymentEvent;

namespace Marketplace.Api.Portals.Payments;

/// <summary>How the facts of a payment are told, and to whom which of them.</summary>
public static class PaymentWords
{
    /// <summary>What the company itself did or has to know.</summary>
    static readonly HashSet<string> ForAll =
    [
        "payment_received", "stray_money_received", "refund_asked", "refund_made", "refund_failed", "refund_retried",
        "dispute_opened", "dispute_won", "dispute_lost",
    ];

    /// <summary>What is between the company and its bank.</summary>
    static readonly HashSet<string> ForPayers = ["payment_failed"];

    /// <summary>Where the vendor's share goes.</summary>
    static readonly HashSet<string> ForVendors =
        ["share_released", "transfer_made", "transfer_refused", "reversal_made", "reversal_refused", "share_taken_up", "share_given_back"];

    /// <summary>How the platform comes to a refund.</summary>
    static readonly HashSet<string> ForOverseers = ["payment_begun", "refund_proposed", "refund_declined"];

    public static bool IsOne(string type) => ForAll.Contains(type) || ForPayers.Contains(type) || ForVendors.Contains(type) || ForOverseers.Contains(type);

    public static bool IsFor(Role? reader, string type) =>
        ForAll.Contains(type)
        || (ForPayers.Contains(type) && reader is { } payer && (Roles.Overseers | Role.Company).Includes(payer))
        || (ForVendors.Contains(type) && reader is { } role && (Roles.Overseers | Role.Vendor).Includes(role))
        || (ForOverseers.Contains(type) && reader is { } overseer && Roles.Overseers.Includes(overseer));

    /// <summary>Amounts and reasons; null where the title says it all.</summary>
    public static string? Of(Portal portal, Texts texts, PaymentEvent fact) => fact switch
    {
        PaymentReceived f => $"{Portal.Yuan(f.Charge.Amount)} · {texts.Word("paymentMethod", f.Charge.Method, portal.Language)}",
        StrayMoneyReceived f => Portal.Yuan(f.Charge.Amount),
        PaymentFailed f => FailureOf(portal, f.Attempt.Code),
        RefundProposed f => $"{Portal.Yuan(f.Proposal.Amount)} · {f.Proposal.Reason}",
        RefundAsked f => $"{Portal.Yuan(f.Amount)} · {portal.Text($"payment.back.cause.{MoneyBack.NameOf(f.Cause)}")}",
        RefundMade f => Portal.Yuan(f.Amount),
        RefundFailed f => Portal.Yuan(f.Amount),
        DisputeOpened f => Portal.Yuan(f.Amount),
        DisputeLost f => Portal.Yuan(f.Amount),
        ShareReleased f => $"{Portal.Yuan(f.Amount)} · {portal.Text($"payment.way.{MoneyBack.NameOf(f.Way)}")}",
        TransferMade f => Portal.Yuan(f.Amount),
        TransferRefused f => $"{Portal.Yuan(f.Payable)} · {f.Problem}",
        ReversalMade f => Portal.Yuan(f.Amount),
        ReversalRefused f => $"{Portal.Yuan(f.Owed)} · {f.Problem}",
        ShareTakenUp f => Portal.Yuan(f.Amount),
        ShareGivenBack f => Portal.Yuan(f.Payable),
        _ => null,
    };

    /// <summary>Why an attempt to pay failed, in plain words.</summary>
    public static string FailureOf(Portal portal, string code) =>
        portal.Text(portal.HasText($"payment.failure.{code}") ? $"payment.failure.{code}" : "payment.failure.other");
}
