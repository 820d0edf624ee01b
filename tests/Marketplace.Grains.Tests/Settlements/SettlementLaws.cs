using System.Globalization;
using Billing;
using Billing.Subsidies;
using FsCheck;
using FsCheck.Fluent;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Tests.Runtime;
using Marketplace.Grains.Tests.Simulation;
using Marketplace.Grains.Vendors;
using static Billing.Money;

namespace Marketplace.Grains.Tests.Settlements;

/// <summary>
/// Whatever is ordered, accepted, settled, withdrawn, paid, refused and recovered, in whatever order: no fen is lost or doubled.
/// A failure shows the steps and the seed.
/// </summary>
public sealed class SettlementLaws
{
    /// <summary>A step in small numbers, so that histories shrink well.</summary>
    public sealed record Step(int Verb, int Which, int Fen, bool IsSentAgain);

    static readonly Gen<Step> Steps =
        from verb in Gen.Choose(0, 15)
        from which in Gen.Choose(0, 3)
        from fen in Gen.Choose(0, 400_000)
        from isSentAgain in Gen.Choose(0, 3)
        select new Step(verb, which, fen, isSentAgain == 0);

    [Fact]
    public void Funds_vendors_and_companies_agree_to_the_fen_after_any_history() =>
        Prop.ForAll(Steps.ArrayOf(40).ToArbitrary(), steps =>
        {
            var history = new Play().Run(steps);
            return (history.Failure is null).Label(history.Failure ?? "");
        }).QuickCheckThrowOnFailure();

    sealed class Play
    {
        const string ProvinceFund = "province-2026";
        const string NextFund = "province-2027";

        static readonly CreditCode[] Companies = [Some.Code, Some.OtherCode];
        static readonly CreditCode[] Vendors = [Some.Vendor, new("91340000711771143J")];
        static readonly SubsidyPolicy Policy = new() { InvoiceBeforeWithdrawal = false, CreditStandingDaysMax = 100_000 };

        readonly HostUnderTest _host = new();
        readonly History _history = new(new SimScheduler(new Random(1), default));
        readonly List<string> _listings = [];
        readonly List<OrderId> _orders = [];
        readonly List<StatementId> _statements = [];
        readonly List<WithdrawalId> _withdrawals = [];
        readonly List<RecoveryId> _recoveries = [];
        int _commands;
        int _months;

        public History Run(Step[] steps)
        {
            foreach (var turn in Stage()) Send(turn);
            foreach (var step in steps) Take(step);
            Invariants.Check(_host.Store, _history);
            return _history;
        }

        IEnumerable<ITurn> Stage()
        {
            foreach (var vendor in Vendors)
            {
                yield return new RegisterVendor(new VendorProfile(vendor, "云工", "sealed"));
                yield return new NameBankAccount(vendor, new BankAccount(vendor, "sealed"));
                yield return new AttestCredit(vendor, new CreditStanding(true, Some.Day, "查询"));
                for (var price = 1; price <= 2; price++)
                {
                    _listings.Add(HashChain.Derive(Key(_commands), "listing", 0).ToString("N", CultureInfo.InvariantCulture));
                    yield return new PublishListing(Some.Content with { Vendor = vendor, Plans = [Some.BasicPlan with { PricePerYear = Yuan(3_500 * price), MarketPrice = Yuan(9_000) }] });
                }
            }
            foreach (var (fund, owner, year, amount) in new[] { (ProvinceFund, "province", 2026, 30_000), ("city-2026", "340100", 2026, 9_000), (NextFund, "province", 2027, 20_000) })
            {
                yield return new OpenFund(new FundId(fund), owner, year);
                yield return new AppropriateMoney(new FundId(fund), owner, Yuan(amount), "1");
            }
            foreach (var company in Companies) yield return new EnrolCompany(Some.Profile with { CreditCode = company }) { Policy = Policy };
        }

        void Take(Step step)
        {
            switch (step.Verb)
            {
                case 0 or 1 or 2:
                    _orders.Add(OrderId.PlacedBy(Key(_commands)));
                    var order = new PlaceOrder(Companies[step.Which % 2], new ListingId(_listings[step.Fen % _listings.Count]), "basic")
                    {
                        Number = $"n{_commands}", Policy = Policy,
                    };
                    Send(order, step);
                    break;
                case 3 or 4:
                    AcceptMonth(step);
                    break;
                case 5 or 6:
                    Draw(step);
                    break;
                case 7 when _statements.Count > 0:
                    _withdrawals.Add(WithdrawalId.MadeBy(Key(_commands)));
                    Send(new RequestWithdrawal([.. _statements.TakeLast(1 + step.Which % 2)], "operator:1") { Policy = Policy }, step);
                    break;
                case 8 or 9 when _withdrawals.Count > 0:
                    Send(new ApproveWithdrawal(Pick(_withdrawals, step), step.Fen % 3 == 0 ? "340100" : "province", "province:1"), step);
                    break;
                case 10 when step.Fen % 3 == 0 && _withdrawals.Count > 0:
                    Send(new RefuseWithdrawal(Pick(_withdrawals, step), step.Which == 0 ? "340100" : "province", "province:1", "x"), step);
                    break;
                case 11 or 12 when _withdrawals.Count > 0:
                    AskTheBank(Pick(_withdrawals, step), step);
                    break;
                case 13 when _orders.Count > 0:
                    var id = RecoveryId.MadeBy(Key(_commands));
                    _recoveries.Add(id);
                    Send(new ProposeRecovery(Pick(_orders, step), new Money(step.Fen), "x", (RecoveryMethod)(step.Which % 2), "operator:1"), step);
                    Send(new ConfirmRecovery(id, "province:1"), step);
                    break;
                case 14 when _recoveries.Count > 0:
                    Send(new RepayRecovery(Pick(_recoveries, step), new Repayment(Some.Day, $"b{step.Which}", new Money(step.Fen / 2))), step);
                    break;
                case 15:
                    EndOfYear(step);
                    break;
                default: // nothing to do it to
                    break;
            }
        }

        /// <summary>Everything that holds something is in the month's batch; a part of what is asked is granted.</summary>
        void AcceptMonth(Step step)
        {
            var month = Month(++_months);
            var held = _orders.Select(o => (Id: o, State: Read(t => t.Read(Order.Grain[o.Value])))).Where(o => o.State.Held.Count > 0 && o.State.IsRunning).ToArray();
            if (held.Length == 0) return;
            Send(new BeginBatch(month, new BatchTerms("1", 5, 5, 15), "00"));
            Send(new ProposeLines(month, "340100", [.. held.Select(o => Proposed(o.Id, o.State, step))]));
            Send(new OpenBatch(month, ["340100"]));
            Send(new SubmitBatch(month, "operator:1"));
            var selected = Read(t => t.Read(Verification.Of(month, "340100"))).Lines.Values.Where(l => l.State == ReviewState.Selected);
            Send(new VerifyLines(month, "340100", "city:1", [.. selected.Select(l => new Grains.Acceptance.Check(l.Proposed.Order, CheckResult.Pass, null, null, null, null, []))]));
            Send(new ConfirmVerification(month, "340100", "city:2", null));
            Send(new ApproveBatch(month, "province:1", null));
            Send(new ApplyLines(month, "340100", [.. held.Select(o => o.Id)]));
            Send(new FinishBatch(month));
        }

        static ProposedLine Proposed(OrderId id, Order order, Step step) => new(
            id, order.Terms!.Number, order.Terms.Company, order.Terms.Vendor, order.Terms.Listing, 30,
            Money.Min(order.Held.Sum(), new Money(1 + step.Fen)), 1, new UsageSummary(1, 1, 1, 1, 0), "00", [], new Eligibility("1", []), new Eligibility("1", []), false);

        void Draw(Step step)
        {
            if (_months == 0) return;
            var (month, vendor) = (Month(1 + step.Fen % _months), Vendors[step.Which % 2]);
            var lines = Read(t => new Lines(AcceptedLines.Of(t, month))).Of?.Where(l => l.Vendor == vendor).Select(StatementLine.Of).ToArray() ?? [];
            if (lines.Length == 0) return;
            var id = StatementId.Of(month, vendor);
            if (!_statements.Contains(id)) _statements.Add(id);
            Send(new DrawStatement(month, vendor, 0) { Lines = lines, Total = lines.Length, AcceptedOn = Some.Day, Policy = Policy }, step);
        }

        void AskTheBank(WithdrawalId id, Step step)
        {
            var withdrawal = Read(t => t.Read(Withdrawal.Grain[id.Value]));
            PayoutRow[] rows =
            [
                .. withdrawal.NextRows.Select(r => new PayoutRow(
                    r.Reference, r.Statement, "x", "sealed", withdrawal.Statements.First(s => s.Statement == r.Statement).Total)),
            ];
            if (rows.Length > 0) Send(new MakePayoutFile(id, [.. rows], $"{_commands}", "operator:1"), step);
            var listed = Read(t => t.Read(Withdrawal.Grain[id.Value])).Files.SelectMany(f => f.Rows).ToArray();
            if (listed.Length == 0) return;
            var row = listed[step.Fen % listed.Length];
            var outcome = step.Which == 0 ? PayoutOutcome.Failed : PayoutOutcome.Paid;
            Send(new ReportPayouts(id, [new PayoutResult(row.Reference, outcome, Some.Day, null, null)], ["results[0]"]), step);
        }

        void EndOfYear(Step step)
        {
            Send(new CreditInterest(new FundId(ProvinceFund), "province", new Interest($"2026-{1 + step.Fen % 12:00}", new Money(1 + step.Fen), "1")), step);
            if (step.Which > 0) return;
            _host.Pass(TimeSpan.FromDays(365));
            Send(new CloseFund(new FundId(ProvinceFund), "province") { Proof = new FundProof([], 0, "00") }, step);
        }

        void Send(ITurn turn, Step? step = null)
        {
            var key = Key(_commands++);
            var before = _host.Store.Position;
            var sent = Answer(turn, key);
            _history.Check(sent.Refusal is null || _host.Store.Position == before, $"{turn} wrote although it was refused.");
            if (step is not { IsSentAgain: true }) return;
            var after = _host.Store.Position;
            _history.Check(Answer(turn, key).Answer == sent.Answer, $"{turn} is answered otherwise the second time.");
            _history.Check(_host.Store.Position == after, $"{turn} was done twice.");
        }

        Sent Answer(ITurn turn, Guid key)
        {
            var answer = _host.Send(turn, key);
            _host.CommitAll();
            return answer.IsCompletedSuccessfully ? answer.Result : throw new InvalidOperationException($"{turn} has no answer: {answer.Exception}");
        }

        T Read<T>(Func<Turn, T> query) where T : notnull => _host.Read(query).Result;

        static T Pick<T>(List<T> items, Step step) => items[^Math.Min(items.Count, step.Which + 1)];

        static string Month(int number) => Places.ChinaMonth.Plus("2026-03", number);

        static Guid Key(int number) => new(number + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

        sealed record Lines(IReadOnlyList<AcceptedLine>? Of);
    }
}
