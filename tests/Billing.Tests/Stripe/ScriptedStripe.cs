using System.Net;
using System.Text;
using Billing.Stripe;

namespace Billing.Tests.Stripe;

/// <summary>What was asked, as it came over the wire.</summary>
sealed record Asked(string Method, Uri Address, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Address.AbsolutePath;

    public IReadOnlyDictionary<string, string> Query => Fields(Address.Query.TrimStart('?'));

    public IReadOnlyDictionary<string, string> Form => Fields(Body);

    static Dictionary<string, string> Fields(string text) => text
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(field => field.Split('='))
        .ToDictionary(field => Uri.UnescapeDataString(field[0]), field => Uri.UnescapeDataString(field[1]));
}

/// <summary>Answers what the test has written down, one after the other, and remembers what it was asked.</summary>
sealed class ScriptedStripe : HttpMessageHandler
{
    public const string Key = "sk_test_never_to_be_seen";

    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    readonly Queue<Func<CancellationToken, HttpResponseMessage>> script = [];

    public ScriptedStripe(StripeOptions? options = null) =>
        Client = new(new HttpClient(this) { Timeout = Timeout.InfiniteTimeSpan }, options ?? Options, Clock);

    public static StripeOptions Options { get; } = new() { ApiKey = Key, WebhookSecrets = ["whsec_never_to_be_seen"] };

    public ImpatientClock Clock { get; } = new(Start, TimeSpan.FromSeconds(10));

    public StripeClient Client { get; }

    public List<Asked> Asked { get; } = [];

    public ScriptedStripe Answers(string json, int status = 200, params (string Name, string Value)[] headers)
    {
        script.Enqueue(_ =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
            foreach (var (name, value) in headers) response.Headers.Add(name, value);
            return response;
        });
        return this;
    }

    public ScriptedStripe Refuses(int status, string error, params (string Name, string Value)[] headers) =>
        Answers($$"""{"error":{{error}}}""", status, headers);

    public ScriptedStripe Breaks(HttpRequestError error)
    {
        script.Enqueue(_ => throw new HttpRequestException(error, "The connection broke."));
        return this;
    }

    /// <summary>Says nothing until so much time has gone by.</summary>
    public ScriptedStripe IsSilentFor(TimeSpan time)
    {
        script.Enqueue(cancellation =>
        {
            Clock.Advance(time);
            cancellation.ThrowIfCancellationRequested();
            throw new InvalidOperationException("Somebody waited for the answer longer than was meant.");
        });
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .ToDictionary(header => header.Key, header => string.Join(' ', header.Value));
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Asked.Add(new(request.Method.Method, request.RequestUri!, headers, body));
        return script.Dequeue()(cancellationToken);
    }
}

/// <summary>Answers of Stripe, with more fields than anybody reads.</summary>
static class Sample
{
    public const string Movement = """
        {"id":"txn_1","object":"balance_transaction","type":"charge","reporting_category":"charge","amount":120000,"fee":4080,"net":115920,
         "currency":"cny","created":1772442001,"available_on":1773046801,"source":"ch_1","status":"pending"}
        """;

    public static string Charge(string movement = "\"txn_1\"", string currency = "cny") => $$$"""
        {"id":"ch_1","object":"charge","paid":true,"amount":120000,"currency":"{{{currency}}}","created":1772442000,"livemode":false,
         "payment_method_details":{"type":"card","card":{"brand":"visa","last4":"4242","country":"US"}},
         "balance_transaction":{{{movement}}},"failure_code":null,"receipt_url":"https://pay.stripe.com/receipts/r1","new_field":{"x":[1]}}
        """;

    public static string Intent(string charge = "\"ch_1\"", string status = "succeeded", string error = "null") => $$$"""
        {"id":"pi_1","object":"payment_intent","status":"{{{status}}}","amount":120000,"currency":"cny","created":1772441990,
         "metadata":{"order":"order-1"},"latest_charge":{{{charge}}},"last_payment_error":{{{error}}}}
        """;

    public static string Session(
        string intent = "null", string status = "open", string paid = "unpaid", string currency = "cny", string url = "\"https://checkout.stripe.com/c/pay/cs_1#fid\"") => $$$"""
        {"id":"cs_1","object":"checkout.session","status":"{{{status}}}","payment_status":"{{{paid}}}","url":{{{url}}},"expires_at":1772445600,
         "client_reference_id":"order-1","metadata":{"order":"order-1"},"payment_intent":{{{intent}}},"amount_total":120000,"currency":"{{{currency}}}"}
        """;

    public static string Refund(string id = "re_1", string status = "succeeded") => $$$"""
        {"id":"{{{id}}}","object":"refund","status":"{{{status}}}","amount":5000,"currency":"cny","created":1772442100,"failure_reason":null,
         "metadata":{"order":"order-1","reference":"refund-{{{id}}}"},"balance_transaction":"txn_2","payment_intent":"pi_1"}
        """;

    public static string Transfer(string id = "tr_1") => $$$"""
        {"id":"{{{id}}}","object":"transfer","amount":100000,"amount_reversed":2500,"currency":"cny","created":1772442200,"destination":"acct_1",
         "transfer_group":"order-1","metadata":{"reference":"transfer-1"}}
        """;

    public static string List(bool hasMore, params string[] rows) => $$$"""
        {"object":"list","url":"/v1/things","has_more":{{{(hasMore ? "true" : "false")}}},"data":[{{{string.Join(',', rows)}}}]}
        """;
}
