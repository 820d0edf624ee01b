using Billing;
using Marketplace.Api.Access;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Demo;

/// <summary>What the owners of the funds do: money comes in, bears interest, and what is left of a year goes into the next (S003 art.18, art.20).</summary>
sealed class DemoFunds(DemoSender sender, FundYear years)
{
    /// <summary>Cities that add money of their own (S003 art.20), in yuan a year.</summary>
    static readonly (string City, long Yuan)[] CityMoney = [("340100", 2_000_000), ("340200", 800_000), ("340300", 30_000), ("341100", 400_000)];

    const long ProvinceYuan = 200_000_000;

    /// <summary>0.35 % a year, a month of it, of what was appropriated.</summary>
    const long InterestDivisor = 3_429;

    const int InterestOn = 3, ClosedOn = 10;

    /// <summary>What is released of a closed year moves on every quarter.</summary>
    const int CarriedAgainMonths = 3;

    static readonly (string Owner, long Yuan)[] Owners = [(Province.Owner, ProvinceYuan), .. CityMoney];

    /// <param name="earliest">When what has begun before the demo's year is there.</param>
    public IEnumerable<DemoStep> Steps(DateTimeOffset begin, DateTimeOffset earliest, DateTimeOffset end)
    {
        for (var year = begin.Year; year <= ChinaTime.Of(end).Year; year++)
        {
            var of = year;
            var newYear = new DateTimeOffset(year, 1, 1, 0, 5, 0, ChinaTime.Offset);
            yield return new DemoStep(newYear < begin ? earliest : newYear, _ => Open(of));
            for (var month = 1; month <= 12; month++)
            {
                var over = new DateTimeOffset(year, month, InterestOn, 0, 0, 0, ChinaTime.Offset).AddMonths(1) + DemoStep.Evening;
                var period = $"{ChinaMonth.Of(new DateOnly(year, month, 1))}";
                if (over > begin.AddMonths(1)) yield return new DemoStep(over, _ => Credit(of, period));
            }
            for (var closing = new DateTimeOffset(year + 1, 1, ClosedOn, 0, 0, 0, ChinaTime.Offset) + DemoStep.Evening; closing < end; closing = closing.AddMonths(CarriedAgainMonths))
            {
                var at = closing;
                if (at > begin) yield return new DemoStep(at, cancel => Close(of, ChinaMonth.Of(at), cancel));
            }
        }
    }

    async Task Open(int year)
    {
        foreach (var (owner, yuan) in Owners)
        {
            var (id, actor) = (IdOf(owner, year), ActorOf(owner));
            var reference = owner == Province.Owner ? $"皖工信〔{year}〕12号" : $"{DemoCompanies.ShortName(Province.Cities[owner])}工信〔{year}〕5号";
            await sender.Demand(new OpenFund(id, owner, year), actor, $"fund {id}");
            await sender.Demand(new AppropriateMoney(id, owner, Money.Yuan(yuan), reference), actor, $"money {id}");
        }
    }

    async Task Credit(int year, string period)
    {
        foreach (var (i, (owner, yuan)) in Owners.Index())
        {
            var (id, fen) = (IdOf(owner, year), yuan * 100 / InterestDivisor);
            var interest = new Interest(period, new Money(fen - DemoHabits.Draw(i, int.Parse(period[^2..], System.Globalization.CultureInfo.InvariantCulture), 20) * fen / 100), $"利息清单 {period}");
            await sender.Demand(new CreditInterest(id, owner, interest), ActorOf(owner), $"interest {id} {period}");
        }
    }

    async Task Close(int year, string month, CancellationToken cancel)
    {
        foreach (var (owner, _) in Owners)
        {
            var id = IdOf(owner, year);
            var proof = await years.Prove(id, year, cancel);
            await sender.Demand(new CloseFund(id, owner) { Proof = proof }, ActorOf(owner), $"closing {id} {month}");
        }
    }

    public static string ActorOf(string owner) => owner == Province.Owner ? DemoSender.Province : DemoSender.Actor(Role.CityBureau, owner);

    static FundId IdOf(string owner, int year) => new(owner == Province.Owner ? $"province-{DemoSender.Text(year)}" : $"city-{owner}-{DemoSender.Text(year)}");
}
