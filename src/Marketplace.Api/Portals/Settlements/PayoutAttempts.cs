using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;

namespace Marketplace.Api.Portals.Settlements;

/// <summary>A row that was sent to the bank.</summary>
/// <param name="Result">Null while the bank has not answered.</param>
public sealed record PayoutAttempt(string Reference, Billing.Money Amount, PayoutResult? Result);

/// <summary>What was sent to the bank for statements, and what it said.</summary>
public sealed class PayoutAttempts(IGrains grains)
{
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<PayoutAttempt>>> Of(IEnumerable<StatementItem> statements, CancellationToken cancel)
    {
        var attempts = new Dictionary<string, IReadOnlyList<PayoutAttempt>>(StringComparer.Ordinal);
        foreach (var together in statements.Where(s => s.Withdrawal is not null).GroupBy(s => s.Withdrawal!.Value))
        {
            var withdrawal = await grains.Read(turn => turn.Read(Withdrawal.Grain[together.Key.Value]), cancel);
            foreach (var statement in together) attempts[statement.Id.Value] = Of(withdrawal, statement.Id);
        }
        return attempts;
    }

    /// <summary>The first one first.</summary>
    public static IReadOnlyList<PayoutAttempt> Of(Withdrawal withdrawal, StatementId statement) =>
    [
        .. from row in withdrawal.Files.SelectMany(f => f.Rows)
           where row.Statement == statement
           select new PayoutAttempt(row.Reference, row.Amount, withdrawal.Results.GetValueOrDefault(row.Reference)),
    ];
}
