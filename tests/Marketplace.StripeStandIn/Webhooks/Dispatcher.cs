using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Webhooks;

/// <summary>One try to deliver an event.</summary>
/// <param name="Status">What was answered; null when nothing was.</param>
public sealed record Delivery(string Event, string Type, int Attempt, int? Status);

/// <summary>What happens to the next events of a type.</summary>
public enum Mishap
{
    Drop,
    Duplicate,
    Delay,
}

/// <summary>Sends events, several at once and in no order, until each is taken or has been tried often enough.</summary>
public sealed class Dispatcher : IAsyncDisposable
{
    const int DeliveriesKept = 20_000;

    sealed record Letter(string Event, string Type, string Payload);

    sealed record Rule(Mishap Mishap, string Type, TimeSpan Delay)
    {
        public int Left { get; set; }
    }

    readonly PlatformAccount _account;
    readonly StandInOptions _options;
    readonly HttpClient _client;
    readonly SemaphoreSlim _places;
    readonly CancellationTokenSource _stopping = new();
    readonly Lock _gate = new();
    readonly List<Letter> _held = [];
    readonly List<Rule> _rules = [];
    readonly Queue<Delivery> _deliveries = new();
    readonly HashSet<Task> _underWay = [];
    bool _holding;

    internal Dispatcher(PlatformAccount account)
    {
        _account = account;
        _options = account.Options;
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = _options.WebhookTimeout };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("Stripe/1.0 (+https://stripe.com/docs/webhooks)");
        _places = new SemaphoreSlim(_options.WebhooksInFlightMax);
        Url = _options.Webhooks;
        Secret = _options.Secret;
    }

    /// <summary>Where events go from now on.</summary>
    public Uri? Url { get; set; }

    public string Secret { get; private set; }

    public string? OldSecret { get; private set; }

    public Signing Signing { get; set; }

    /// <summary>The tries so far, oldest first, as many as are kept.</summary>
    public IReadOnlyList<Delivery> Deliveries
    {
        get
        {
            lock (_gate) return [.. _deliveries];
        }
    }

    /// <summary>The events that are being held back, oldest first.</summary>
    public IReadOnlyList<(string Event, string Type)> Held
    {
        get
        {
            lock (_gate) return [.. _held.Select(l => (l.Event, l.Type))];
        }
    }

    /// <summary>A new secret; until <see cref="Signing"/> is changed again, both sign.</summary>
    public void Roll(string secret) => (OldSecret, Secret, Signing) = (Secret, secret, Signing.Both);

    public void Hold()
    {
        lock (_gate) _holding = true;
    }

    /// <summary>Sends these of the held ones one after the other, in this order; the others stay.</summary>
    public async Task Release(params IReadOnlyList<string> events)
    {
        foreach (var id in events)
        {
            Letter? letter;
            lock (_gate)
            {
                letter = _held.Find(l => l.Event == id);
                if (letter is not null) _held.Remove(letter);
            }
            if (letter is not null) await Deliver(letter, TimeSpan.Zero);
        }
    }

    /// <summary>Sends what was held, in its order, and holds no longer.</summary>
    public Task Resume()
    {
        string[] held;
        lock (_gate)
        {
            _holding = false;
            held = [.. _held.Select(l => l.Event)];
        }
        return Release(held);
    }

    /// <param name="type">A type of event; a <c>*</c> at its end stands for anything.</param>
    public void Next(Mishap mishap, string type = "*", int times = 1, TimeSpan delay = default)
    {
        lock (_gate) _rules.Add(new Rule(mishap, type, delay) { Left = times });
    }

    /// <summary>Sends an event again, so many times in all, from so many callers at once, and says what was answered.</summary>
    public async Task<IReadOnlyList<int?>> Resend(string id, int times = 1, int callers = 1)
    {
        var letter = _account.Do(() => LetterOf(_account.Find("event", id)));
        var left = times;
        var answers = await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            var own = new List<int?>();
            while (Interlocked.Decrement(ref left) >= 0) own.Add(await Try(letter, 1));
            return own;
        }));
        return [.. answers.SelectMany(a => a)];
    }

    /// <summary>Waits until nothing is being sent; what is held stays held.</summary>
    public async Task Idle()
    {
        while (true)
        {
            Task[] underWay;
            lock (_gate) underWay = [.. _underWay];
            if (underWay.Length == 0) return;
            await Task.WhenAll(underWay);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Idle();
        _client.Dispose();
        _places.Dispose();
        _stopping.Dispose();
    }

    internal void Send(JsonObject e)
    {
        if (Url is null) return;
        var letter = LetterOf(e);
        lock (_gate)
        {
            var rule = _rules.Find(r => r.Type.EndsWith('*') ? letter.Type.StartsWith(r.Type[..^1], StringComparison.Ordinal) : r.Type == letter.Type);
            if (rule is not null && --rule.Left <= 0) _rules.Remove(rule);
            if (rule?.Mishap == Mishap.Drop) Start(() => Settled(letter.Event));
            else if (_holding) _held.Add(letter);
            else
            {
                Start(() => Deliver(letter, rule?.Mishap == Mishap.Delay ? rule.Delay : TimeSpan.Zero));
                if (rule?.Mishap == Mishap.Duplicate) Start(() => Deliver(letter, TimeSpan.Zero));
            }
        }
    }

    static Letter LetterOf(JsonObject e) => new(e.Id(), e.Text("type")!, Expansion.Show(e).Write());

    void Start(Func<Task> work)
    {
        // Not on this thread, which holds the account; and not before it is listed.
        var task = new Task<Task>(work);
        var whole = task.Unwrap();
        _underWay.Add(whole);
        whole.ContinueWith(Done, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        task.Start(TaskScheduler.Default);
    }

    void Done(Task task)
    {
        lock (_gate) _underWay.Remove(task);
    }

    async Task Deliver(Letter letter, TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, _stopping.Token);
            var pause = _options.WebhookBackoffFirst;
            for (var attempt = 1; attempt <= _options.WebhookAttemptsMax; attempt++)
            {
                if (await Try(letter, attempt) is >= 200 and < 300)
                {
                    await Settled(letter.Event);
                    return;
                }
                await Task.Delay(pause, _stopping.Token);
                pause = pause * 2 < _options.WebhookBackoffMax ? pause * 2 : _options.WebhookBackoffMax;
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Not delivered: it is sent again after the next start.
        }
    }

    async Task<int?> Try(Letter letter, int attempt)
    {
        if (Url is not { } url) return null;
        await _places.WaitAsync(_stopping.Token);
        int? status = null;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(letter.Payload, Encoding.UTF8) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            if (Signature.Of(letter.Payload, Signing, Secret, OldSecret, TimeProvider.System.GetUtcNow()) is { } signature)
                request.Headers.TryAddWithoutValidation("Stripe-Signature", signature);
            using var response = await _client.SendAsync(request, _stopping.Token);
            status = (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
        }
        catch (TaskCanceledException) when (!_stopping.IsCancellationRequested)
        {
        }
        finally
        {
            _places.Release();
        }
        lock (_gate)
        {
            if (_deliveries.Count == DeliveriesKept) _deliveries.Dequeue();
            _deliveries.Enqueue(new Delivery(letter.Event, letter.Type, attempt, status));
        }
        return status;
    }

    Task Settled(string id)
    {
        _account.Do(() =>
        {
            if (_account.Store.Find("event", id) is not { } e) return 0;
            e["pending_webhooks"] = 0;
            _account.Store.Touch(e);
            return 0;
        });
        return Task.CompletedTask;
    }
}
