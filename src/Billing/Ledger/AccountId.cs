namespace Billing.Ledger;

/// <summary>
/// The chart of accounts: every account there is has its name made here.
/// Kinds that live side by side and never mix: cash of funds, entitlements of companies, claims of vendors; and of what companies pay
/// themselves, whom it belongs to (<c>payments/</c>, <c>vendor/…/sales-</c>) and where it lies (<c>processor/</c>).
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

    /// <summary>Where the money of companies comes from; may go below zero, it is the world outside.</summary>
    public static readonly AccountId Companies = new("payments/companies");

    /// <summary>What companies paid that no order takes: too late, twice, or another amount. It goes back.</summary>
    public static readonly AccountId Surplus = new("payments/surplus");

    /// <summary>What goes back to companies and is on its way.</summary>
    public static readonly AccountId Refunding = new("payments/refunding");

    public static readonly AccountId Refunded = new("payments/refunded");

    /// <summary>What companies' banks have taken back for as long as it is disputed.</summary>
    public static readonly AccountId Disputed = new("payments/disputed");

    /// <summary>What companies' banks have taken back for good.</summary>
    public static readonly AccountId ChargedBack = new("payments/charged-back");

    /// <summary>What the platform earns of what companies pay, by the contract of each listing.</summary>
    public static readonly AccountId PlatformFees = new("payments/fees");

    /// <summary>What the platform has laid out for vendors that owe it back; may go below zero, it is the platform's own purse.</summary>
    public static readonly AccountId Advances = new("payments/advances");

    /// <summary>A vendor's share of what companies paid, for as long as they may go back on it.</summary>
    public static AccountId SalesHeld(string vendor) => new($"vendor/{vendor}/sales-held");

    /// <summary>A vendor's share that waits for the next monthly payout file.</summary>
    public static AccountId SalesPayable(string vendor) => new($"vendor/{vendor}/sales-payable");

    /// <summary>A vendor's share that went, or is going, to its connected account.</summary>
    public static AccountId SalesTransferred(string vendor) => new($"vendor/{vendor}/sales-transferred");

    /// <summary>A vendor's share that a payout by file has taken up.</summary>
    public static AccountId SalesPaid(string vendor) => new($"vendor/{vendor}/sales-paid");

    /// <summary>
    /// What went back to companies after the vendor had it; the next payout by file takes it. Below zero where one has taken what,
    /// as the bank said later, the vendor never had: the next one pays it.
    /// </summary>
    public static AccountId SalesOwed(string vendor) => new($"vendor/{vendor}/sales-owed");

    /// <summary>The counter-account of what lies with the payment processor; may go below zero, it is the world outside.</summary>
    public static readonly AccountId ProcessorClearing = new("processor/clearing");

    /// <summary>What lies with the payment processor; may go below zero when it takes back more than is there.</summary>
    public static readonly AccountId ProcessorBalance = new("processor/balance");

    /// <summary>What the payment processor has kept for its service.</summary>
    public static readonly AccountId ProcessorFees = new("processor/fees");

    public static readonly AccountId ProcessorTransferred = new("processor/transferred");

    /// <summary>What the payment processor has paid to the platform's bank.</summary>
    public static readonly AccountId ProcessorPaidOut = new("processor/paid-out");

    /// <summary>True only for the accounts that stand for the world outside, the platform's own purse, and its account with each vendor; no other may go below zero.</summary>
    public bool MayGoBelowZero =>
        Value.StartsWith("treasury/", StringComparison.Ordinal) || Value.StartsWith("interest/", StringComparison.Ordinal)
        || this == Entitlements || this == Claims || this == Companies || this == Advances || this == ProcessorClearing || this == ProcessorBalance
        || this == ProcessorPaidOut || this == ProcessorFees
        || Value.StartsWith("vendor/", StringComparison.Ordinal) && Value.EndsWith("/sales-owed", StringComparison.Ordinal);

    public int CompareTo(AccountId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
