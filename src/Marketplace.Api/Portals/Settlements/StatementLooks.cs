using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Personal;
using Marketplace.Api.Settlements;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Portals.Settlements;

/// <summary>Gathers what the document of a statement says, straight from the facts.</summary>
public sealed class StatementLooks(
    StatementFacts statements, FactStreams streams, IGrains grains, PersonalData personalData, CodeNames names, SubsidyPolicy policy)
{
    /// <summary>Null when there is none, or none that the requester may know of.</summary>
    public async Task<StatementLook?> Find(string id, Page page, HttpContext context)
    {
        var cancel = context.RequestAborted;
        if (await StatementEndpoints.Visible(id, context, statements) is not { } row) return null;
        var payee = (await grains.Read(turn => turn.Read(Statement.Grain[id]), cancel)).Payee;
        var lines = await statements.Lines(row.Id, page.Offset, page.Size, cancel);
        var withdrawal = row.Withdrawal is { } key ? await streams.Row<WithdrawalRow>(WithdrawalRow.Table, key.Value, cancel) : null;
        return new StatementLook(
            row, (await names.OfVendors([row.Vendor.Value], cancel)).GetValueOrDefault(row.Vendor.Value, row.Vendor.Value), payee,
            payee is null ? null : await PayeeAccount.Open(personalData, row.Vendor, payee.Account, cancel), lines, page,
            await names.OfCompanies(lines.Select(l => l.Company.Value), cancel), await names.OfSoftware(lines.Select(l => l.Listing.Value), cancel),
            withdrawal, withdrawal is null ? [] : await Attempts(withdrawal.Id, row.Id, cancel), policy.InvoiceBeforeWithdrawal);
    }

    async Task<IReadOnlyList<PayoutAttempt>> Attempts(WithdrawalId withdrawal, StatementId statement, CancellationToken cancel) =>
        PayoutAttempts.Of(await grains.Read(turn => turn.Read(Withdrawal.Grain[withdrawal.Value]), cancel), statement);
}
