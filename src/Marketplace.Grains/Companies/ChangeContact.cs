using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Companies;

/// <summary>A company names another contact; the earlier one stays sealed in its fact.</summary>
/// <param name="Contact">Sealed, as in the profile.</param>
public sealed record ChangeContact(CreditCode Company, string Contact) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Companies.Company.Grain[Company.Value]];

    public Reply Run(Turn turn) =>
        turn.Do(Companies.Company.Grain[Company.Value], new CompanyCommand.NameContact(Contact)) is { } refusal
            ? refusal
            : Reply.With(new { creditCode = Company.Value });
}
