namespace Billing.Ledger;

/// <summary>
/// The chart of accounts: every account there is has its name made here.
/// Three kinds live side by side and never mix: cash of funds, entitlements of companies, claims of vendors.
/// </summary>
public readonly record struct AccountId(string Value) : IComparable<AccountId>
{
    /// <summary>Where appropriations come from (财政拨款); may go below zero, it is the world outside.</summary>
    public static AccountId Treasury(string owner) => new($"treasury/{owner}");

    /// <summary>Where the bank's interest comes from (S003 art.18); may go below zero, it is the world outside.</summary>
    public static AccountId Interest(string owner) => new($"interest/{owner}");

    /// <summary>Money of a fund that no order has claimed.</summary>
    public static AccountId FundAvailable(string fund) => new($"fund/{fund}/available");

    /// <summary>Money of a fund that orders have claimed and acceptance has not yet spent.</summary>
    public static AccountId FundEncumbered(string fund) => new($"fund/{fund}/encumbered");

    /// <summary>Money of a fund that acceptance has made payable and no approved withdrawal has taken yet.</summary>
    public static AccountId FundSpent(string fund) => new($"fund/{fund}/spent");

    /// <summary>Money of a fund that its owner has approved to be paid out (S003 art.18).</summary>
    public static AccountId FundWithdrawn(string fund) => new($"fund/{fund}/withdrawn");

    /// <summary>Money that was paid out and is owed back to a fund.</summary>
    public static AccountId FundRecoveries(string fund) => new($"fund/{fund}/recoveries");

    /// <summary>The counter-account of all entitlements granted (S003 art.17); may go below zero.</summary>
    public static readonly AccountId Entitlements = new("programme/entitlements");

    public static AccountId WalletAvailable(string wallet) => new($"wallet/{wallet}/available");

    public static AccountId WalletReserved(string wallet) => new($"wallet/{wallet}/reserved");

    public static AccountId WalletConsumed(string wallet) => new($"wallet/{wallet}/consumed");

    /// <summary>The counter-account of all that vendors have earned (S003 art.19); may go below zero.</summary>
    public static readonly AccountId Claims = new("vendors/claims");

    /// <summary>What acceptance has granted a vendor and the bank has not paid yet.</summary>
    public static AccountId VendorPayable(string vendor) => new($"vendor/{vendor}/payable");

    public static AccountId VendorPaid(string vendor) => new($"vendor/{vendor}/paid");

    /// <summary>What a vendor was paid and has to give back.</summary>
    public static AccountId VendorOwed(string vendor) => new($"vendor/{vendor}/owed");

    /// <summary>True only for the accounts that stand for the world outside: treasuries, interest, granted entitlements and claims; no other may go below zero.</summary>
    public bool MayGoBelowZero =>
        Value.StartsWith("treasury/", StringComparison.Ordinal) || Value.StartsWith("interest/", StringComparison.Ordinal)
        || this == Entitlements || this == Claims;

    public int CompareTo(AccountId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
