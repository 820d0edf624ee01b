using System.Globalization;
using Billing;

namespace Marketplace.Api.Demo;

/// <summary>
/// The command <c>tour</c>: plays a subsidised subscription from enrolment to the end of its year against a running
/// server, over HTTP and with the demo keys only. Every figure is worked out here and compared with what the server says.
/// Each tour brings firms of its own and moves the server's clock on by a year, so it can be played again and again.
/// </summary>
sealed class Tour(TourClient client, TourScript script)
{
    public const string Operator = "demo-operator", SecondOperator = "demo-operator-second", Province = "demo-province", Auditor = "demo-auditor";

    const string DefaultUrl = "http://127.0.0.1:5080";
    const int LastYear = 2099;

    /// <summary>Until the clock moves by a year, the story takes less than this.</summary>
    static readonly TimeSpan StoryMax = TimeSpan.FromHours(1);

    public TourClient Client { get; } = client;
    public TourScript Script { get; } = script;

    /// <summary>0 when every figure is right, 1 at the first that is not, 2 when there is no server to play with.</summary>
    public static async Task<int> Run(string[] args)
    {
        if (!TryReadUrl(args, out var url))
        {
            Console.Error.WriteLine("Marketplace.Api tour [--url http://127.0.0.1:5080]");
            return 2;
        }
        using var client = new TourClient(url);
        var script = new TourScript(Console.Out);
        try
        {
            await new Tour(client, script).Play();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{script.Steps} steps, {script.Figures} figures checked"));
            return 0;
        }
        catch (TourDifference difference)
        {
            Console.WriteLine($"     ✗ {difference.Message}");
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Step {script.Steps} is not as it should be: {difference.Message}"));
            return 1;
        }
        catch (TourUnplayable unplayable)
        {
            Console.Error.WriteLine(unplayable.Message);
            return 2;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            Console.Error.WriteLine($"No server answers at {url} ({e.Message}). Start one with ops/run, then play the tour again.");
            return 2;
        }
    }

    static bool TryReadUrl(string[] args, out Uri url)
    {
        var text = args switch
        {
            [_] => DefaultUrl,
            [_, "--url", var given] => given,
            [_, var given] when given.StartsWith("--url=", StringComparison.Ordinal) => given["--url=".Length..],
            _ => "",
        };
        return Uri.TryCreate(text, UriKind.Absolute, out url!) && url.Scheme is "http" or "https";
    }

    /// <summary>The server's time, in Asia/Shanghai.</summary>
    public async Task<DateTimeOffset> Now() => (await Client.Get("", "/api/v1/demo/clock")).Time("now");

    async Task Play()
    {
        var clock = await Client.Get("", "/api/v1/demo/clock");
        if (clock.Status != StatusCodes.Status200OK) throw new TourUnplayable("This server runs without demo data: its clock cannot be moved. Start it with ops/run.");
        var now = clock.Time("now");
        if (now.Add(StoryMax).Year != now.Year) now = await PassNewYear(now);
        if (now.Year > LastYear) throw new TourUnplayable($"The clock of this server is in the year {now.Year}; there are no funds after 2100. Start with a fresh database.");
        var policy = await Client.Get("", "/api/v1/policy");
        if (policy.Text("aboveRemainder") != "split" || policy.Text("capPeriod") != "lifetime")
            throw new TourUnplayable("The tour tells the story of the default policy: orders above the remainder are split, the cap counts for life.");

        Script.Line($"The server's clock says {now:yyyy-MM-dd HH:mm} (Asia/Shanghai). Amounts are in yuan (元).");
        var cast = new TourCast(now, policy.Money("cap"), int.Parse(policy.Text("unpaidLapseMinutes"), CultureInfo.InvariantCulture));
        await new TourEnrolment(this, cast).Play();
        await new TourCatalogue(this, cast).Play();
        await new TourOrders(this, cast).Play();
        await new TourPayments(this, cast).Play();
        await new TourRecord(this, cast).Play();
        await new TourUsage(this, cast).Play();
        await new TourAcceptance(this, cast).Play();
        await new TourSettlement(this, cast).Play();
        await new TourYear(this, cast).Play();
    }

    /// <summary>On New Year's Eve the story would need two years' funds; it begins after midnight.</summary>
    async Task<DateTimeOffset> PassNewYear(DateTimeOffset now)
    {
        var to = now + StoryMax;
        return Script.Accepted(await Client.Post(Operator, "/api/v1/demo/clock", new { to }), StatusCodes.Status200OK).Time("now");
    }

    public async Task<TourAnswer> WalletOf(string company) =>
        Script.Accepted(await Client.Get($"demo-company-{company}", $"/api/v1/companies/{company}/wallet"), StatusCodes.Status200OK);

    public async Task<TourAnswer> Fund(string id) => Script.Accepted(await Client.Get(Auditor, $"/api/v1/funds/{id}"), StatusCodes.Status200OK);

    /// <summary>What an order has moved in the ledger, oldest first.</summary>
    public async Task<IReadOnlyList<TourAnswer>> EntriesOf(TourAnswer order) =>
        (await Client.Get(Province, $"/api/v1/ledger/entries?order={order.Text("id")}")).Items("items");

    /// <summary>Moves the server's clock; whatever falls due on the way happens, in order.</summary>
    public async Task MoveTo(DateTimeOffset to)
    {
        var clock = Script.Accepted(await Client.Post(Operator, "/api/v1/demo/clock", new { to }), StatusCodes.Status200OK);
        Script.Check("the clock is moved", true, clock.Time("now") >= to);
    }

    /// <summary>All that an order has moved, in whichever order.</summary>
    public Task Moved(TourAnswer order, params (string From, string To, Money Amount)[] expected) => MovedSince(order, 0, expected);

    /// <param name="count">So many movements were told of before.</param>
    public async Task MovedSince(TourAnswer order, int count, params (string From, string To, Money Amount)[] expected)
    {
        var entries = (await EntriesOf(order)).Skip(count).ToArray();
        Script.Movements(entries);
        static string Text((string From, string To, Money Amount) e) => $"{e.From} → {e.To} {e.Amount}";
        Script.Same("entries", string.Join("; ", expected.Select(Text).Order(StringComparer.Ordinal)),
            string.Join("; ", entries.Select(e => Text((e.Text("from"), e.Text("to"), e.Money("amount")))).Order(StringComparer.Ordinal)));
        Script.Check("movements, each as the story says", expected.Length, entries.Length);
    }

    public Task<TourAnswer> Order(string company, string listing, Guid command) =>
        Client.Post($"demo-company-{company}", "/api/v1/orders", new { company, listing, plan = "basic" }, command);

    /// <summary>The fund of an owner for a year, opened if there is none yet, with an appropriation paid into it.</summary>
    public async Task<string> FundWith(string key, string owner, int year, Money amount)
    {
        var known = (await Client.Get(key, $"/api/v1/funds?owner={owner}&size=200")).Items("items").FirstOrDefault(f => f.Text("year") == $"{year}");
        var id = known?.Text("id") ?? (owner == Grains.Places.Province.Owner ? $"province-{year}" : $"city-{owner}-{year}");
        if (known is null)
        {
            Script.Accepted(await Client.Post(key, "/api/v1/funds", new { id, owner, year }));
            Script.Line($"fund {id} is opened");
        }
        var before = await Fund(id);
        Script.Accepted(await Client.Post(key, $"/api/v1/funds/{id}/appropriations", new { amount = amount.ToString(), reference = "tour" }));
        Script.Line($"{amount} is paid into {id}");
        Script.Fund(await Fund(id), before, appropriated: amount, available: amount, encumbered: Money.Zero);
        return id;
    }
}
