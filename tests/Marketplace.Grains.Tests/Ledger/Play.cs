using System.Globalization;
using Billing;
using Billing.Subsidies;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Tests.Runtime;
using Marketplace.Grains.Tests.Simulation;
using Marketplace.Grains.Vendors;
using static Billing.Money;

namespace Marketplace.Grains.Tests.Ledger;

/// <summary>
/// Plays steps on a real host over a store in memory: three companies of two cities, two vendors, and funds that do not suffice
/// for everything. Commands come out of turn and twice, as people send them.
/// </summary>
sealed partial class Play
{
    const string Province = "province";
    static readonly string[] Cities = ["340100", "340200"];
    static readonly CreditCode[] Companies = [Some.Code, Some.OtherCode, new("91440300192317458F")];
    static readonly CreditCode[] Vendors = [Some.Vendor, new("91340000711771143J")];
    static readonly SubsidyPolicy Policy = new() { CreditStandingDaysMax = 100_000, SampleMinimum = 1 };

    readonly HostUnderTest _host = new();
    readonly History _history = new(new SimScheduler(new Random(1), default));
    readonly SettlementRun _settlement;
    readonly List<string> _listings = [];
    readonly List<OrderId> _orders = [];
    readonly List<StatementId> _statements = [];
    readonly List<WithdrawalId> _withdrawals = [];
    readonly List<RecoveryId> _recoveries = [];
    int _commands;
    int _months;

    Play() => _settlement = new SettlementRun(new AtOnce(this), Policy);

    /// <summary>What went wrong; null when every law holds.</summary>
    /// <param name="seen">Takes the kinds of facts that came to be.</param>
    public static string? Failure(Step[] steps, ISet<string> seen)
    {
        var play = new Play();
        foreach (var turn in Stage(play._listings)) play.Send(turn);
        foreach (var step in steps) play.Take(step);
        play.EndPayments();
        Invariants.Check(play._host.Store, play._history);
        Chronicle.Check(play._host.Store, play._history);
        seen.UnionWith(play._host.Store.Journal.SelectMany(c => c.Row.Facts).Select(f => f.Type));
        return play._history.Failure;
    }

    static IEnumerable<ITurn> Stage(List<string> listings)
    {
        foreach (var vendor in Vendors)
        {
            yield return new RegisterVendor(new VendorProfile(vendor, "云工", "sealed"));
            yield return new NameBankAccount(vendor, new BankAccount(vendor, "sealed"));
            yield return new AttestCredit(vendor, new CreditStanding(true, Some.Day, "查询"));
            foreach (var price in new[] { Yuan(3_500), Yuan(6_000 + 6_000 * (listings.Count / 2)) })
            {
                // Published by the third command and the fourth of its vendor, whose keys are known.
                listings.Add(HashChain.Derive(Key(listings.Count / 2 * 5 + 3 + listings.Count % 2), "listing", 0).ToString("N", CultureInfo.InvariantCulture));
                yield return new PublishListing(Some.Content with
                {
                    Vendor = vendor, Plans = [Some.BasicPlan with { PricePerYear = price, MarketPrice = price }],
                });
            }
        }
        foreach (var (owner, year, amount) in new[] { (Province, 2026, 24_000), (Cities[0], 2026, 5_000), (Province, 2027, 12_000) })
        {
            yield return new OpenFund(Fund(owner, year), owner, year);
            yield return new AppropriateMoney(Fund(owner, year), owner, Yuan(amount), "1");
        }
        for (var i = 0; i < Companies.Length; i++)
            yield return new EnrolCompany(Some.Profile with { CreditCode = Companies[i], City = Cities[i % 2] }) { Policy = Policy };
        var contract = new FeeContract(777, "operator:1");
        yield return new Ask("a contract about the fee", turn => Ask.Answered(
            turn.Do(Listing.Grain[listings[1]], new ListingCommand.ProposeFee(contract))
            ?? turn.Do(Listing.Grain[listings[1]], new ListingCommand.AcceptFee(Vendors[0], contract.FeeBasisPoints)), "fee"));
    }

    void Take(Step step)
    {
        switch (step.Verb)
        {
            case <= Verb.EndTerm:
                TakeOrder(step);
                break;
            case <= Verb.FinishBatch or Verb.PrepareMonth or Verb.DecideMonth or Verb.AcceptMonth:
                TakeBatch(step);
                break;
            case <= Verb.Resubmit:
                if (_orders.Count == 0) return;
                Send(step.Verb == Verb.Expire
                    ? new ExpireSubsidy(Pick(_orders, step), MonthOf(step))
                    : new ResubmitOrder(Pick(_orders, step), step.Fen % 9 == 0 ? Companies[0].Value : VendorOf(Pick(_orders, step)), "补充材料", []), step);
                break;
            case <= Verb.ReportPayouts or Verb.PayOut:
                TakeSettlement(step);
                break;
            case <= Verb.RepayRecovery:
                TakeRecovery(step);
                break;
            case >= Verb.BeginPayment:
                TakePayment(step);
                break;
            default:
                TakeFund(step);
                break;
        }
    }

    void TakeOrder(Step step)
    {
        if (step.Verb == Verb.Place)
        {
            _orders.Add(OrderId.PlacedBy(Key(_commands)));
            Send(new PlaceOrder(Companies[step.Fen % Companies.Length], new ListingId(_listings[step.Which]), "basic") { Number = $"n{_commands}", Policy = Policy }, step);
            return;
        }
        if (_orders.Count == 0) return;
        var order = Pick(_orders, step);
        var company = Companies[step.Fen % Companies.Length];
        Send(step.Verb switch
        {
            Verb.Cancel => new CancelOrder(order, CompanyOf(order) ?? company, "不再需要"),
            Verb.Rate => new RateOrder(order, CompanyOf(order) ?? company, true, null),
            Verb.Provision => new ProvisionOrder(order, Vendors[step.Fen % 2]),
            Verb.NoteFirstUse => new NoteFirstUse(order, Some.Day),
            Verb.LapseUnpaid => new LapseOrder(order),
            Verb.LapseUnused => new LapseUnused(order, Some.Day),
            Verb.EndIdle => new EndIdle(order, 3),
            Verb.EndTerm => new EndTerm(order),
            _ => throw new ArgumentOutOfRangeException(nameof(step)),
        }, step);
    }

    void TakeFund(Step step)
    {
        var (owner, year) = (step.Which == 0 ? Cities[0] : Province, 2026 + step.Fen % 2);
        switch (step.Verb)
        {
            case Verb.Appropriate:
                Send(new AppropriateMoney(Fund(owner, year), owner, new Money(step.Fen), "2"), step);
                break;
            case Verb.CreditInterest:
                Send(new CreditInterest(Fund(owner, year), owner, new Interest($"{2026 + step.Which % 2}-{1 + step.Fen % 12:00}", new Money(step.Fen), "1")), step);
                break;
            case Verb.CloseFund:
                Send(new CloseFund(Fund(owner, year), owner) { Proof = new FundProof([], 0, "00") }, step);
                break;
            case Verb.PassTime:
                _host.Pass(TimeSpan.FromDays(step.Which switch { 0 => 1, 1 => 20, 2 => 90, _ => 306 }));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step));
        }
    }

    Sent Send(ITurn turn, Step? step = null)
    {
        var key = Key(_commands++);
        var before = _host.Store.Position;
        var sent = Answer(turn, new Caller("test", key));
        _history.Check(sent.Refusal is null || _host.Store.Position == before, $"{turn} wrote although it was refused.");
        // One host alone sees every balance: its decisions refuse, and the ledger's own guard never has to.
        _history.Check(sent.Refusal?.Code != HostRefusal.Overdrawn("").Code, $"{turn} was decided, and stopped by the ledger only.");
        if (step is not { IsSentAgain: true }) return sent;
        var after = _host.Store.Position;
        _history.Check(Answer(turn, new Caller("test", key)).Answer == sent.Answer, $"{turn} is answered otherwise the second time.");
        _history.Check(_host.Store.Position == after, $"{turn} was done twice.");
        return sent;
    }

    Sent Answer(ITurn turn, Caller caller)
    {
        var answer = _host.Host.Send(turn, caller);
        _host.Pass(TimeSpan.Zero);
        _host.CommitAll();
        return answer.IsCompletedSuccessfully ? answer.Result : throw new InvalidOperationException($"{turn} has no answer: {answer.Exception}");
    }

    T Read<T>(Func<Turn, T> query) where T : notnull => _host.Read(query).Result;

    CreditCode? CompanyOf(OrderId order) => Read(t => t.Read(Order.Grain[order.Value])).Terms?.Company;

    string VendorOf(OrderId order) => Read(t => t.Read(Order.Grain[order.Value])).Terms?.Vendor.Value ?? "";

    static T Pick<T>(List<T> items, Step step) => items[^Math.Min(items.Count, step.Which + 1)];

    static FundId Fund(string owner, int year) => new($"{owner}-{year}");

    static Guid Key(int number) => new(number + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    /// <summary>The host for what sends many turns at once: each is carried out before the next.</summary>
    sealed class AtOnce(Play play) : IGrains
    {
        public Task<Sent> Send(ITurn turn, Caller caller, CancellationToken cancel = default)
        {
            lock (play) return Task.FromResult(play.Answer(turn, caller));
        }

        public Task<T> Read<T>(Func<Turn, T> query, CancellationToken cancel = default) where T : notnull
        {
            lock (play) return Task.FromResult(play.Read(query));
        }
    }
}
