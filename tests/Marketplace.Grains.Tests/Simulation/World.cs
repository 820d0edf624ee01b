using System.Globalization;
using Billing;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Outbox;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;

namespace Marketplace.Grains.Tests.Simulation;

/// <summary>
/// A small programme on two nodes and one store: ten companies, four listings, a provincial fund that does not suffice,
/// a city's fund, several clients, and chaos. One seed is one history.
/// </summary>
sealed class World
{
    public const string ProvinceFund = "province-2026";
    public const string CityFund = "340100-2026";
    public static readonly IReadOnlyList<string> Cities = ["340100", "340200"];
    public static readonly IReadOnlyList<string> Plans = ["basic", "full"];
    public static readonly CreditCode Vendor = new("91340000711771143J");

    /// <summary>Far more than any history takes; who needs more is going in circles.</summary>
    const int StepsMax = 100_000;

    readonly Random _random;
    readonly MemoryEventStore _store = new(Catalogue.Facts);
    readonly Node[] _nodes;
    readonly List<(OrderId Id, CreditCode Company)> _orders = [];
    readonly List<ListingId> _listings = [];
    readonly CreditCode[] _companies;
    readonly HashSet<Guid> _due = [];
    Faults _faults;
    int _numbers;
    int _ordersSeen;
    int _working;

    World(int seed)
    {
        _random = new Random(seed);
        Sim = new SimScheduler(new Random(_random.Next()), new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        History = new History(Sim);
        Records = new Records(_store, new Judge(_store, Sim), Sim, History);
        _faults = Faults.From(_random);
        var options = Options(_random);
        _nodes = [.. new[] { "A", "B" }.Select(name => new Node(name, _store, Sim, new Random(_random.Next()), () => _faults, options, History))];
        _companies = [.. Enumerable.Range(0, 10).Select(_ => CodeOf(_random))];
        Policy = new SubsidyPolicy { AboveRemainder = _random.Next(4) == 0 ? AboveRemainder.Refuse : AboveRemainder.Split };
    }

    public SimScheduler Sim { get; }
    public History History { get; }
    public Records Records { get; }
    public SubsidyPolicy Policy { get; }
    public IReadOnlyList<CreditCode> Companies => _companies;
    public IReadOnlyList<ListingId> Listings => _listings;
    public bool IsOver => History.Failure is not null;

    public static World Run(int seed)
    {
        var before = SynchronizationContext.Current;
        var world = new World(seed);
        try
        {
            SynchronizationContext.SetSynchronizationContext(world.Sim);
            world.Run();
        }
        catch (Exception bug)
        {
            world.History.Fail(bug.ToString());
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
        return world;
    }

    static GrainHostOptions Options(Random random) => new()
    {
        QueueMax = random.Next(3) == 0 ? 4 : 8192,
        BatchMax = random.Next(2) == 0 ? 3 : 512,
        LoadMax = random.Next(2) == 0 ? 3 : 1024,
        GrainsMax = random.Next(2) == 0 ? 12 : 150_000,
        AccountsMax = random.Next(2) == 0 ? 12 : 450_000,
        Patience = TimeSpan.FromMilliseconds(random.Next(500, 5000)),
    };

    static CreditCode CodeOf(Random random)
    {
        var first17 = "9134" + string.Concat(Enumerable.Range(0, 13).Select(_ => (char)('0' + random.Next(10))));
        return new CreditCode(first17 + CreditCode.CheckCharacter(first17));
    }

    void Run()
    {
        foreach (var node in _nodes) node.Start();
        var all = Play();
        while (!all.IsCompleted && !IsOver)
        {
            if (Sim.Steps > StepsMax || !Sim.Step())
            {
                History.Fail("Somebody waits for ever.");
                return;
            }
        }
        if (all.IsFaulted) History.Fail(all.Exception.InnerException!.ToString());
        if (IsOver) return;
        Records.CheckAtTheEnd();
        Invariants.Check(_store, History);
    }

    async Task Play()
    {
        await SetTheStage();
        List<Task> working = [];
        var clients = _random.Next(3, 7);
        for (var i = 0; i < clients; i++)
            working.Add(AtWork(new Client(string.Create(CultureInfo.InvariantCulture, $"client{i}"), this, new Random(_random.Next())).Work(_random.Next(5, 15))));
        var chaos = Chaos(new Random(_random.Next()));
        foreach (var work in working) await work;
        _faults = Faults.None;
        await chaos;
        History.Log("calm");
        await DoWhatIsDue(new Random(_random.Next()));
        foreach (var node in _nodes) await CompareMemory(node);
    }

    async Task AtWork(Task work)
    {
        _working++;
        await work;
        _working--;
    }

    async Task SetTheStage()
    {
        var operatorClient = new Client("operator", this, new Random(_random.Next()));
        await operatorClient.Do(Client.Always(new RegisterVendor(new VendorProfile(Vendor, "讯飞", "sealed"))));
        foreach (var content in Contents())
        {
            var key = operatorClient.NewKey();
            _listings.Add(new ListingId(HashChain.Derive(key, "listing", 0).ToString("N", CultureInfo.InvariantCulture)));
            await operatorClient.DoWhatIsDue(key, new PublishListing(content));
        }
        await operatorClient.Do(operatorClient.OpenFund("province"));
        await operatorClient.Do(operatorClient.OpenFund(Cities[0]));
        await operatorClient.Do(Client.Appropriate(true, Money.Yuan(_random.Next(10, 60) * 1000)));
        await operatorClient.Do(Client.Appropriate(false, Money.Yuan(_random.Next(0, 4) * 1000 + 500)));
        foreach (var company in _companies.Take(7)) await operatorClient.Do(operatorClient.Enrol(company, new Random(7)));
    }

    static IEnumerable<ListingContent> Contents() =>
        from i in Enumerable.Range(1, 4)
        let price = Money.Yuan(i * 1500)
        select new ListingContent(
            Vendor, $"软件{i}", "erp", "简介",
            [new Plan("basic", "基础版", price, price, null, 5), new Plan("full", "完整版", price + price, price + price, null, 50)],
            UsageRule.Default, i == 4 ? [Cities[0]] : [], [], FirstVersion: false);

    /// <summary>Hosts crash and stop, time jumps, and what is due is done, as long as anybody works.</summary>
    async Task Chaos(Random random)
    {
        while (_working > 0 && !IsOver)
        {
            await Sim.Delay(TimeSpan.FromMilliseconds(random.Next(5, 150)));
            var node = AnyNode(random);
            switch (_faults == Faults.None ? random.Next(4, 8) : random.Next(8))
            {
                case 0:
                    node.Crash();
                    break;
                case 1:
                    await node.Stop();
                    break;
                case 2:
                    await DoWhatIsDue(random);
                    break;
                case 3:
                    Jump(TimeSpan.FromMinutes(random.Next(1, 45)));
                    break;
                case 4 when random.Next(3) == 0:
                    Jump(TimeSpan.FromDays(random.Next(3) == 0 ? 366 : 5));
                    await DoWhatIsDue(random);
                    break;
            }
            if (node.IsUp) continue;
            await Sim.Delay(TimeSpan.FromMilliseconds(random.Next(1, 100)));
            node.Start();
        }
    }

    void Jump(TimeSpan forward)
    {
        History.Log($"time jumps by {forward}");
        Sim.MoveClock(forward);
    }

    async Task DoWhatIsDue(Random random)
    {
        var platform = new Client("platform", this, new Random(random.Next()));
        foreach (var message in _store.Outbox.Where(m => m.DueAt <= Sim.Now && _due.Add(m.Id)).ToArray())
        {
            ITurn turn = message.Kind == EndTerm.Kind ? new EndTerm(new OrderId(message.Payload)) : new LapseOrder(new OrderId(message.Payload));
            await platform.DoWhatIsDue(DueMessages.CommandFor(message.Id), turn);
        }
    }

    /// <summary>When all is quiet, what a host has in memory is what the facts fold to.</summary>
    async Task CompareMemory(Node node)
    {
        var states = _store.Streams.Select(Invariants.StateOf).ToArray();
        string All(Turn turn) => string.Join('\n', states.Select(state => state(turn)));
        var asked = Records.Ask();
        if (await node.Read(All) is { } found) Records.Found(All, found, asked);
        else History.Fail($"{node.Name} cannot be read although nothing is wrong.");
    }

    public Node AnyNode(Random random) => _nodes[random.Next(_nodes.Length)];

    public string NextNumber() => OrderNumber.Of(2026, ++_numbers);

    public (OrderId Id, CreditCode Company) AnyOrder(Random random)
    {
        foreach (var command in _store.Journal.Skip(_ordersSeen))
            foreach (var fact in command.Row.Facts)
                if (fact.Type == "order_placed")
                    _orders.Add((new OrderId(Order.Grain.KeyOf(fact.StreamId)), ((OrderEvent.OrderPlaced)_store.Stream(fact.StreamId)[0].Fact).Terms.Company));
        _ordersSeen = _store.Journal.Count;
        return _orders.Count == 0 || random.Next(20) == 0 ? (new OrderId("none"), _companies[0]) : _orders[random.Next(_orders.Count)];
    }

    public CompanyProfile ProfileOf(CreditCode code) => new(
        code, $"企业{code.Value[^4..]}", Cities[code.Value[^2] % 2], null, "C34", 150, Money.Yuan(20_000_000), "sealed");
}
