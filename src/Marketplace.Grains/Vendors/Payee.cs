using Marketplace.Grains.Companies;

namespace Marketplace.Grains.Vendors;

/// <summary>A company that a vendor controls and has authorised to receive its money (S003 art.6).</summary>
/// <param name="ShareBasisPoints">The vendor's share in hundredths of a percent: 5,001 is 50.01 %.</param>
/// <param name="RegisteredIn">The code of a city of Anhui.</param>
/// <param name="Evidence">Ids of stored files, or the number of a document.</param>
public sealed record PayeeAuthorisation(
    CreditCode Payee, string Name, int ShareBasisPoints, string RegisteredIn, string Evidence, DateOnly AuthorisedOn)
{
    /// <summary>A share must be above one half.</summary>
    public const int HalfBasisPoints = 5_000;

    public const int WholeBasisPoints = 10_000;
}

/// <summary>Where money for a payee goes.</summary>
/// <param name="Holder">Whose account it is; it must be the payee's.</param>
/// <param name="Account">Bank, name and number, sealed under the vendor's key.</param>
public sealed record BankAccount(CreditCode Holder, string Account);

/// <summary>What 信用中国 showed of a vendor on a day (S003 art.5).</summary>
/// <param name="Clean">False when it showed a breach.</param>
public sealed record CreditStanding(bool Clean, DateOnly On, string Evidence);
