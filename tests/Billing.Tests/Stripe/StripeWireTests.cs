using System.Net;
using System.Net.Sockets;
using System.Text;
using Billing.Stripe;

namespace Billing.Tests.Stripe;

/// <summary>What a real connection does to a change: whether it arrived decides whether it may have happened.</summary>
public sealed class StripeWireTests : IDisposable
{
    static readonly NewRefund Refund = new("pi_1", Money.Yuan(50), "order-1", "refund-1", "cancelled");

    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly HttpClient http = new();

    public StripeWireTests() => listener.Start();

    [Fact]
    public async Task Where_nobody_listens_nothing_has_happened()
    {
        var client = Client();
        listener.Stop();

        var unreachable = await Assert.ThrowsAsync<StripeException>(() => client.CreateRefund(Refund, "key", default));

        Assert.Equal((StripeFault.Unreachable, false), (unreachable.Fault, unreachable.MayHaveHappened));
    }

    [Fact]
    public async Task A_connection_that_ends_after_the_request_leaves_it_open()
    {
        var serving = Serve("");

        var unreachable = await Assert.ThrowsAsync<StripeException>(() => Client().CreateRefund(Refund, "key", default));

        Assert.Equal((StripeFault.Unreachable, true), (unreachable.Fault, unreachable.MayHaveHappened));
        await serving;
    }

    [Fact]
    public async Task A_connection_that_ends_within_the_answer_leaves_it_open()
    {
        var serving = Serve("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"id\":\"re_1\"");

        var unreachable = await Assert.ThrowsAsync<StripeException>(() => Client().CreateRefund(Refund, "key", default));

        Assert.Equal((StripeFault.Unreachable, true), (unreachable.Fault, unreachable.MayHaveHappened));
        await serving;
    }

    [Fact]
    public async Task An_answer_that_is_longer_than_any_is_not_read_to_its_end()
    {
        var serving = Serve($"HTTP/1.1 200 OK\r\nContent-Length: {1L << 40}\r\n\r\n{{");

        var unreadable = await Assert.ThrowsAsync<StripeException>(() => Client().CreateRefund(Refund, "key", default));

        Assert.Equal((StripeFault.Unreadable, true), (unreadable.Fault, unreadable.MayHaveHappened));
        await serving;
    }

    [Fact]
    public async Task A_whole_answer_is_read()
    {
        var json = Sample.Refund();
        var serving = Serve($"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");

        Assert.Equal("re_1", (await Client().CreateRefund(Refund, "key", default)).Id);

        var request = await serving;
        Assert.StartsWith("POST /v1/refunds HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nIdempotency-Key: key\r\n", request, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        http.Dispose();
        listener.Dispose();
    }

    // One connection; gives back what came, up to the end of the fields.
    async Task<string> Serve(string answer)
    {
        using var connection = await listener.AcceptSocketAsync();
        var (received, buffer) = ("", new byte[4096]);
        while (!received.EndsWith("metadata[reason]=cancelled", StringComparison.Ordinal))
        {
            var length = await connection.ReceiveAsync(buffer);
            if (length == 0) throw new EndOfStreamException();
            received += Encoding.ASCII.GetString(buffer, 0, length);
        }
        await connection.SendAsync(Encoding.UTF8.GetBytes(answer));
        connection.Shutdown(SocketShutdown.Both);
        return received;
    }

    StripeClient Client() => new(
        http, ScriptedStripe.Options with { ApiBase = new($"http://{listener.LocalEndpoint}"), Retries = 0 }, TimeProvider.System);
}
