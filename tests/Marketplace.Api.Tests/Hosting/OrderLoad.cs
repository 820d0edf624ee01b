using System.Collections.Concurrent;
using System.Net;

namespace Marketplace.Api.Tests.Hosting;

/// <summary>One command of a load and what became of it.</summary>
/// <param name="Path">Where it was posted.</param>
public sealed record Sending(string Company, string Path, object Body, Guid Key)
{
    /// <summary>The acknowledged answer; null while nobody has said that it is done.</summary>
    public string? Acknowledged { get; set; }
}

/// <summary>Callers that order and cancel without pause, remember what was acknowledged, and bear that servers die.</summary>
public sealed class OrderLoad(Func<int, Town> town, IReadOnlyList<string> companies, IReadOnlyList<string> listings)
{
    const int TimesMax = 30;

    static readonly TimeSpan AfterSilence = TimeSpan.FromMilliseconds(50);

    readonly ConcurrentBag<Sending> _sent = [];

    public int Acknowledged => _sent.Count(s => s.Acknowledged is not null);

    /// <summary>Each caller takes its own companies through the listings; every third order is cancelled again.</summary>
    public Task Run(int callers, CancellationToken until) => Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
    {
        await Task.Yield();
        for (var n = 0; !until.IsCancellationRequested && n < companies.Count / callers * listings.Count; n++)
        {
            var company = companies[n % (companies.Count / callers) * callers + caller];
            var order = new Sending(company, "orders", new { company, listing = listings[n / (companies.Count / callers)], plan = "basic" }, Guid.NewGuid());
            _sent.Add(order);
            var answer = await Post(caller, order);
            if (answer is null) await Task.Delay(AfterSilence); // else the whole load is spent on a dead server
            if (answer is null || n % 3 != 0) continue;
            var cancellation = new Sending(company, $"orders/{answer["id"]}/cancellation", new { reason = "试验" }, Guid.NewGuid());
            _sent.Add(cancellation);
            await Post(caller, cancellation);
        }
    }));

    /// <summary>Null when there was no answer, or one that says to come again.</summary>
    async Task<Answer?> Post(int caller, Sending sending)
    {
        try
        {
            using var api = town(caller).AsCompany(sending.Company);
            var answer = await api.Post(sending.Path, sending.Body, sending.Key);
            if (answer.Status is HttpStatusCode.ServiceUnavailable) return null;
            Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, answer.Text);
            sending.Acknowledged = answer.Text;
            return answer;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return null;
        }
    }

    /// <summary>As the answer asks of callers: who is told to come again does, for a while.</summary>
    static async Task<Answer> Patiently(Func<Task<Answer>> send)
    {
        for (var time = 1; ; time++)
        {
            var answer = await send();
            if (answer.Status is not HttpStatusCode.ServiceUnavailable || time == TimesMax) return answer;
            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>
    /// Sends everything again under its key: what was acknowledged must answer the same, what was not gets its true answer.
    /// Then nothing may be there twice, and the books must balance.
    /// </summary>
    public async Task CheckAfterwards(Town calm, string connectionString, int ordersBefore = 0)
    {
        foreach (var sending in _sent)
        {
            using var api = calm.AsCompany(sending.Company);
            var answer = await Patiently(() => api.Post(sending.Path, sending.Body, sending.Key));
            Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, answer.Text);
            if (sending.Acknowledged is { } first) Assert.Equal(first, answer.Text);
        }
        await Books.Check(connectionString);
        var placed = await Books.Count(connectionString, "select count(*) from es.mt_events where type = 'order_placed'");
        Assert.Equal(ordersBefore + _sent.Count(s => s.Path == "orders"), placed);
        var cancelled = await Books.Count(connectionString, "select count(*) from es.mt_events where type = 'order_cancelled'");
        Assert.Equal(_sent.Count(s => s.Path != "orders"), cancelled);
    }
}
