using System.Globalization;
using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Tests.Simulation;

/// <summary>
/// Somebody at work: sends commands to any node, sends them again with the same key until there is an answer, sometimes
/// once more after it, sometimes to both nodes at once, and looks at what came of it.
/// </summary>
sealed class Client(string name, World world, Random random)
{
    public async Task Work(int commands)
    {
        for (var i = 0; i < commands && !world.IsOver; i++)
        {
            await world.Sim.Delay(TimeSpan.FromMicroseconds(random.Next(20_000)));
            await (random.Next(10) < 4 ? Look() : Do(Next()));
        }
    }

    public Task Do(Func<ITurn> make) => Do(make, NewKey());

    /// <param name="make">Makes the command anew for every sending: what it is given at the edge may differ.</param>
    async Task Do(Func<ITurn> make, Guid key)
    {
        var elsewhere = random.Next(12) == 0 ? Send(make, name, key, isOther: false) : Task.CompletedTask;
        var sent = await Send(make, name, key, isOther: false);
        await elsewhere;
        if (sent is null) return;
        if (random.Next(4) == 0) await Send(make, name, key, isOther: false);
        if (sent.Refusal is null && random.Next(6) == 0)
            await Send(() => new OpenFund(new FundId($"other-{History.Short(key)}"), "340100", 2026), name, key, isOther: true);
    }

    /// <summary>As the platform does when something falls due: every node may try, all under one key.</summary>
    public Task DoWhatIsDue(Guid key, ITurn turn) => Send(() => turn, Caller.Platform, key, isOther: false);

    async Task<Sent?> Send(Func<ITurn> make, string actor, Guid key, bool isOther)
    {
        while (!world.IsOver)
        {
            var node = world.AnyNode(random);
            var turn = make();
            var asked = world.Records.Ask();
            world.History.Log($"{name} sends {History.Short(key)} {turn.GetType().Name} to {node.Name}");
            var sent = await node.Send(turn, new Caller(actor, key));
            world.History.Log($"{name} hears of {History.Short(key)}: {Text(sent)}");
            if (sent is not null)
            {
                world.Records.Told(turn, key, sent, asked, isOther);
                if (sent.Refusal is not { Kind: RefusalKind.Overloaded }) return sent;
            }
            await world.Sim.Delay(TimeSpan.FromMilliseconds(random.Next(1, 200)));
        }
        return null;
    }

    static string Text(Sent? sent) => sent is null ? "nothing" : sent.Refusal?.Code ?? $"{(sent.Repeated ? "again " : "")}{sent.Answer}";

    async Task Look()
    {
        Func<Turn, string> query = random.Next(3) switch
        {
            0 => StateText.OfCompany(Any(world.Companies)),
            1 => StateText.OfFund(new FundId(random.Next(2) == 0 ? World.ProvinceFund : World.CityFund)),
            _ => StateText.OfOrder(AnyOrder().Id),
        };
        var asked = world.Records.Ask();
        var node = world.AnyNode(random);
        var found = await node.Read(query);
        world.History.Log($"{name} reads on {node.Name}: {found ?? "nothing"}");
        if (found is not null) world.Records.Found(query, found, asked);
    }

    Func<ITurn> Next()
    {
        var company = Any(world.Companies);
        var order = AnyOrder();
        switch (random.Next(16))
        {
            case 0: return Enrol(company, random);
            case 1: return Appropriate(random.Next(2) == 0, Money.Yuan(random.Next(1, 8) * 1000));
            case 2: return OpenFund(random.Next(3) == 0 ? "province" : Any(World.Cities));
            case 3 or 4: return Always(new CancelOrder(order.Id, random.Next(8) == 0 ? company : order.Company, "不再需要"));
            case 5 or 6: return Always(new ProvisionOrder(order.Id, World.Vendor));
            case 7: return Always(new RateOrder(order.Id, order.Company, random.Next(2) == 0, "好"));
            default: return Place(company);
        }
    }

    Func<ITurn> Place(CreditCode company)
    {
        var listing = Any(world.Listings);
        var plan = random.Next(12) == 0 ? "none" : Any(World.Plans);
        return () => new PlaceOrder(company, listing, plan) { Number = world.NextNumber(), Policy = world.Policy };
    }

    public Func<ITurn> Enrol(CreditCode company, Random choice)
    {
        var profile = world.ProfileOf(company) with { Employees = choice.Next(6) == 0 ? 5000 : 150 };
        return () => new EnrolCompany(profile) { Policy = world.Policy };
    }

    public static Func<ITurn> Appropriate(bool toProvince, Money amount) => Always(toProvince
        ? new AppropriateMoney(new FundId(World.ProvinceFund), "province", amount, "皖财企")
        : new AppropriateMoney(new FundId(World.CityFund), World.Cities[0], amount, "合财企"));

    public Func<ITurn> OpenFund(string owner)
    {
        var year = world.Sim.Now.Year;
        return Always(new OpenFund(new FundId(string.Create(CultureInfo.InvariantCulture, $"{owner}-{year}")), owner, year));
    }

    public static Func<ITurn> Always(ITurn turn) => () => turn;

    (OrderId Id, CreditCode Company) AnyOrder() => world.AnyOrder(random);

    T Any<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public Guid NewKey()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
