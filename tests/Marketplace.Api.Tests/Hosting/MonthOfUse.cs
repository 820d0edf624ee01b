using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Marketplace.Api.Tests.Acceptance;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Tests.Hosting;

/// <summary>
/// A month whose money is on its way: orders of three vendors in three cities, used by a rule that one month fulfils. What is sent
/// about it can be sent again, by the same or another server, until it is answered.
/// </summary>
public sealed class MonthOfUse
{
    public static readonly string[] Cities = ["340100", "340200", "340300"];

    const int Vendors = 3;
    const int OrdersOfEach = 8;
    const int EventsOfEach = 150;
    const int EventsInCall = 100;
    const int Callers = 6;
    const int TimesMax = 60;

    static readonly TimeSpan BeforeAgain = TimeSpan.FromMilliseconds(250);

    readonly List<Town> _towns = [];
    readonly List<(string Id, int Vendor)> _orders = [];
    readonly List<UsageCall> _calls = [];
    Func<string, ApiClient> _keys;

    MonthOfUse(Func<string, ApiClient> keys) => _keys = keys;

    /// <param name="Acknowledged">What each event was answered, once somebody heard it.</param>
    sealed record UsageCall(int Vendor, string Body)
    {
        public string? Acknowledged { get; set; }
    }

    public string Month { get; private set; } = "";

    public ApiClient Operator => _keys("demo-operator");

    public ApiClient Province => _keys("demo-province");

    public string[] Statements => [.. _towns.Select(t => $"{Month}-{t.Vendor}").Order(StringComparer.Ordinal)];

    /// <summary>From now on through this server.</summary>
    public void Ask(Func<string, ApiClient> keys) => _keys = keys;

    /// <summary>Orders on the 1st; it is the 20th.</summary>
    public static async Task<MonthOfUse> Begin(Func<string, ApiClient> keys)
    {
        var acceptance = await AcceptanceTown.Build(keys);
        var month = new MonthOfUse(keys) { Month = await acceptance.Month() };
        for (var v = 0; v < Vendors; v++) month._towns.Add(v == 0 ? acceptance.Town : await new Town(keys).BuildVendor());
        for (var v = 0; v < Vendors; v++) await month.Equip(v);
        await month.MoveTo(20);
        month.WriteUsage(await acceptance.Now());
        return month;
    }

    async Task Equip(int vendor)
    {
        var town = _towns[vendor];
        var listing = (await Operator.Post("listings", new
        {
            vendor = town.Vendor, name = "云上工厂", category = "MES", summary = "一个月即可核定",
            plans = new[] { new { id = "basic", name = "基础版", pricePerYear = "3000.00", marketPrice = "3000.00", marketPriceEvidence = "官网公开报价", seats = 5 } },
            usageRule = new { minimums = new[] { new { metric = "uses", perMonth = 1 } }, months = 1, consecutive = false, firstUseWithinDays = 366, idleMonthsMax = 0 },
        })).Is(HttpStatusCode.Created)["id"];
        for (var i = 0; i < OrdersOfEach; i++)
        {
            var company = await town.NewCompany(Cities[i % Cities.Length]);
            _orders.Add(((await town.Order(company, listing)).Is(HttpStatusCode.Created)["id"]!, vendor));
        }
        (await Operator.Post($"vendors/{town.Vendor}/bank-account", new { holder = town.Vendor, bank = "中国银行合肥分行", name = "云软", number = $"622200001111{vendor}" })).Is(HttpStatusCode.OK);
    }

    void WriteUsage(DateTimeOffset now)
    {
        foreach (var orders in _orders.GroupBy(o => o.Vendor))
        {
            var events = orders.SelectMany(order => Enumerable.Range(0, EventsOfEach).Select(i => (JsonNode)new JsonObject
            {
                ["id"] = string.Create(CultureInfo.InvariantCulture, $"{order.Id}-{i}"), ["order"] = order.Id, ["user"] = $"u{i % 7}", ["kind"] = "report",
                ["count"] = 1 + i % 3, ["at"] = now.AddMinutes(-7 * i).ToString("O", CultureInfo.InvariantCulture),
            }));
            foreach (var call in events.Chunk(EventsInCall))
                _calls.Add(new UsageCall(orders.Key, new JsonObject { ["events"] = new JsonArray(call) }.ToJsonString()));
        }
    }

    /// <summary>All of it from several callers at once.</summary>
    /// <param name="afterCalls">When so many calls are acknowledged …</param>
    /// <param name="happens">… this happens, while the others are on their way.</param>
    public async Task SendUsage(int afterCalls, Func<Task> happens)
    {
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (calls, acknowledged) = (new ConcurrentQueue<UsageCall>(_calls), 0);
        var sending = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (calls.TryDequeue(out var call))
                if (await Try(call) && Interlocked.Increment(ref acknowledged) == afterCalls) enough.SetResult();
        })));
        await enough.Task;
        await happens();
        await sending;
    }

    /// <summary>Everything again: who was answered hears the same, and every event counts once.</summary>
    public async Task CheckUsage(string connectionString)
    {
        foreach (var call in _calls)
        {
            var answer = await Until(_keys($"demo-vendor-{_towns[call.Vendor].Vendor}"), "usage-events", call.Body);
            if (call.Acknowledged is { } first) Assert.Equal(first, ReceiptsIn(answer));
            Assert.True((int)answer.Json["rejected"]! + (int)answer.Json["conflicts"]! == 0, answer.Text);
        }
        Assert.Equal(_orders.Count * EventsOfEach, await Books.Count(connectionString, "select count(*) from usage.events"));
        Assert.Equal(_orders.Count, await Books.Count(connectionString,
            $"select count(*) from (select order_id from usage.daily group by 1 having sum(uses) = {EventsOfEach * 2} and sum(events) = {EventsOfEach}) o"));
    }

    /// <summary>Every event's receipt, whatever its verdict is called the second time.</summary>
    static string ReceiptsIn(Answer answer) => string.Join(' ', answer.Json["results"]!.AsArray().Select(r => $"{r!["id"]}@{r["receivedAt"]}"));

    async Task<bool> Try(UsageCall call)
    {
        try
        {
            var answer = await _keys($"demo-vendor-{_towns[call.Vendor].Vendor}").Post("usage-events", call.Body);
            if (answer.Status != HttpStatusCode.OK) return false;
            call.Acknowledged = ReceiptsIn(answer);
            return true;
        }
        catch (Exception e) when (IsBrokenOff(e))
        {
            return false;
        }
    }

    /// <summary>The job has made the batch; platform and cities are through with it.</summary>
    public async Task Verify()
    {
        await MoveTo(ChinaMonth.End(Month).AddDays(8).AddHours(9));
        await new AcceptanceTown(_towns[0].On(_keys)).Verify(Month);
        foreach (var town in _towns)
            (await Operator.Post($"vendors/{town.Vendor}/credit-standing", new { clean = true, on = await Day(), evidence = "信用中国查询" })).Is(HttpStatusCode.OK);
    }

    /// <summary>Sends a command whose answer nobody may hear.</summary>
    public static async Task Lost(Task<Answer> command)
    {
        try
        {
            await command;
        }
        catch (Exception e) when (IsBrokenOff(e))
        {
            // As meant.
        }
    }

    /// <summary>Under one key, until there is an answer.</summary>
    public static async Task<Answer> Until(ApiClient client, string path, object body, Guid? key = null)
    {
        key ??= Guid.NewGuid();
        for (var time = 1; ; time++)
        {
            try
            {
                var answer = await client.Post(path, body, key);
                if (answer.Status is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.InternalServerError) || time == TimesMax)
                    return answer.Is(answer.Status is HttpStatusCode.Created ? HttpStatusCode.Created : HttpStatusCode.OK);
            }
            catch (Exception e) when (IsBrokenOff(e) && time < TimesMax)
            {
                // Once more.
            }
            await Task.Delay(BeforeAgain);
        }
    }

    public async Task Invoice()
    {
        var number = 0;
        foreach (var town in _towns)
        {
            var vendor = _keys($"demo-vendor-{town.Vendor}");
            var day = await Day();
            var total = (await vendor.Get($"statements/{Month}-{town.Vendor}"))["total"];
            var invoice = new { number = $"{day[2..4]}34{++number:0000000000000000}", issuedOn = day, amount = total, buyer = "安徽省工业互联网平台" };
            (await vendor.Post($"statements/{Month}-{town.Vendor}/invoice", invoice)).Is(HttpStatusCode.OK);
        }
    }

    public async Task<object> PaidResults()
    {
        var day = await Day();
        return new { results = Statements.Select(s => new { statement = s, result = "paid", on = day, bankReference = $"B-{s}" }) };
    }

    /// <summary>Every order was accepted, stated and paid, once; the verifier finds no difference.</summary>
    public async Task CheckMoney(string connectionString)
    {
        await Books.Check(connectionString);
        (string Type, int Times)[] facts =
        [
            ("order_accepted", _orders.Count), ("subsidy_consumed", _orders.Count), ("batch_approved", 1), ("batch_applied", 1), ("lines_applied", Cities.Length),
            ("statement_begun", Vendors), ("statement_lines_added", Vendors), ("statement_drawn", Vendors), ("withdrawal_requested", 1), ("withdrawal_approved", 1),
            ("payout_file_made", 1), ("payouts_reported", 1), ("statement_paid", Vendors),
        ];
        foreach (var (type, times) in facts)
            Assert.Equal((type, times), (type, await Books.Count(connectionString, $"select count(*) from es.mt_events where type = '{type}'")));
        var fen = 300_000 * _orders.Count;
        Assert.Equal(fen, await Books.Count(connectionString, "select sum(balance)::bigint from es.ledger_accounts where id like 'vendor/%/paid'"));
        Assert.Equal(fen, await Books.Count(connectionString, "select sum(balance)::bigint from es.ledger_accounts where id like 'fund/%/withdrawn'"));
    }

    async Task<string> Day() => ChinaTime.Of(await Now()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    async Task<DateTimeOffset> Now() => DateTimeOffset.Parse((await Operator.Get("demo/clock"))["now"]!, CultureInfo.InvariantCulture);

    Task MoveTo(int day) => MoveTo(ChinaMonth.Begin(Month).AddDays(day - 1).AddHours(23));

    async Task MoveTo(DateTimeOffset to) => (await Operator.Post("demo/clock", new { to })).Is(HttpStatusCode.OK);

    static bool IsBrokenOff(Exception e) => e is HttpRequestException or TaskCanceledException or IOException;
}
