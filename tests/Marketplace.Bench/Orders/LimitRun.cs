using System.Diagnostics;
using Billing;
using Billing.Ledger;
using Billing.Subsidies;
using Marketplace.Grains;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Ledger;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Marketplace.Grains.Wallets;

namespace Marketplace.Bench.Orders;

/// <summary>
/// One connection that writes the rows of ready-made orders in groups of 100 per transaction, nothing else: no look-up, no
/// decision, no hashing in the measured time. What the database can take.
/// </summary>
sealed class LimitRun(BenchWorld world)
{
    const int GroupSize = 100;

    readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
    readonly FundId _fund = new($"province-{ChinaTime.Of(TimeProvider.System.GetUtcNow()).Year}");
    long _next;

    public async Task<double> Run(TimeSpan warmUp, TimeSpan time)
    {
        foreach (var code in BenchWorld.CompanyCodes)
        {
            _versions[Company.Grain.StreamId(code.Value)] = 1;
            _versions[Wallet.Grain.StreamId(code.Value)] = 1;
        }
        await using var store = new PostgresEventStore(world.ConnectionString, Catalogue.Facts);
        var busy = new Stopwatch();
        for (; busy.Elapsed < warmUp;) await Commit(store, Group(), busy);
        busy.Reset();
        var first = _next;
        for (; busy.Elapsed < time;) await Commit(store, Group(), busy);
        await world.Check(_next, 0);
        return (_next - first) / busy.Elapsed.TotalSeconds;
    }

    static async Task Commit(PostgresEventStore store, CommitRequest group, Stopwatch busy)
    {
        busy.Start();
        var result = await store.Commit(group);
        busy.Stop();
        if (result.Outcome != CommitOutcome.Committed) throw new InvalidOperationException($"{result.Outcome}: {result.Detail}");
    }

    CommitRequest Group()
    {
        var streams = new Dictionary<string, StreamMove>(StringComparer.Ordinal);
        var accounts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var commands = Enumerable.Range(0, GroupSize).Select(_ => Command(streams, accounts)).ToList();
        return new CommitRequest(
            commands, [.. streams.Values],
            [.. accounts.Select(a => new AccountMove(new AccountId(a.Key), a.Value, IsNew: a.Key.EndsWith("reserved", StringComparison.Ordinal) || a.Key.EndsWith("encumbered", StringComparison.Ordinal)))]);
    }

    CommandRow Command(Dictionary<string, StreamMove> streams, SortedDictionary<string, long> accounts)
    {
        var order = BenchWorld.Order(_next++);
        var command = HashChain.Derive(Guid.Empty, "limit", (int)_next);
        var id = OrderId.PlacedBy(command);
        var now = HashChain.Truncate(TimeProvider.System.GetUtcNow());
        var price = Money.Yuan(1);
        var terms = new OrderTerms(
            order.Number, order.Company, "340100", order.Company.Value, order.Company, order.Listing, "p", price,
            new SubsidySplit(price, Money.Zero, Money.Zero), [new FundShare(_fund, price)], "2026.1", 1, 7);
        (IGrainKey Key, object Fact)[] facts =
        [
            (Company.Grain[order.Company.Value], new CompanyEvent.SubscriptionTaken(order.Listing, id)),
            (Wallet.Grain[order.Company.Value], new WalletEvent.SubsidyReserved(id, price)),
            (Order.Grain[id.Value], new OrderEvent.OrderPlaced(terms, now, null)),
            (Order.Grain[id.Value], new OrderEvent.OrderConfirmed(FreeTerm.StartingAt(now))),
        ];
        var rows = new List<FactRow>();
        var ledger = new List<LedgerRow>();
        foreach (var (key, fact) in facts) Add(key, fact);
        var placed = (OrderEvent.OrderPlaced)facts[2].Fact;
        var answer = System.Text.Json.JsonSerializer.Serialize(
            OrderRow.Of(id, Order.Evolve(Order.Evolve(Order.Initial, placed), (OrderEvent)facts[3].Fact)), CanonicalJson.Answers);
        var due = new OutboxRow(HashChain.Derive(command, "outbox", 0), EndTerm.Kind, id.Value, now.AddYears(1));
        return new CommandRow(command, new byte[32], answer, "company:bench", now, rows, ledger, [due]) { Hash = new byte[32] };

        void Add(IGrainKey key, object fact)
        {
            var known = _versions.GetValueOrDefault(key.StreamId);
            var move = streams.TryGetValue(key.StreamId, out var seen) ? seen : new StreamMove(key.StreamId, key.Type.Name, known, known);
            streams[key.StreamId] = move with { Version = known + 1 };
            _versions[key.StreamId] = known + 1;
            var (type, dotnetType) = Catalogue.Facts.NameOf(fact.GetType());
            rows.Add(new FactRow(
                HashChain.Derive(command, "fact", rows.Count), key.StreamId, known + 1, type, dotnetType, CanonicalJson.Write(fact), now,
                command, "company:bench") { Hash = new byte[32] });
            foreach (var (posting, line) in Postings.Of(key.Key, fact).Select((p, i) => (p, i)))
            {
                ledger.Add(new LedgerRow(key.StreamId, known + 1, line, posting));
                foreach (var (account, delta) in posting.Deltas)
                    accounts[account.Value] = accounts.GetValueOrDefault(account.Value) + delta.Fen;
            }
        }
    }
}
