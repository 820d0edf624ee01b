using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Balance;
using Marketplace.StripeStandIn.Connect;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;
using Marketplace.StripeStandIn.Payments;
using Marketplace.StripeStandIn.Webhooks;

namespace Marketplace.StripeStandIn;

/// <summary>One platform's account at Stripe: its objects, its time, and what falls due in it. One change at a time.</summary>
sealed class PlatformAccount : IDisposable
{
    readonly Lock _gate = new();
    readonly StripeClock _clock;
    readonly Dictionary<string, Action<JsonObject>> _duties = new(StringComparer.Ordinal);
    readonly PriorityQueue<string, long> _due = new();
    long? _asOf;

    public PlatformAccount(StandInOptions options, StripeClock clock)
    {
        Options = options;
        _clock = clock;
        Store = new Store(new Journal(options.Data));
        Events = new Events(this);
        Transactions = new Transactions(this);
        Charges = new Charges(this);
        Intents = new PaymentIntents(this);
        Refunds = new Refunds(this);
        Disputes = new Disputes(this);
        Sessions = new Sessions(this);
        Accounts = new Accounts(this);
        Transfers = new Transfers(this);
        Payouts = new Payouts(this);
    }

    public StandInOptions Options { get; }
    public Store Store { get; }
    public Events Events { get; }
    public Transactions Transactions { get; }
    public Charges Charges { get; }
    public PaymentIntents Intents { get; }
    public Refunds Refunds { get; }
    public Disputes Disputes { get; }
    public Sessions Sessions { get; }
    public Accounts Accounts { get; }
    public Transfers Transfers { get; }
    public Payouts Payouts { get; }

    /// <summary>Where hosted pages are.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1");

    /// <summary>What is to be sent once a change is kept.</summary>
    public Action<JsonObject> Send { get; set; } = _ => { };

    public Func<bool> HasWebhooks { get; set; } = () => false;

    /// <summary>Seconds since 1970, of what is being done: what fell due happened when it fell due.</summary>
    public long Now => _asOf ?? _clock.Now.ToUnixTimeSeconds();

    public void Start()
    {
        lock (_gate)
        {
            Store.Load();
            Idempotency.Forget(this);
            Events.Forget();
            foreach (var o in Store.Everything)
                if (o.NumberOrNull("_due") is { } at) _due.Enqueue(o.Id(), at);
            foreach (var e in Store.All("event").Where(e => e.Number("pending_webhooks") > 0)) Send(e);
        }
        Do(() =>
        {
            Events.Silent = true;
            foreach (var id in Options.Accounts)
                if (Store.Find(id) is null) Accounts.Ready(id);
            Events.Silent = false;
            Payouts.Begin();
            return 0;
        });
    }

    public void WhenDue(string duty, Action<JsonObject> act) => _duties[duty] = act;

    public void Schedule(JsonObject o, long at, string duty)
    {
        o["_due"] = at;
        o["_duty"] = duty;
        Store.Touch(o);
        _due.Enqueue(o.Id(), at);
    }

    public void Unschedule(JsonObject o)
    {
        if (o.Remove("_due")) Store.Touch(o);
    }

    /// <summary>First what fell due, then this; all of it is kept before anybody hears of it.</summary>
    public T Do<T>(Func<T> work)
    {
        lock (_gate)
        {
            try
            {
                CatchUp();
                return work();
            }
            finally
            {
                Store.Commit();
                foreach (var e in Events.TakeNew()) Send(e);
            }
        }
    }

    void CatchUp()
    {
        var now = Now;
        while (_due.TryPeek(out var id, out var at) && at <= now)
        {
            _due.Dequeue();
            if (Store.Find(id) is not { } o || o.NumberOrNull("_due") != at) continue;
            Unschedule(o);
            _asOf = at;
            try
            {
                _duties[o.Text("_duty")!](o);
            }
            finally
            {
                _asOf = null;
            }
        }
    }

    public void Dispose() => Store.Dispose();
}
