using System.Globalization;
using System.Text.Json;
using Billing;
using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Files;
using Marketplace.Api.Personal;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Outbox;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;

namespace Marketplace.Api.Demo;

/// <summary>
/// Lives through the demo's year: everything is a command to the engine at its own time, and what falls due on the way
/// happens when it is due. Command ids follow from what they are for, so a year broken off can be lived again from its
/// beginning without anything happening twice.
/// </summary>
sealed class DemoYear(
    IGrains grains, DueMessages messages, WalkingClock clock, PersonalData personalData, SubsidyPolicy policy, FileStore files,
    DateTimeOffset begin, DateTimeOffset end)
{
    /// <summary>Who writes the first fact of the year.</summary>
    public static readonly string FirstActor = Actor(Role.ProvinceBureau);

    const int Seed = 20_240_930;

    /// <summary>Readings of the clock that one command may need; a few more only make the steps smaller.</summary>
    const int ReadingsPerCommand = 3;

    static readonly Guid Origin = new("d3a0c0de-2024-0930-8000-000000000001");

    static readonly TimeSpan DueStride = TimeSpan.FromMilliseconds(20);

    /// <summary>Cities that add money of their own (S003 art.20), in yuan a year.</summary>
    static readonly (string City, long Yuan)[] CityMoney = [("340100", 2_000_000), ("340200", 800_000), ("340300", 30_000), ("341100", 400_000)];

    const long ProvinceYuan = 200_000_000;

    /// <summary>What is yet to be done; each deed says what follows from it, which is planned when the whole window is over.</summary>
    readonly PriorityQueue<Func<Task<Action?>>, (DateTimeOffset At, int Order)> _deeds = new();
    readonly Dictionary<DemoListing, ListingId> _listings = [];
    PersonalData.Sealer _sealer = null!;
    int _planned;

    public int Orders { get; private set; }

    /// <param name="numberFrom">The first of <see cref="DemoOrders.Count"/> running numbers of orders.</param>
    public async Task Live(long numberFrom, CancellationToken cancel)
    {
        var chance = new Chance(Seed);
        var days = (int)(end - begin).TotalDays;
        var companies = DemoCompanies.Make(chance);
        var vendors = DemoListings.MakeVendors(chance);
        var texts = new DemoContent();
        var listings = DemoListings.Make(chance, vendors, days, texts);
        var orders = new DemoOrders(chance, companies, listings).Make(DateOnly.FromDateTime(begin.Date), days);
        _sealer = await personalData.Prepare([.. companies.Select(c => c.Code.Value), .. vendors.Select(v => v.Code.Value)], cancel);

        await files.Store(texts.Pictures.Files, Actor(Role.Operator), cancel);
        PlanFunds();
        foreach (var vendor in vendors) Plan(At(0, 1), () => Register(vendor));
        foreach (var (i, listing) in listings.Index()) Plan(At(listing.ListedAfterDays, 2 + i % 3), () => Publish(listing, i));
        foreach (var (i, company) in companies.Index()) Plan(At(DemoDay.EnrolledOn(i), 0), () => Enrol(company));
        foreach (var (i, order) in orders.Index()) Plan(At(order.Day, order.Window), () => Place(order, i, numberFrom + i));
        await Walk(cancel);
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

    void PlanFunds()
    {
        for (var year = begin.Year; year <= ChinaTime.Of(end).Year; year++)
        {
            var of = year;
            var newYear = new DateTimeOffset(year, 1, 1, 0, 5, 0, ChinaTime.Offset);
            var opening = newYear < begin ? At(0, 0) : newYear;
            Plan(opening, () => OpenFund(Province.Owner, of, ProvinceYuan, $"皖工信〔{of}〕12号"));
            foreach (var (city, yuan) in CityMoney) Plan(opening, () => OpenFund(city, of, yuan, $"{DemoCompanies.ShortName(Province.Cities[city])}工信〔{of}〕5号"));
        }
    }

    async Task OpenFund(string owner, int year, long yuan, string reference)
    {
        var actor = owner == Province.Owner ? Actor(Role.ProvinceBureau) : Actor(Role.CityBureau, owner);
        var id = new FundId(owner == Province.Owner ? $"province-{Text(year)}" : $"city-{owner}-{Text(year)}");
        await Send(new OpenFund(id, owner, year), actor, $"fund {id}");
        await Send(new AppropriateMoney(id, owner, Money.Yuan(yuan), reference), actor, $"money {id}");
    }

    Task Register(DemoVendor vendor) => Send(
        new RegisterVendor(new VendorProfile(
            vendor.Code, vendor.Name, _sealer.Seal(vendor.Code.Value, vendor.Contact), vendor.Summary, vendor.Website, vendor.Seat)),
        Actor(Role.Operator), $"vendor {vendor.Code}");

    async Task<Action?> Publish(DemoListing listing, int index)
    {
        var answer = await Send(new PublishListing(listing.Content), Actor(Role.Operator), $"listing {Text(index)}");
        return () => _listings.Add(listing, new ListingId(Field(answer!, "id")));
    }

    Task Enrol(DemoCompany company) => Send(
        new EnrolCompany(new CompanyProfile(
            company.Code, company.Name, company.City.Code, company.County.Code, company.Industry, company.Employees, company.AnnualRevenue,
            _sealer.Seal(company.Code.Value, company.Contact))) { Policy = policy },
        Actor(Role.Operator), $"company {company.Code}");

    async Task<Action?> Place(DemoOrder order, int index, long running)
    {
        var turn = new PlaceOrder(order.Company.Code, _listings[order.Listing], order.Plan)
        {
            Number = OrderNumber.Of(At(order.Day, order.Window).Year, running),
            Policy = policy,
        };
        var answer = await Send(turn, Actor(Role.Company, order.Company.Code.Value), $"order {Text(index)}");
        return answer is null ? null : () =>
        {
            Orders++;
            if (Field(answer, "status") == "confirmed") PlanFate(order, index, new OrderId(Field(answer, "id"))); // else nobody pays, and it lapses
        };
    }

    void PlanFate(DemoOrder order, int index, OrderId id)
    {
        var (company, vendor, fate) = (order.Company.Code, order.Listing.Vendor.Code, order.Fate);
        Later(fate.CancelledAfterDays, () => Send(new CancelOrder(id, company, fate.Reason), Actor(Role.Company, company.Value), $"cancel {Text(index)}"));
        Later(fate.ProvisionedAfterDays, () => Send(new ProvisionOrder(id, vendor), Actor(Role.Vendor, vendor.Value), $"provision {Text(index)}"));
        Later(fate.RatedAfterDays, () => Send(new RateOrder(id, company, fate.Satisfied, fate.Comment), Actor(Role.Company, company.Value), $"rate {Text(index)}"));

        void Later(int? days, Func<Task> deed)
        {
            if (days is { } after) Plan(At(order.Day + after, order.Window), deed);
        }
    }

    /// <summary>The answer; null when a rule of the programme refuses, as it may. Anything else is a fault of the demo data.</summary>
    async Task<string?> Send(ITurn turn, string actor, string purpose)
    {
        var sent = await grains.Send(turn, new Caller(actor, HashChain.Derive(Origin, purpose, 0)));
        return sent.Refusal is not { } refusal || refusal.Kind == RefusalKind.Rule
            ? sent.Answer
            : throw new InvalidOperationException($"Demo data: {purpose}: {refusal.Code}: {refusal.Reason}");
    }

    static string Actor(Role role, string? scope = null) => new Requester(role, scope, "demo", "demo", Rights.All).Actor;

    static string Field(string answer, string name)
    {
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.GetProperty(name).GetString()!;
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
