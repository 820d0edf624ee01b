using Billing;
using Marketplace.Api.Access;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;

namespace Marketplace.Api.Payments;

/// <summary>What came back, or is to come back, to the company.</summary>
/// <param name="Problem">Why it failed, in the processor's word.</param>
public sealed record RefundView(RefundId Id, Money Amount, RefundCause Cause, string? Reason, RefundStatus Status, DateTimeOffset AskedAt, string? Problem);

public sealed record DisputeView(string Id, Money Amount, string Reason, DisputeStatus Status, DateTimeOffset OpenedAt, DateTimeOffset? EvidenceDueBy);

/// <summary>What a company pays itself for an order, as the requester may see it.</summary>
/// <param name="Status">As in lists; <c>due</c> before anything was paid.</param>
/// <param name="PayBy">Until when it can be paid; null when it cannot.</param>
/// <param name="Url">The open payment page, for the company only; null when there is none: <c>POST</c> opens one.</param>
/// <param name="VendorShare">Null for the company.</param>
/// <param name="PlatformFee">Null for the company.</param>
/// <param name="ProcessorFees">Null for company and vendor.</param>
/// <param name="LastFailure">Why the last attempt failed, in the processor's word; null when it did not.</param>
/// <param name="Proposal">A refund that waits for a second operator; for operators and overseers only.</param>
public sealed record PaymentView(
    OrderId Order, string Number, Money Amount, PaymentStatus Status, DateTimeOffset? PayBy, Uri? Url, DateTimeOffset? ExpiresAt, string? Method,
    DateTimeOffset? PaidAt, Money Received, Money Surplus, Money Refunded, Money Refunding, Money InDispute, Money ChargedBack, Money? VendorShare,
    Money? PlatformFee, Money? ProcessorFees, string? LastFailure, IReadOnlyList<RefundView> Refunds, IReadOnlyList<DisputeView> Disputes, RefundProposal? Proposal)
{
    /// <param name="row">Null before anybody began to pay.</param>
    public static PaymentView Of(Requester requester, OrderRow order, PaymentRow? row, PaymentPage? page)
    {
        var seesShares = requester.Role != Role.Company;
        var payment = row?.Payment;
        return new PaymentView(
            order.Id, order.Number, order.Split.Company, row?.Status ?? PaymentStatus.Due, order.Status == OrderStatus.AwaitingPayment ? order.LapsesAt : null,
            page?.Url, page?.ExpiresAt, row?.Method, row?.PaidAt, row?.Received ?? Money.Zero, row?.Surplus ?? Money.Zero, row?.Refunded ?? Money.Zero,
            row?.Refunding ?? Money.Zero, row?.InDispute ?? Money.Zero, row?.ChargedBack ?? Money.Zero, seesShares ? row?.VendorShare : null,
            seesShares ? row?.PlatformFee : null, Roles.Overseers.Includes(requester.Role) ? row?.ProcessorFees : null,
            payment is { Kept: null, LastFailure: { } failure } ? failure.Code : null,
            [.. (payment?.Refunds ?? []).Select(r => new RefundView(r.Id, r.Amount, r.Cause, r.Reason, r.Status, r.AskedAt, r.Problem))],
            [.. (payment?.Disputes ?? []).Select(d => new DisputeView(d.Id, d.Amount, d.Reason, d.Status, d.OpenedAt, d.EvidenceDueBy))],
            Roles.Overseers.Includes(requester.Role) ? payment?.Proposal : null);
    }
}
