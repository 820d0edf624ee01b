namespace Billing.Ledger;

/// <summary>
/// The chart of accounts: every account there is has its name made here.
/// Two kinds of money live side by side and never mix: cash of funds, and entitlements of companies.
/// </summary>
public readonly record struct AccountId(string Value) : IComparable<AccountId>
{
    /// <summary>Where appropriations come from (财政拨款); may go below zero, it is the world outside.</summary>
    public static AccountId Treasury(string owner) => new($"treasury/{owner}");

    /// <summary>Money of a fund that no order has claimed.</summary>
    public static AccountId FundAvailable(string fund) => new($"fund/{fund}/available");

    /// <summary>Money of a fund that orders have claimed and acceptance has not yet spent.</summary>
    public static AccountId FundEncumbered(string fund) => new($"fund/{fund}/encumbered");

    /// <summary>Money of a fund that acceptance has made payable.</summary>
    public static AccountId FundSpent(string fund) => new($"fund/{fund}/spent");

    /// <summary>The counter-account of all entitlements granted (S003 art.17); may go below zero.</summary>
    public static readonly AccountId Entitlements = new("programme/entitlements");

    public static AccountId WalletAvailable(string wallet) => new($"wallet/{wallet}/available");

    public static AccountId WalletReserved(string wallet) => new($"wallet/{wallet}/reserved");

    public static AccountId WalletConsumed(string wallet) => new($"wallet/{wallet}/consumed");

    /// <summary>True only for the accounts that stand for the world outside, treasuries and granted entitlements; no other may go below zero.</summary>
    public bool MayGoBelowZero => Value.StartsWith("treasury/", StringComparison.Ordinal) || this == Entitlements;

    public int CompareTo(AccountId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
