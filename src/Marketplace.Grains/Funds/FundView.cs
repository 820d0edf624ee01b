using Billing;
using Billing.Ledger;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Funds;

/// <summary>A fund with what its accounts hold: appropriated = available + encumbered + spent.</summary>
public sealed record FundView(
    FundId Id, string Owner, int Year, Money Appropriated, Money Available, Money Encumbered, Money Spent)
{
    public static FundView Of(Turn turn, FundId id)
    {
        var fund = turn.Read(Fund.Grain[id.Value]);
        return new FundView(
            id, fund.Owner ?? "", fund.Year, fund.Appropriated, turn.Balance(AccountId.FundAvailable(id.Value)),
            turn.Balance(AccountId.FundEncumbered(id.Value)), turn.Balance(AccountId.FundSpent(id.Value)));
    }
}
