using System.Security.Cryptography;
using System.Text;
using Marketplace.StripeStandIn.Control;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Http;

/// <summary>What every request of the API goes through: key, version, faults, parameters, idempotency.</summary>
sealed class Pipeline(PlatformAccount account, StripeClock clock, Faults faults, Requests requests, CancellationToken stopping)
{
    const int BodyMax = 1 << 20;

    readonly IReadOnlyList<Operation> _operations = Endpoints.Of(account);
    readonly Idempotency _idempotency = new(account);

    sealed record Answer(int Status, string Body, bool Replayed = false);

    public async Task Handle(HttpContext context)
    {
        var request = context.Request;
        var id = Ids.New("req", 14);
        string? key = request.Headers["Idempotency-Key"];
        if (!HttpMethods.IsPost(request.Method)) key = null;
        var fault = faults.Take(request.Method, request.Path);
        Answer? answer = null;
        try
        {
            // What is changed is changed now, even if the clock was moved a moment ago.
            await clock.Refresh(atOnce: HttpMethods.IsPost(request.Method));
            if (fault?.Kind == FaultKind.DropBefore) return;
            answer = await Answered(request, id, key, fault);
        }
        catch (StripeError e)
        {
            answer = new Answer(e.Status, e.Body(id).Write());
        }
        finally
        {
            var silent = answer is null || fault?.Kind is FaultKind.TimeOutAfterwards or FaultKind.DropAfterwards;
            requests.Add(new RequestSeen(id, request.Method, request.Path, request.QueryString.Value ?? "", key,
                request.Headers["Stripe-Version"], silent ? null : answer!.Status, answer?.Replayed ?? false, fault?.Kind));
            if (silent) await Silence(context, fault?.Kind);
        }
        if (fault?.Kind == FaultKind.DelayAfterwards) await Wait(fault);
        if (fault?.Kind is not (FaultKind.TimeOutAfterwards or FaultKind.DropAfterwards)) await Write(context, id, key, answer);
    }

    async Task<Answer> Answered(HttpRequest request, string id, string? key, Fault? fault)
    {
        Authorise(request);
        switch (fault?.Kind)
        {
            case FaultKind.RateLimit: throw StripeError.RateLimit();
            case FaultKind.LockTimeout: throw StripeError.LockTimeout(fault.LockTimeoutStatus);
            case FaultKind.Unavailable: throw StripeError.Broken(503);
            case FaultKind.ServerError when !fault.Kept: throw StripeError.Broken(500);
        }
        var (operation, ids) = Find(request);
        var form = await Read(request);
        form.OnlyKnows(operation.Parameters);
        var call = new Call(form, ids, request.Path);
        var hash = form.Hash(request.Method, request.Path);
        if (key is not null && _idempotency.Begin(key, hash) is { } before) return new Answer(before.Status, before.Body, Replayed: true);
        try
        {
            if (fault?.Kind == FaultKind.DelayBefore) await Wait(fault);
            return account.Do(() => Run(operation, call, id, key, hash, fault));
        }
        finally
        {
            _idempotency.End(key);
        }
    }

    Answer Run(Operation operation, Call call, string id, string? key, string hash, Fault? fault)
    {
        account.Events.Request = (id, key);
        try
        {
            if (fault?.Kind == FaultKind.ServerError) throw new StripeError(500, StripeError.Api, null, "An unknown error occurred.") { Kept = true };
            var done = operation.Run(call).Write();
            if (fault?.Kind == FaultKind.ServerErrorAfterwards) throw new StripeError(500, StripeError.Api, null, "An unknown error occurred.") { Kept = true };
            _idempotency.Keep(key, hash, 200, done);
            return new Answer(200, done);
        }
        catch (StripeError e) when (e.Kept)
        {
            var refusal = e.Body(id).Write();
            _idempotency.Keep(key, hash, e.Status, refusal);
            return new Answer(e.Status, refusal);
        }
        finally
        {
            account.Events.Request = default;
        }
    }

    (Operation Operation, string[] Ids) Find(HttpRequest request)
    {
        foreach (var operation in _operations)
            if (operation.Method == request.Method && operation.Match(request.Path) is { } ids)
                return (operation, ids);
        throw new StripeError(404, StripeError.InvalidRequest, "url_invalid", $"Unrecognized request URL ({request.Method}: {request.Path}).");
    }

    static async Task<Form> Read(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method)) return Form.Read(request.QueryString.Value ?? "");
        if (request.ContentLength > BodyMax) throw new StripeError(400, StripeError.InvalidRequest, null, "The request is too large.");
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        if (body.Length > 0 && request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            throw new StripeError(400, StripeError.InvalidRequest, null,
                "Invalid request (check that your POST content type is application/x-www-form-urlencoded).");
        return Form.Read(body);
    }

    void Authorise(HttpRequest request)
    {
        var sent = request.Headers.Authorization.ToString();
        var key = sent.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? sent[7..].Trim()
            : sent.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) ? UserOf(sent[6..].Trim()) : null;
        if (key is null)
            throw new StripeError(401, StripeError.InvalidRequest, null, "You did not provide an API key. You need to provide your API key in the Authorization header.");
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(account.Options.Key)))
            throw new StripeError(401, StripeError.InvalidRequest, "api_key_invalid", "Invalid API Key provided.");
        if (request.Headers.ContainsKey("Stripe-Account"))
            throw new StripeError(403, StripeError.InvalidRequest, "account_invalid", "This stand-in does not act for connected accounts.");
        string? version = request.Headers["Stripe-Version"];
        if (version is null && account.Options.VersionNeeded)
            throw new StripeError(400, StripeError.InvalidRequest, null, "The header Stripe-Version is missing.");
        if (version is not null && version != StandIn.ApiVersion)
            throw new StripeError(400, StripeError.InvalidRequest, null, $"Invalid Stripe API version: {version}; this stand-in speaks {StandIn.ApiVersion}.");
    }

    static string? UserOf(string encoded)
    {
        Span<byte> decoded = stackalloc byte[512];
        return Convert.TryFromBase64String(encoded, decoded, out var length) ? Encoding.UTF8.GetString(decoded[..length]).Split(':')[0] : null;
    }

    async Task Wait(Fault fault)
    {
        await Task.Delay(fault.Delay, stopping);
        await fault.Until.WaitAsync(stopping);
    }

    async Task Silence(HttpContext context, FaultKind? kind)
    {
        if (kind == FaultKind.TimeOutAfterwards)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
        context.Abort();
    }

    static Task Write(HttpContext context, string id, string? key, Answer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = "application/json";
        response.Headers["Request-Id"] = id;
        response.Headers["Stripe-Version"] = StandIn.ApiVersion;
        if (key is not null) response.Headers["Idempotency-Key"] = key;
        if (answer.Replayed) response.Headers["Idempotent-Replayed"] = "true";
        return response.WriteAsync(answer.Body, context.RequestAborted);
    }
}
