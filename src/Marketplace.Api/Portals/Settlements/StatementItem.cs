using System.Text.Json;
using Billing;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Settlements;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Portals.Settlements;

/// <summary>Where a statement stands, as people call it.</summary>
public enum StatementStep
{
    /// <summary>Its lines are being put together.</summary>
    Drawing,

    /// <summary>The vendor has to issue its invoice.</summary>
    Invoice,

    /// <summary>It can be put into a withdrawal.</summary>
    Ready,

    /// <summary>An owner of the funds has to approve.</summary>
    Approval,

    /// <summary>The bank has to pay.</summary>
    Bank,

    Paid,
}

/// <summary>A statement as it stands in lists.</summary>
/// <param name="WithdrawalStatus">Of the withdrawal that it is in.</param>
public sealed record StatementItem(
    StatementId Id, string Month, CreditCode Vendor, string? VendorName, string PayeeName, int Lines, Money Gross, Money Recovered, Money Total,
    EquatableList<FundShare> Funds, StatementStatus Status, Invoice? Invoice, WithdrawalId? Withdrawal, WithdrawalStatus? WithdrawalStatus,
    DateOnly AcceptedOn, Payment? Payment, int? DaysToPayment)
{
    /// <param name="invoiceNeeded">By the policy in force.</param>
    public StatementStep Step(bool invoiceNeeded) => Status switch
    {
        StatementStatus.Paid => StatementStep.Paid,
        StatementStatus.Requested => WithdrawalStatus == Grains.Settlements.WithdrawalStatus.Requested ? StatementStep.Approval : StatementStep.Bank,
        StatementStatus.Drawn => invoiceNeeded && Invoice is null && Total.IsPositive ? StatementStep.Invoice : StatementStep.Ready,
        _ => StatementStep.Drawing,
    };
}

/// <summary>Reads statements for pages, within what the requester may see.</summary>
public sealed class StatementItems(ListReader reader)
{
    public async Task<IReadOnlyList<StatementItem>> Of(Requester requester, IQueryCollection query, Page page, CancellationToken cancel)
    {
        StatementLists.Read(requester, query, out var list);
        return [.. (await reader.Page(list, page, cancel)).Select(Read)];
    }

    /// <summary>Every statement of the filter, however many there are.</summary>
    public async Task<IReadOnlyList<StatementItem>> All(Requester requester, IQueryCollection query, CancellationToken cancel)
    {
        StatementLists.Read(requester, query, out var list);
        return await reader.All(list, cancel).Select(Read).ToListAsync(cancel);
    }

    static StatementItem Read(string document) => JsonSerializer.Deserialize<StatementItem>(document, CanonicalJson.Options)!;

    public Task<ListTotals> Totals(Requester requester, IQueryCollection query, CancellationToken cancel)
    {
        StatementLists.Read(requester, query, out var list);
        return reader.Totals(list, cancel);
    }
}
