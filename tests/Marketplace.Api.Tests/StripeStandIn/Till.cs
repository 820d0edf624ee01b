using System.Net;
using System.Net.Http.Headers;
using Marketplace.Api.Tests.Hosting;
using Marketplace.StripeStandIn;

namespace Marketplace.Api.Tests.StripeStandIn;

/// <summary>A stand-in of one's own with a clock that is moved, and a caller who has the key.</summary>
public sealed class Till : IAsyncDisposable
{
    public const string Key = "sk_test_till", Vendor = "acct_vendor";

    readonly HttpClient _client;

    Till(StandIn standIn, SetClock clock)
    {
        StandIn = standIn;
        Clock = clock;
        _client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = standIn.BaseAddress };
    }

    public StandIn StandIn { get; }

    public SetClock Clock { get; }

    public static async Task<Till> Open(StandInOptions? options = null, SetClock? clock = null)
    {
        clock ??= new SetClock();
        return new Till(await StandIn.Start((options ?? new StandInOptions()) with { Key = Key, Time = clock, Accounts = [Vendor] }), clock);
    }

    public Task<Answer> Get(string path) => Send(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<Answer> Post(string path, string form = "", string? key = null, string bearer = Key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Form(form) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return Send(request, bearer);
    }

    /// <summary>What a browser does: no key, and an answer for people.</summary>
    public async Task<Answer> Browse(string address, string? form = null)
    {
        using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, address) { Content = form is null ? null : Form(form) };
        return await Read(await _client.SendAsync(request));
    }

    public Task<Answer> NewSession(string more = "", long amount = 12_000, string order = "order-1", string? key = null) => Post("/v1/checkout/sessions",
        "mode=payment&line_items[0][price_data][currency]=cny&line_items[0][price_data][product_data][name]=Software&line_items[0][quantity]=1"
        + $"&line_items[0][price_data][unit_amount]={amount}&success_url=http://shop.test/done?session={{CHECKOUT_SESSION_ID}}"
        + $"&cancel_url=http://shop.test/back&client_reference_id={order}&payment_intent_data[metadata][order]={order}{more}", key);

    /// <summary>The charge of a session that was paid.</summary>
    public async Task<Answer> Charged(long amount = 12_000, string order = "order-1", string card = "4242424242424242")
    {
        var session = StandIn.Pay((await NewSession(amount: amount, order: order)).Is(HttpStatusCode.OK)["id"]!, card: card);
        return await Get($"/v1/charges?payment_intent={session["payment_intent"]}").Only();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await StandIn.DisposeAsync();
    }

    async Task<Answer> Send(HttpRequestMessage request, string bearer = Key)
    {
        using (request)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            request.Headers.Add("Stripe-Version", StandIn.ApiVersion);
            return await Read(await _client.SendAsync(request));
        }
    }

    static async Task<Answer> Read(HttpResponseMessage response)
    {
        using (response)
            return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers.ContentType?.MediaType);
    }

    static StringContent Form(string form) => new(form, MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded"));
}

/// <summary>A clock that stands until it is moved.</summary>
public sealed class SetClock : TimeProvider
{
    long _ticks = new DateTimeOffset(2027, 3, 1, 9, 30, 0, TimeSpan.Zero).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    public void Forward(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}

static class StripeAnswers
{
    /// <summary>The one object of a list.</summary>
    public static async Task<Answer> Only(this Task<Answer> list)
    {
        var answer = (await list).Is(HttpStatusCode.OK);
        return answer with { Text = Assert.Single(answer.Json["data"]!.AsArray())!.ToJsonString() };
    }

    public static void IsRefusal(this Answer answer, HttpStatusCode status, string? code, string? param = null)
    {
        answer.Is(status);
        Assert.Equal(code, answer["error.code"]);
        if (param is not null) Assert.Equal(param, answer["error.param"]);
        Assert.NotNull(answer["error.type"]);
    }

    public static List<string> Ids(this Answer list) => [.. list.Json["data"]!.AsArray().Select(o => (string)o!["id"]!)];
}
