using Billing;
using Billing.Ledger;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Tests.Simulation;
using Marketplace.Grains.Vendors;
using Marketplace.Grains.Wallets;

namespace Marketplace.Grains.Tests.Ledger;

/// <summary>
/// Reads all facts of a store from the first to the last, with memory of its own and without the aggregates' help, and objects to
/// any that had no right to come when it came.
/// </summary>
sealed partial class Chronicle
{
    readonly History _history;

    readonly Dictionary<string, BatchStatus> _batches = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _submitters = new(StringComparer.Ordinal);
    readonly Dictionary<string, CityWork> _cities = new(StringComparer.Ordinal);
    readonly Dictionary<string, OrderLife> _orders = new(StringComparer.Ordinal);
    readonly Dictionary<string, StatementLife> _statements = new(StringComparer.Ordinal);
    readonly Dictionary<string, WithdrawalLife> _withdrawals = new(StringComparer.Ordinal);
    readonly Dictionary<string, RecoveryLife> _recoveries = new(StringComparer.Ordinal);
    readonly Dictionary<string, WalletLife> _wallets = new(StringComparer.Ordinal);
    readonly Dictionary<string, VendorSums> _vendors = new(StringComparer.Ordinal);

    /// <summary>Granted by batches and in no approved withdrawal, by fund.</summary>
    readonly Dictionary<FundId, Money> _spent = [];
    readonly HashSet<string> _invoices = new(StringComparer.Ordinal);

    /// <summary>A city's part of a batch.</summary>
    sealed class CityWork
    {
        public Dictionary<OrderId, BatchLine> Lines { get; } = [];

        /// <summary>Which turn of its order each line was proposed on.</summary>
        public Dictionary<OrderId, int> Turns { get; } = [];
        public HashSet<string> CheckedBy { get; } = new(StringComparer.Ordinal);

        /// <summary>Those that it looks at.</summary>
        public HashSet<OrderId> Sample { get; set; } = [];
        public bool IsConfirmed { get; set; }
    }

    sealed class OrderLife
    {
        public required CreditCode Vendor { get; init; }
        public required OrderTerms Terms { get; init; }
        public OrderStatus Status { get; set; } = OrderStatus.AwaitingPayment;
        public DateTimeOffset? LapsesAt { get; init; }
        public DateTimeOffset? CoolingOffEnds { get; set; }
        public DateTimeOffset? TermEnds { get; set; }
        public bool WasConfirmed => CoolingOffEnds is not null;
        public bool IsRunning => Status is OrderStatus.Confirmed or OrderStatus.Provisioned;
        public bool IsOver => Status is OrderStatus.Cancelled or OrderStatus.Lapsed or OrderStatus.Ended;
        public HashSet<string> Batches { get; } = new(StringComparer.Ordinal);

        /// <summary>Decisions and appeals: a line that was proposed before the last of them asks for what is not due any more.</summary>
        public int Turns { get; set; }

        /// <summary>By batch, for the statement that pays it.</summary>
        public Dictionary<string, Money> Granted { get; } = new(StringComparer.Ordinal);
        public int Percent { get; set; }
        public bool IsAppealed { get; set; }
        public int Appeals { get; set; }
        public Money Paid { get; set; }
        public Money Recovered { get; set; }
    }

    sealed class StatementLife
    {
        public required string Month { get; init; }
        public required CreditCode Vendor { get; init; }
        public List<StatementLine> Lines { get; } = [];
        public Money? Total { get; set; }
        public string? Withdrawal { get; set; }
        public bool IsPaid { get; set; }
    }

    sealed class WithdrawalLife
    {
        public required string By { get; init; }
        public required HashSet<string> Waiting { get; init; }
        public bool IsRefused { get; set; }
        public List<FundShare> Taken { get; } = [];
        public Dictionary<string, PayoutRow> Rows { get; } = new(StringComparer.Ordinal);
        public HashSet<StatementId> PaidByBank { get; } = [];

        /// <summary>Who has told of a statement's last payment.</summary>
        public Dictionary<StatementId, string?> ToldBy { get; } = [];
    }

    sealed class RecoveryLife
    {
        public required RecoveryTerms Terms { get; init; }
        public required string By { get; init; }
        public Money Confirmed { get; set; }
        public Money Back { get; set; }

        /// <summary>By statements that are not paid yet.</summary>
        public Dictionary<StatementId, Money> Taken { get; } = [];
    }

    sealed class WalletLife
    {
        public required Money Cap { get; init; }
        public Money Reserved { get; set; }
        public Money Consumed { get; set; }
        public Dictionary<OrderId, Money> ReservedEver { get; } = [];
        public Dictionary<OrderId, Money> ConsumedEver { get; } = [];
    }

    /// <summary>What a vendor has been granted, what was put on its statements, and what it was paid: each at most the one before.</summary>
    sealed class VendorSums
    {
        public Money Approved { get; set; }
        public Money Payable { get; set; }
        public Money Paid { get; set; }
    }

    Chronicle(History history) => _history = history;

    public static void Check(MemoryEventStore store, History history)
    {
        var chronicle = new Chronicle(history);
        foreach (var command in store.Journal)
        {
            chronicle._now = command.Row.At;
            foreach (var row in command.Row.Facts)
                chronicle.Read(Catalogue.Facts.GrainTypeOf(row.StreamId).KeyOf(row.StreamId), store.Stream(row.StreamId)[(int)row.Version - 1].Fact);
            chronicle.CheckSums();
            chronicle.CheckCalls(command.Row.Outbox);
            chronicle.CheckPayments(store, command.Position);
        }
        foreach (var (fund, fen) in chronicle._spent)
            history.Check(store.Balance(AccountId.FundSpent(fund.Value).Value, store.Position) == fen.Fen, $"{fund} holds other than what was granted and not withdrawn.");
    }

    void Read(string key, object fact)
    {
        switch (fact)
        {
            case BatchEvent f:
                ReadBatch(key, f);
                break;
            case VerificationEvent f:
                ReadCity(key, f);
                break;
            case OrderEvent f:
                ReadOrder(key, f);
                break;
            case StatementEvent f:
                ReadStatement(key, f);
                break;
            case InvoiceRegisterEvent.InvoiceEntered f:
                Must(_invoices.Add(f.Number), $"The invoice {f.Number} is entered twice.");
                break;
            case WithdrawalEvent f:
                ReadWithdrawal(key, f);
                break;
            case RecoveryEvent f:
                ReadRecovery(key, f);
                break;
            case WalletEvent f:
                ReadWallet(key, f);
                break;
            case PaymentEvent f:
                ReadPayment(key, f);
                break;
            case PayoutEvent f:
                ReadSales(key, f);
                break;
            case ProcessorEvent.ProcessorPaidOut f:
                _moved += f.Amount;
                break;
            case ProcessorEvent.ProcessorFeeTaken f:
                _moved += f.Amount;
                break;
            case CompanyEvent.SubscriptionTaken f:
                Must(_subscriptions.TryAdd((new CreditCode(key), f.Listing), f.Order), $"{key} subscribes to {f.Listing} twice.");
                break;
            case CompanyEvent.SubscriptionEnded f:
                _subscriptions.Remove((new CreditCode(key), f.Listing));
                break;
            case VendorEvent.AccountConnected f:
                _accounts[new CreditCode(key)] = f.Account;
                break;
            case VendorEvent.AccountDisconnected:
                _accounts.Remove(new CreditCode(key));
                break;
            case ListingEvent.FeeAgreed f:
                _feeBasisPoints[new ListingId(key)] = f.Contract.FeeBasisPoints;
                break;
            default: // what they are about has no order to keep
                break;
        }
    }

    void Must(bool holds, string otherwise) => _history.Check(holds, otherwise);

    void ReadWallet(string key, WalletEvent fact)
    {
        if (fact is WalletEvent.WalletOpened opened) _wallets.Add(key, new WalletLife { Cap = opened.Cap });
        var wallet = _wallets[key];
        switch (fact)
        {
            case WalletEvent.SubsidyReserved f:
                wallet.Reserved += f.Amount;
                Add(wallet.ReservedEver, f.Order, f.Amount);
                break;
            case WalletEvent.SubsidyReleased f:
                wallet.Reserved -= f.Amount;
                break;
            case WalletEvent.SubsidyConsumed f:
                (wallet.Reserved, wallet.Consumed) = (wallet.Reserved - f.Amount, wallet.Consumed + f.Amount);
                Add(wallet.ConsumedEver, f.Order, f.Amount);
                Must(wallet.ConsumedEver[f.Order] <= wallet.ReservedEver.GetValueOrDefault(f.Order), $"{f.Order} consumes more than was ever reserved for it.");
                break;
            case WalletEvent.SubsidyRestored f:
                wallet.Consumed -= f.Amount;
                break;
            default: // opened
                break;
        }
        Must(!wallet.Reserved.IsNegative && !wallet.Consumed.IsNegative, $"The wallet {key} gives back more than it had.");
        Must(wallet.Reserved + wallet.Consumed <= wallet.Cap, $"The wallet {key} is above its cap.");
    }

    /// <summary>Between two commands, never within one.</summary>
    void CheckSums()
    {
        foreach (var (vendor, sums) in _vendors)
        {
            Must(sums.Payable <= sums.Approved, $"The statements of {vendor} say more than was approved.");
            Must(sums.Paid <= sums.Payable, $"{vendor} is paid more than its statements say.");
        }
        foreach (var (id, order) in _orders) Must(order.Recovered <= order.Paid, $"More is recovered of {id} than was paid out for it.");
    }

    VendorSums Sums(CreditCode vendor)
    {
        if (!_vendors.TryGetValue(vendor.Value, out var sums)) _vendors.Add(vendor.Value, sums = new VendorSums());
        return sums;
    }

    void Spend(IEnumerable<FundShare> shares)
    {
        foreach (var share in shares) _spent[share.Fund] = _spent.GetValueOrDefault(share.Fund) + share.Amount;
    }

    static void Add(Dictionary<OrderId, Money> sums, OrderId order, Money amount) => sums[order] = sums.GetValueOrDefault(order) + amount;
}
