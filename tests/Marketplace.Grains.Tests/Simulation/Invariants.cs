using System.Text;
using Billing;
using Billing.Ledger;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Ledger;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Vendors;
using Marketplace.Grains.Wallets;

namespace Marketplace.Grains.Tests.Simulation;

/// <summary>What must hold of a store after any history whatsoever.</summary>
static class Invariants
{
    public static void Check(MemoryEventStore store, History history)
    {
        foreach (var stream in store.Streams) CheckStream(store, stream, history);
        CheckCommands(store, history);
        CheckLedger(store, history);
        CheckMoney(store, history);
    }

    /// <summary>The query for the state of any stream.</summary>
    public static Func<Turn, string> StateOf(string streamId)
    {
        var type = Catalogue.Facts.GrainTypeOf(streamId).Name;
        var key = streamId[(type.Length + 1)..];
        return type switch
        {
            "company" => t => StateText.Of(t.Read(Company.Grain[key])),
            "vendor" => t => StateText.Of(t.Read(Vendor.Grain[key])),
            "listing" => t => StateText.Of(t.Read(Listing.Grain[key])),
            "wallet" => t => StateText.Of(t.Read(Wallet.Grain[key])),
            "fund" => t => StateText.Of(t.Read(Fund.Grain[key])),
            "register" => t => StateText.Of(t.Read(FundRegister.Grain[key])),
            "order" => t => StateText.Of(t.Read(Order.Grain[key])),
            "statement" => t => StateText.Of(t.Read(Statement.Grain[key])),
            "invoices" => t => StateText.Of(t.Read(InvoiceRegister.Grain[key])),
            "withdrawal" => t => StateText.Of(t.Read(Withdrawal.Grain[key])),
            "recovery" => t => StateText.Of(t.Read(Recovery.Grain[key])),
            "batch" => t => StateText.Of(t.Read(Batch.Grain[key])),
            "verification" => t => StateText.Of(t.Read(Verification.Grain[key])),
            "payment" => t => StateText.Of(t.Read(OrderPayment.Grain[key])),
            "payout" => t => StateText.Of(t.Read(VendorPayout.Grain[key])),
            "processor" => t => StateText.Of(t.Read(Processor.Grain[key])),
            _ => throw new ArgumentOutOfRangeException(nameof(streamId), streamId, "A grain type that the simulation does not know."),
        };
    }

    static void CheckStream(MemoryEventStore store, string stream, History history)
    {
        var hash = HashChain.Beginning;
        long version = 0;
        foreach (var fact in store.Stream(stream))
        {
            hash = HashChain.OfFact(hash, fact.Row with { Hash = [] });
            history.Check(fact.Row.Version == ++version, $"{stream} has a gap at {version}.");
            history.Check(hash.AsSpan().SequenceEqual(fact.Row.Hash), $"The chain of {stream} is broken at {version}.");
            history.Check(CanonicalJson.Write(fact.Fact).AsSpan().SequenceEqual(fact.Row.Data), $"{stream} {version} is not canonical.");
        }
    }

    static void CheckCommands(MemoryEventStore store, History history)
    {
        history.Check(store.Journal.Select(c => c.Row.Id).Distinct().Count() == store.Journal.Count, "A command was done twice.");
        foreach (var command in store.Journal)
        {
            history.Check(HashChain.OfCommand(command.Row).AsSpan().SequenceEqual(command.Row.Hash), $"The hash of {History.Short(command.Row.Id)} is wrong.");
            history.Check(command.Row.Facts.All(f => f.CommandId == command.Row.Id), $"{History.Short(command.Row.Id)} wrote facts of another command.");
        }
    }

    /// <summary>The ledger is what its facts say, balances are what the ledger says, all of it sums to zero.</summary>
    static void CheckLedger(MemoryEventStore store, History history)
    {
        var expected = new List<LedgerRow>();
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var fact in store.Journal.SelectMany(c => c.Row.Facts))
        {
            var stored = store.Stream(fact.StreamId)[(int)fact.Version - 1].Fact;
            var line = 0;
            foreach (var posting in Postings.Of(Catalogue.Facts.GrainTypeOf(fact.StreamId).KeyOf(fact.StreamId), stored))
            {
                expected.Add(new LedgerRow(fact.StreamId, fact.Version, line++, posting));
                foreach (var (account, delta) in posting.Deltas)
                    sums[account.Value] = sums.GetValueOrDefault(account.Value) + delta.Fen;
            }
        }
        history.Check(expected.SequenceEqual(store.Ledger), "The ledger is not what the facts say.");
        history.Check(store.Balances.Count() == sums.Count, "There are accounts without entries.");
        foreach (var (account, fen) in store.Balances)
        {
            history.Check(sums.GetValueOrDefault(account) == fen, $"{account} holds {fen} fen, its entries sum to {sums.GetValueOrDefault(account)}.");
            history.Check(fen >= 0 || new AccountId(account).MayGoBelowZero, $"{account} is below zero.");
        }
        history.Check(store.Balances.Sum(b => b.Fen) == 0, "The trial balance is not zero.");
    }

    /// <summary>Wallets, funds and companies agree with their orders and their accounts.</summary>
    static void CheckMoney(MemoryEventStore store, History history)
    {
        var orders = States<Order>(store, Order.Grain).ToDictionary(o => o.Key, o => o.State);
        var holding = orders.Where(o => o.Value.Status is OrderStatus.AwaitingPayment or OrderStatus.Confirmed or OrderStatus.Provisioned).ToArray();
        foreach (var (key, wallet) in States<Wallet>(store, Wallet.Grain))
        {
            var reserved = wallet.Reservations.Values.Aggregate(Money.Zero, (sum, amount) => sum + amount);
            history.Check(wallet.Available + reserved + wallet.Consumed == wallet.Cap, $"The wallet {key} does not add up to its cap.");
            history.Check(wallet.Available == Held(store, AccountId.WalletAvailable(key)), $"The wallet {key} and its account differ.");
            history.Check(reserved == Held(store, AccountId.WalletReserved(key)), $"The reservations of {key} and their account differ.");
            history.Check(wallet.Consumed == Held(store, AccountId.WalletConsumed(key)), $"What {key} has consumed and its account differ.");
            var claimed = orders.Where(o => o.Value.Terms?.Wallet == key && o.Value.Held.Of(o.Value.ProvinceFund).IsPositive).Select(o => o.Key);
            history.Check(claimed.ToHashSet().SetEquals(wallet.Reservations.Keys.Select(o => o.Value)), $"The wallet {key} holds for other orders than there are.");
        }
        foreach (var (key, fund) in States<Fund>(store, Fund.Grain))
        {
            var encumbered = orders.Values.Select(o => o.Held.Of(new FundId(key))).Aggregate(Money.Zero, (sum, held) => sum + held);
            history.Check(encumbered == Held(store, AccountId.FundEncumbered(key)), $"What orders hold of {key} is not what is encumbered.");
            AccountId[] accounts =
                [AccountId.FundAvailable(key), AccountId.FundEncumbered(key), AccountId.FundSpent(key), AccountId.FundWithdrawn(key), AccountId.FundRecoveries(key)];
            history.Check(fund.In.Fen == accounts.Sum(a => Held(store, a).Fen), $"The fund {key} does not add up.");
        }
        CheckClaims(store, orders.Values, history);
        CheckCarried(store, history);
        foreach (var (key, order) in orders.Where(o => o.Value.Status is OrderStatus.Cancelled or OrderStatus.Lapsed))
            history.Check(order.Held.Count == 0, $"{key} is {order.Status} and still holds money.");
        foreach (var (key, company) in States<Company>(store, Company.Grain))
            history.Check(
                holding.Where(o => o.Value.Terms!.Company.Value == key && HasBegun(o.Value)).Select(o => o.Key).ToHashSet().SetEquals(company.Subscriptions.Values.Select(o => o.Value)),
                $"The company {key} subscribes to other orders than there are.");
        history.Check(orders.Values.Where(o => o.Terms is not null).All(o => o.Terms!.Split is var s && s.Province + s.City + s.Company == o.Terms.Price),
            "The shares of an order do not add up to its price.");

        // What renews another is the company's subscription from the end of that one, if it is paid.
        bool HasBegun(Order order) => order.Terms!.Continues is not { } continued || order.IsRunning && orders[continued.Of.Value].IsOver;
    }

    /// <summary>What funds have spent is what vendors have earned, to the fen; and what statements say is on the accounts.</summary>
    static void CheckClaims(MemoryEventStore store, IEnumerable<Order> orders, History history)
    {
        var spent = States<Fund>(store, Fund.Grain).Sum(f => Sum(AccountId.FundSpent(f.Key), AccountId.FundWithdrawn(f.Key), AccountId.FundRecoveries(f.Key)));
        var earned = States<Vendor>(store, Vendor.Grain).Sum(v => Sum(AccountId.VendorPayable(v.Key), AccountId.VendorPaid(v.Key), AccountId.VendorOwed(v.Key)));
        history.Check(spent == earned, $"The funds have spent {spent} fen, the vendors have earned {earned}.");
        var outstanding = States<Recovery>(store, Recovery.Grain).Sum(r => r.State.Outstanding.Sum().Fen);
        history.Check(orders.Sum(o => o.Accepted.Sum().Fen) + outstanding == earned, "What orders were granted and vendors owe is not what vendors have earned.");
        history.Check(outstanding == States<Vendor>(store, Vendor.Grain).Sum(v => Sum(AccountId.VendorOwed(v.Key))), "Recoveries and what vendors owe differ.");

        long Sum(params ReadOnlySpan<AccountId> accounts)
        {
            long sum = 0;
            foreach (var account in accounts) sum += Held(store, account).Fen;
            return sum;
        }
    }

    /// <summary>What left one year's fund has arrived in the next one's.</summary>
    static void CheckCarried(MemoryEventStore store, History history)
    {
        var funds = States<Fund>(store, Fund.Grain).Select(f => f.State).ToArray();
        history.Check(funds.Sum(f => f.CarriedOut.Fen) == funds.Sum(f => f.CarriedIn.Fen), "What was carried out is not what was carried in.");
    }

    static Money Held(MemoryEventStore store, AccountId account) => new(store.Balance(account.Value, store.Position) ?? 0);

    static IEnumerable<(string Key, TState State)> States<TState>(MemoryEventStore store, GrainType type) =>
        from stream in store.Streams
        where Catalogue.Facts.GrainTypeOf(stream) == type
        select (type.KeyOf(stream), (TState)store.Stream(stream).Aggregate(type.Initial, (state, fact) => type.Evolve(state, fact.Fact)));
}
