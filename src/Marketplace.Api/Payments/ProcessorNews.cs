using Billing.Stripe;
using Marketplace.Api.Jobs;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Payments;

/// <summary>
/// What the payment processor tells by itself: kept as "something changed about this", once however often it is told, and worked off
/// by asking the processor what is there now. Of a message nothing else is kept.
/// </summary>
public sealed partial class ProcessorNews(NpgsqlDataSource database, PaymentSync sync, StripeClient stripe, ProcessorMovements movements, ILogger<ProcessorNews> log)
    : IRetention, IDisposable
{
    const int BatchMax = 20;

    /// <summary>How often the processor is asked about what it does not know; some hours pass meanwhile.</summary>
    const int TriesMax = 10;

    /// <summary>After which news that were worked off are forgotten; the processor tells again for three days at most.</summary>
    const int DaysKept = 90;

    readonly SemaphoreSlim _arrived = new(0);

    /// <summary>Keeps it before it is acknowledged; false when it had been told before.</summary>
    public async Task<bool> Take(StripeEvent news, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            insert into payments.news (id, type, created_at, object_kind, object_id, order_id, intent) values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (id) do update set received = payments.news.received + 1 returning received
            """);
        command.Parameters.AddWithValue(news.Id);
        command.Parameters.AddWithValue(news.Type);
        command.Parameters.AddWithValue(news.CreatedAt);
        command.Parameters.AddWithValue(news.ObjectKind);
        command.Parameters.AddWithValue(news.ObjectId);
        command.Parameters.AddWithValue((object?)news.Order ?? DBNull.Value);
        command.Parameters.AddWithValue((object?)news.PaymentIntent ?? DBNull.Value);
        var isNew = await command.ExecuteScalarAsync(cancel) is 1;
        if (isNew && _arrived.CurrentCount == 0) _arrived.Release();
        return isNew;
    }

    /// <summary>Works off what waits, and says whether there may be more. Waits a moment for something to come.</summary>
    public async Task<bool> Step(CancellationToken cancel)
    {
        var some = await Claim(cancel);
        if (some.Count == 0)
        {
            await _arrived.WaitAsync(TimeSpan.FromSeconds(1), cancel);
            return true;
        }
        foreach (var item in some) await Try(item, cancel);
        return true;
    }

    /// <summary>Whoever takes some has a time to do it in; then another server may.</summary>
    async Task<List<Item>> Claim(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            update payments.news set tries = tries + 1, again_at = now() + least(interval '15 seconds' * power(2, least(tries, 10)), interval '1 hour')
            where id in (select id from payments.news where done_at is null and again_at <= now() order by received_at limit {BatchMax} for update skip locked)
            returning id, type, created_at, object_kind, object_id, order_id, intent, tries
            """);
        var items = new List<Item>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            items.Add(new Item(
                reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetString(3), reader.GetString(4),
                await reader.IsDBNullAsync(5, cancel) ? null : reader.GetString(5), await reader.IsDBNullAsync(6, cancel) ? null : reader.GetString(6),
                reader.GetInt32(7)));
        return items;
    }

    async Task Try(Item item, CancellationToken cancel)
    {
        try
        {
            await Done(item.Id, await Act(item, cancel), cancel);
        }
        // Of another account or mode, or in another currency: it is not to be had later either.
        catch (StripeException e) when (item.Tries >= TriesMax && e.Fault is StripeFault.UnknownObject or StripeFault.Unreadable)
        {
            LogPutOff(item.Id, item.Type, e.Fault.ToString(), e.RequestId);
            await Done(item.Id, "unknown", cancel);
        }
        catch (StripeException e)
        {
            LogPutOff(item.Id, item.Type, e.Fault.ToString(), e.RequestId);
        }
        catch (GrainsUnavailableException e)
        {
            LogPutOff(item.Id, item.Type, e.Refusal.Code, null);
        }
    }

    /// <summary>What it was about, for whoever looks at the list.</summary>
    async Task<string> Act(Item item, CancellationToken cancel)
    {
        if (item.Kind == "payout") return await movements.BookPayout(item.Object, item.CreatedAt, cancel) ? "payout" : "nothing";
        if (item.Kind is not ("checkout.session" or "payment_intent" or "charge" or "refund" or "dispute")) return "nothing";
        var order = item.Order ?? (item.Intent is { } intent ? (await stripe.PaymentIntent(intent, cancel)).Order : null);
        if (order is null) return "foreign";
        await sync.Run(new OrderId(order), item.Kind == "checkout.session" ? item.Object : null, item.Intent, cancel);
        return "order";
    }

    async Task Done(string id, string outcome, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("update payments.news set done_at = now(), outcome = $2 where id = $1");
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(outcome);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task Purge(CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"delete from payments.news where done_at < now() - interval '{DaysKept} days'");
        await command.ExecuteNonQueryAsync(cancel);
    }

    public void Dispose() => _arrived.Dispose();

    sealed record Item(string Id, string Type, DateTimeOffset CreatedAt, string Kind, string Object, string? Order, string? Intent, int Tries);

    [LoggerMessage(LogLevel.Warning, "News {Id} ({Type}) of the payment processor wait: {Fault} (request {RequestId})")]
    partial void LogPutOff(string id, string type, string fault, string? requestId);
}
