using Billing;
using Billing.Ledger;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Funds;

/// <summary>
/// A fund with what its accounts hold: appropriated + interest + carriedIn − carriedOut = available + encumbered + spent + withdrawn +
/// recoveries.
/// </summary>
/// <param name="Spent">Payable to vendors, and in no approved withdrawal.</param>
/// <param name="Withdrawn">Approved to be paid out.</param>
/// <param name="Recoveries">Paid out, and owed back by vendors.</param>
public sealed record FundView(
    FundId Id, string Owner, int Year, Money Appropriated, Money Available, Money Encumbered, Money Spent, Money Interest, Money CarriedIn,
    Money CarriedOut, Money Withdrawn, Money Recoveries, DateTimeOffset? ClosedAt)
{
    public static FundView Of(Turn turn, FundId id)
    {
        var fund = turn.Read(Fund.Grain[id.Value]);
        return new FundView(
            id, fund.Owner ?? "", fund.Year, fund.Appropriated, turn.Balance(AccountId.FundAvailable(id.Value)),
            turn.Balance(AccountId.FundEncumbered(id.Value)), turn.Balance(AccountId.FundSpent(id.Value)), fund.InterestTotal, fund.CarriedIn,
            fund.CarriedOut, turn.Balance(AccountId.FundWithdrawn(id.Value)), turn.Balance(AccountId.FundRecoveries(id.Value)), fund.ClosedAt);
    }
}
