using Billing;
using Billing.Subsidies;
using FsCheck;
using FsCheck.Fluent;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Tests.Runtime;
using Marketplace.Grains.Tests.Simulation;
using Marketplace.Grains.Vendors;
using static Billing.Money;

namespace Marketplace.Grains.Tests.Ledger;

/// <summary>What holds of the whole ledger after any turns whatsoever. A failure shows the steps and the seed.</summary>
public sealed class LedgerLaws
{
    static readonly CreditCode[] Companies = [Some.Code, Some.OtherCode];

    /// <summary>A step in small numbers, so that histories shrink well: what is done, by whom, to which order.</summary>
    public sealed record Step(int Verb, int Company, int Order, bool IsSentAgain);

    static readonly Gen<Step> Steps =
        from verb in Gen.Choose(0, 7)
        from company in Gen.Choose(0, 1)
        from order in Gen.Choose(0, 3)
        from isSentAgain in Gen.Choose(0, 3)
        select new Step(verb, company, order, isSentAgain == 0);

    [Fact]
    public void Entries_sum_to_zero_balances_follow_from_facts_and_only_the_world_outside_is_below_zero() =>
        Prop.ForAll(Steps.ArrayOf().ToArbitrary(), steps =>
        {
            var history = Play(steps);
            return (history.Failure is null).Label(history.Failure ?? "");
        }).QuickCheckThrowOnFailure();

    static History Play(Step[] steps)
    {
        var host = new HostUnderTest();
        var history = new History(new SimScheduler(new Random(1), default));
        var orders = new List<OrderId>();
        foreach (var turn in Stage()) Send(turn, isSentAgain: false);
        foreach (var step in steps) Send(TurnOf(step, orders), step.IsSentAgain);
        Invariants.Check(host.Store, history);
        return history;

        void Send(ITurn turn, bool isSentAgain)
        {
            var key = new Guid(orders.Count + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
            orders.Add(OrderId.PlacedBy(key));
            var before = host.Store.Position;
            var sent = Answer(turn, key);
            history.Check(host.Store.Position == before + (sent.Refusal is null ? 1 : 0), $"{turn} wrote although it was refused.");
            if (!isSentAgain) return;
            var after = host.Store.Position;
            history.Check(Answer(turn, key).Answer == sent.Answer, $"{turn} is answered otherwise the second time.");
            history.Check(host.Store.Position == after, $"{turn} was done twice.");
        }

        Sent Answer(ITurn turn, Guid key)
        {
            var answer = host.Send(turn, key);
            host.CommitAll();
            return answer.IsCompletedSuccessfully ? answer.Result : throw new InvalidOperationException($"{turn} has no answer.");
        }
    }

    /// <summary>The fund holds less than the two companies could draw.</summary>
    static IEnumerable<ITurn> Stage() =>
    [
        new RegisterVendor(new VendorProfile(Some.Vendor, "云工", "sealed")),
        new PublishListing(Some.Content),
        new PublishListing(Some.Content with { Plans = [Some.BasicPlan with { PricePerYear = Yuan(6_000), MarketPrice = Yuan(6_000) }] }),
        new PublishListing(Some.Content with { Plans = [Some.BasicPlan with { PricePerYear = Yuan(14_000), MarketPrice = Yuan(14_000) }] }),
        new OpenFund(new FundId("province-2026"), "province", 2026),
        new AppropriateMoney(new FundId("province-2026"), "province", Yuan(15_000), "1"),
        new OpenFund(new FundId("340100-2026"), "340100", 2026),
        new AppropriateMoney(new FundId("340100-2026"), "340100", Yuan(1_500), "1"),
        .. Companies.Select(code => new EnrolCompany(Some.Profile with { CreditCode = code }) { Policy = new SubsidyPolicy() }),
    ];

    static ITurn TurnOf(Step step, List<OrderId> orders)
    {
        var company = Companies[step.Company];
        var order = orders[^Math.Min(orders.Count, step.Order + 1)];
        return step.Verb switch
        {
            0 => new CancelOrder(order, company, "不再需要"),
            1 => new ProvisionOrder(order, Some.Vendor),
            2 => new RateOrder(order, company, true, null),
            3 => new LapseOrder(order),
            4 => new EndTerm(order),
            _ => new PlaceOrder(company, ListingOf(step.Order), "basic") { Number = $"n{orders.Count}", Policy = new SubsidyPolicy() },
        };
    }

    /// <summary>The stage's commands have the keys 1, 2, …; its listings are the second to the fourth.</summary>
    static ListingId ListingOf(int number) =>
        new(HashChain.Derive(new Guid(2 + number % 3, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]), "listing", 0).ToString("N"));
}
