using System.Text.Json;
using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Files;
using Marketplace.Api.Jobs;
using Marketplace.Api.Orders;
using Marketplace.Api.Personal;
using Marketplace.Api.Settlements;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Outbox;
using Marketplace.Grains.Places;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Signals;
using Marketplace.Grains.Usage;
using Marketplace.Grains.Vendors;
using Npgsql;

namespace Marketplace.Api.Demo;

/// <summary>What the demo's year needs of the server, besides the engine on its own clock.</summary>
public sealed record DemoWorld(
    NpgsqlDataSource Database, PersonalData PersonalData, SubsidyPolicy Policy, FileStore Files, Projector Projector, UsageOrders UsageOrders,
    UsageStore UsageStore, UsageReader UsageReader, UsageMonths UsageMonths, Candidates Candidates, FraudSignals Signals, FundYear FundYears);

/// <summary>
/// Lives through the demo's year: everything is a command to the engine at its own time, and what falls due on the way
/// happens when it is due.
/// </summary>
/// <param name="days">How long it is by its plan; what would come after <paramref name="end"/> does not happen.</param>
sealed class DemoYear(DemoWorld world, IGrains grains, DueMessages messages, WalkingClock clock, DateTimeOffset begin, int days, DateTimeOffset end)
{
    /// <summary>Who writes the first fact of the year.</summary>
    public static readonly string FirstActor = DemoSender.Province;

    const int Seed = 20_240_930;

    /// <summary>Readings of the clock that one command may need; a few more only make the steps smaller.</summary>
    const int ReadingsPerCommand = 3;

    /// <summary>Days of a month by which usage is taken in and looked at; the second is before the month is closed.</summary>
    static readonly int[] UsageDays = [1, 8, 15, 22];

    const int CorrectionDay = 12;

    /// <summary>A quarter of an hour after midnight, and before any job.</summary>
    static readonly TimeSpan UsageAt = new(0, 30, 0);

    static readonly TimeSpan DueStride = TimeSpan.FromMilliseconds(20), StepStride = TimeSpan.FromMilliseconds(1);

    /// <summary>Months of the demo's year in which something out of the usual happens.</summary>
    const int ReturnedMonth = 4, FailedMonth = 5, RecoveredMonth = 6, RepaidMonth = 7;

    /// <summary>A vendor, by its orders, that names a payee whose account nobody enters.</summary>
    const int ParkedRank = 3;

    /// <summary>What is yet to be done; each deed says what follows from it, which is planned when the whole window is over.</summary>
    readonly PriorityQueue<Func<Task<Action?>>, (DateTimeOffset At, int Order)> _deeds = new();
    readonly Dictionary<string, ListingId> _listings = [];
    readonly List<DemoUse> _uses = [];
    readonly DemoSender _sender = new(grains);
    PersonalData.Sealer _sealer = null!;
    Task _intake = Task.CompletedTask;
    Func<CancellationToken, Task> _usageIsIn = _ => Task.CompletedTask;
    int _analysed;
    int _planned;

    public int Orders { get; private set; }

    public int UsageEvents { get; private set; }

    /// <param name="numberFrom">The first of <see cref="DemoOrders.Count"/> running numbers of orders.</param>
    public async Task Live(long numberFrom, CancellationToken cancel)
    {
        var chance = new Chance(Seed);
        var companies = DemoCompanies.Make(chance);
        var vendors = DemoListings.MakeVendors(chance);
        var texts = new DemoContent();
        var listings = DemoListings.Make(chance, vendors, days, texts);
        var orders = new DemoOrders(chance, companies, listings).Make(DateOnly.FromDateTime(begin.Date), days);
        var habits = new DemoHabits(DateOnly.FromDateTime(begin.Date), companies, orders);
        _sealer = await world.PersonalData.Prepare([.. companies.Select(c => c.Code.Value), .. vendors.Select(v => v.Code.Value)], cancel);

        await world.Files.Store(texts.Pictures.Files, DemoSender.Operator, cancel);
        foreach (var vendor in vendors) Plan(At(0, 1), () => Register(vendor));
        foreach (var (i, listing) in listings.Index()) Plan(At(listing.ListedAfterDays, 2 + i % 3), () => Publish(listing, i));
        foreach (var (i, company) in companies.Index()) Plan(At(DemoDay.EnrolledOn(i), 0), () => Enrol(company));
        foreach (var (i, order) in orders.Index()) Plan(At(order.Day, order.Window), () => Place(order, i, numberFrom + i));
        foreach (var step in Steps(vendors, habits)) Plan(step, cancel);
        await Walk(cancel);
        await UsageIsIn(cancel);
    }

    /// <summary>What bureaus, platform and vendors do month by month.</summary>
    IEnumerable<DemoStep> Steps(IReadOnlyList<DemoVendor> vendors, DemoHabits habits)
    {
        var months = Months().ToArray();
        var current = Array.FindLastIndex(months, m => DemoAcceptance.OpensAt(m) + DemoAcceptance.UnderWayMin <= begin.AddDays(days));
        var last = Math.Max(0, current - 1); // the last that is settled
        var changing = habits.RankedVendors[ParkedRank];
        var settledAt = DemoAcceptance.OpensAt(months[last]).Date;

        var acceptance = new DemoAcceptance(_sender,
            new BatchWork(world.Database, grains, world.Projector, world.UsageMonths, world.Candidates, world.Signals, new RaisedFlags(world.Database, clock), world.Policy, clock),
            new IdleJob(world.Database, world.UsageReader, world.UsageMonths, grains, new Notices.Notices(world.Database, clock)), UsageIsIn);
        var settlement = new DemoSettlement(
            _sender, new SettlementRun(grains, world.Policy), new PayoutFiles(grains, world.PersonalData, world.Policy), world.Policy, habits.RankOf);
        return
        [
            .. new DemoFunds(_sender, world.FundYears).Steps(begin, At(0, 0), end),
            .. new DemoPayees(_sender, world.PersonalData, vendors).Steps(begin, end, changing, new DateTimeOffset(settledAt, ChinaTime.Offset).AddDays(2) + DemoStep.Evening),
            .. UsageSteps(habits),
            .. months.Index().SelectMany(m => acceptance.Steps(m.Item,
                m.Index > current ? DemoCourse.Opened : m.Index == current ? DemoCourse.UnderWay : m.Index == ReturnedMonth ? DemoCourse.Returned : DemoCourse.Whole)),
            .. months.Index().Where(m => m.Index < current).SelectMany(m => settlement.Steps(m.Item, m.Index == last, m.Index == FailedMonth)),
            .. settlement.Recover(months[RecoveredMonth], RecoveryMethod.Statement, isConfirmed: true),
            .. settlement.Recover(months[RepaidMonth], RecoveryMethod.Repayment, isConfirmed: true),
            .. settlement.Recover(months[last], RecoveryMethod.Statement, isConfirmed: false),
        ];
    }

    /// <summary>Those whose batch is opened within the year.</summary>
    IEnumerable<string> Months() =>
        ChinaMonth.Range(ChinaMonth.Of(begin), ChinaMonth.Of(begin.AddDays(days))).TakeWhile(m => DemoAcceptance.OpensAt(m) < begin.AddDays(days));

    IEnumerable<DemoStep> UsageSteps(DemoHabits habits)
    {
        var intake = new DemoIntake(world.UsageOrders, world.UsageStore, habits, world.Policy.UsageAgeDaysMax);
        var firstUse = new FirstUseJob(world.Database, grains, new Notices.Notices(world.Database, clock), world.Policy);
        var from = 0;
        for (var day = 1; day <= days; day++)
        {
            var date = habits.DateOf(day);
            // What was used lately is in even where the year ends in the first hours of a day, before that day's usage is taken.
            if (day < days - 1 && !UsageDays.Contains(date.Day)) continue;
            var (first, until) = (from, day);
            yield return new DemoStep(begin.AddDays(day) + UsageAt, async cancel =>
            {
                await UsageIsIn(cancel);
                _intake = TakeUsage(intake, habits, first, until, [.. _uses], cancel);
                _usageIsIn = stop => NoteFirstUse(firstUse, begin.AddDays(until), stop);
            });
            from = day;
        }
    }

    /// <summary>Goes on beside what companies do meanwhile, as it does in reality.</summary>
    async Task TakeUsage(DemoIntake intake, DemoHabits habits, int first, int until, DemoUse[] uses, CancellationToken cancel)
    {
        await intake.Take(first, until, uses, cancel);
        var (from, over) = (habits.DateOf(first), habits.DateOf(until - 1));
        if (from.Day <= CorrectionDay && over.Day >= CorrectionDay && from.Month == over.Month)
            await intake.Correct(first + CorrectionDay - from.Day, ChinaMonth.Plus(ChinaMonth.Of(from), -1), uses, cancel);
        if (intake.Events > 2 * _analysed)
        {
            // The database would find out by itself how the tables have grown, but not as fast as they grow here.
            await using var analyze = world.Database.CreateCommand("analyze usage.daily, usage.monthly, usage.events, read.orders, es.ledger_entries, es.mt_events");
            await analyze.ExecuteNonQueryAsync(cancel);
            _analysed = intake.Events;
        }
        UsageEvents = intake.Events;
    }

    /// <summary>Waits for what is being taken in, and looks at what has begun and what has not.</summary>
    async Task UsageIsIn(CancellationToken cancel)
    {
        await _intake;
        await _usageIsIn(cancel);
        _usageIsIn = _ => Task.CompletedTask;
    }

    async Task NoteFirstUse(FirstUseJob job, DateTimeOffset at, CancellationToken cancel)
    {
        await world.Projector.CatchUp(cancel);
        var run = new JobRun(at);
        await job.Run(run, cancel);
        if (run.Findings.FirstOrDefault() is { } finding) throw new InvalidOperationException($"Demo data: first use: {finding}");
    }

    async Task Walk(CancellationToken cancel)
    {
        while (_deeds.TryPeek(out _, out var next))
        {
            var due = await RunDue(next.At, cancel);
            var windowEnd = next.At + DemoDay.WindowLength;
            var together = new List<Func<Task<Action?>>>();
            while (_deeds.TryPeek(out _, out var planned) && planned.At < windowEnd) together.Add(_deeds.Dequeue());
            var until = due < windowEnd ? due.Value : windowEnd;
            clock.WalkTo(next.At, (until - next.At) / (ReadingsPerCommand * together.Count + 1));
            foreach (var follow in await Task.WhenAll(together.Select(deed => deed()))) follow?.Invoke();
        }
        await RunDue(end, cancel);
    }

    /// <summary>Does what falls due up to a moment; says when the next falls due after it.</summary>
    async Task<DateTimeOffset?> RunDue(DateTimeOffset until, CancellationToken cancel)
    {
        while (true)
        {
            var due = await messages.NextDue(cancel);
            if (due is null || due > until) return due;
            await messages.RunInOrder(until, at => clock.WalkTo(at, DueStride), cancel);
        }
    }

    DateTimeOffset At(int day, int window) =>
        begin.AddDays(day) + TimeSpan.FromHours(DemoDay.Windows[window]) + TimeSpan.FromMinutes(day * 17 % 60);

    /// <summary>What would come after the year's end does not happen.</summary>
    void Plan(DateTimeOffset at, Func<Task<Action?>> deed)
    {
        if (at + DemoDay.WindowLength < end) _deeds.Enqueue(deed, (at, _planned++));
    }

    void Plan(DateTimeOffset at, Func<Task> deed) => Plan(at, async () =>
    {
        await deed();
        return null;
    });

    void Plan(DemoStep step, CancellationToken cancel) => Plan(step.At, async () =>
    {
        clock.WalkTo(step.At, StepStride);
        await step.Do(cancel);
    });

    Task Register(DemoVendor vendor) => _sender.Send(
        new RegisterVendor(new VendorProfile(
            vendor.Code, vendor.Name, _sealer.Seal(vendor.Code.Value, vendor.Contact), vendor.Summary, vendor.Website, vendor.Seat)),
        DemoSender.Operator, $"vendor {vendor.Code}");

    async Task<Action?> Publish(DemoListing listing, int index)
    {
        var answer = await _sender.Send(new PublishListing(listing.Content), DemoSender.Operator, $"listing {DemoSender.Text(index)}");
        return () => _listings.Add(listing.Content.Name, new ListingId(Field(answer!, "id")));
    }

    Task Enrol(DemoCompany company) => _sender.Send(
        new EnrolCompany(new CompanyProfile(
            company.Code, company.Name, company.City.Code, company.County.Code, company.Industry, company.Employees, company.AnnualRevenue,
            _sealer.Seal(company.Code.Value, company.Contact))) { Policy = world.Policy },
        DemoSender.Operator, $"company {company.Code}");

    async Task<Action?> Place(DemoOrder order, int index, long running)
    {
        var turn = new PlaceOrder(order.Company.Code, _listings[order.Listing.Content.Name], order.Plan)
        {
            Number = OrderNumber.Of(At(order.Day, order.Window).Year, running),
            Policy = world.Policy,
        };
        var answer = await _sender.Send(turn, DemoSender.Actor(Role.Company, order.Company.Code.Value), $"order {DemoSender.Text(index)}");
        return answer is null ? null : () =>
        {
            Orders++;
            if (Field(answer, "status") != "confirmed") return; // nobody pays, and it lapses
            var id = new OrderId(Field(answer, "id"));
            _uses.Add(new DemoUse(index, order, id));
            PlanFate(order, index, id);
        };
    }

    void PlanFate(DemoOrder order, int index, OrderId id)
    {
        var (company, vendor, fate) = (order.Company.Code, order.Listing.Vendor.Code, order.Fate);
        Later(fate.CancelledAfterDays, () => _sender.Send(new CancelOrder(id, company, fate.Reason), DemoSender.Actor(Role.Company, company.Value), $"cancel {DemoSender.Text(index)}"));
        Later(fate.ProvisionedAfterDays, () => _sender.Send(new ProvisionOrder(id, vendor), DemoSender.Actor(Role.Vendor, vendor.Value), $"provision {DemoSender.Text(index)}"));
        Later(fate.RatedAfterDays, () => _sender.Send(new RateOrder(id, company, fate.Satisfied, fate.Comment), DemoSender.Actor(Role.Company, company.Value), $"rate {DemoSender.Text(index)}"));

        void Later(int? days, Func<Task> deed)
        {
            if (days is { } after) Plan(At(order.Day + after, order.Window), deed);
        }
    }

    static string Field(string answer, string name)
    {
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.GetProperty(name).GetString()!;
    }
}
