using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Vendors;

/// <summary>Records who receives a vendor's money (S003 art.6).</summary>
/// <param name="Authorisation">Null for the vendor itself.</param>
public sealed record NamePayee(CreditCode Vendor, PayeeAuthorisation? Authorisation) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Vendors.Vendor.Grain[Vendor.Value]];

    public Reply Run(Turn turn) => VendorTurn.Run(turn, Vendor, new VendorCommand.Authorise(Authorisation, ChinaTime.DayOf(turn.Now)));
}

/// <summary>Records the payee's bank account.</summary>
public sealed record NameBankAccount(CreditCode Vendor, BankAccount Account) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Vendors.Vendor.Grain[Vendor.Value]];

    public Reply Run(Turn turn) => VendorTurn.Run(turn, Vendor, new VendorCommand.NameAccount(Account));
}

/// <summary>Records what 信用中国 showed of a vendor (S003 art.5).</summary>
public sealed record AttestCredit(CreditCode Vendor, CreditStanding Standing) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Vendors.Vendor.Grain[Vendor.Value]];

    public Reply Run(Turn turn) => VendorTurn.Run(turn, Vendor, new VendorCommand.Attest(Standing, ChinaTime.DayOf(turn.Now)));
}

static class VendorTurn
{
    public static Reply Run(Turn turn, CreditCode vendor, VendorCommand command) =>
        turn.Do(Vendor.Grain[vendor.Value], command) is { } refusal ? refusal : Reply.With(new { vendor });
}
