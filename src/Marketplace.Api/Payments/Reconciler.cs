using System.Text;
using Billing;
using Billing.Ledger;
using Billing.Stripe;
using Marketplace.Grains;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Payments;

/// <summary>
/// Holds a day's movements at the payment processor against the ledger, both ways. What the processor has and we missed is written
/// down at once; every other difference is a finding. Run again, it finds the same again.
/// </summary>
public sealed class Reconciler(
    StripeClient stripe, StripeOptions options, PaymentSync sync, PaymentCallRunner calls, ProcessorMovements movements, Reconciliations books, NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>What was written down on a day may have happened so much earlier, when news were missed.</summary>
    static readonly TimeSpan NewsDelayMax = TimeSpan.FromDays(45);

    /// <summary>The two clocks may differ by so much.</summary>
    static readonly TimeSpan ClocksApart = TimeSpan.FromHours(1);

    public bool IsConfigured => options.IsConfigured;

    static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

    /// <param name="day">In Asia/Shanghai; not after today.</param>
    /// <param name="by">Who asked for it.</param>
    public async Task<Reconciliation> Run(DateOnly day, string by, CancellationToken cancel)
    {
        await calls.Drain(cancel);
        var (from, before) = (Begin(day), Begin(day.AddDays(1)));
        var asked = clock.GetUtcNow();
        var theirs = await Theirs(from, before, cancel);
        var repaired = await Repair(theirs, await Ours(theirs, from, before, cancel), cancel);
        var ours = await Ours(theirs, from, before, cancel);
        var left = Compare(theirs, ours).Concat(await MissingThere(theirs, ours, from, asked < before ? asked : before, cancel)).ToList();
        var differences = WithoutFees([.. left, .. repaired.Where(r => left.All(d => (d.Kind, d.Subject) != (r.Kind, r.Subject)))]);
        var balance = await stripe.Balance(cancel);
        return await books.Write(
            day, by, clock.GetUtcNow(), theirs.Count, theirs.Count(t => differences.All(d => (d.Kind, d.Subject) != t.Movement.Key)), await LedgerBalance(cancel),
            balance.Available + balance.Pending, differences, cancel);
    }

    /// <summary>The fee of what is missing as a whole is no difference of its own.</summary>
    static List<FoundDifference> WithoutFees(List<FoundDifference> differences) =>
        [.. differences.Where(d => d.Kind != MovementKind.Fee || d.Difference == Difference.Amount
            || differences.All(o => o.Kind == MovementKind.Fee || o.Subject != d.Subject || o.Difference != d.Difference))];

    static DateTimeOffset Begin(DateOnly day) => new(day, TimeOnly.MinValue, ChinaTime.Offset);

    async Task<List<Their>> Theirs(DateTimeOffset from, DateTimeOffset before, CancellationToken cancel)
    {
        var (found, orders) = (new List<Their>(), new Dictionary<string, string?>(StringComparer.Ordinal));
        await foreach (var transaction in stripe.BalanceTransactions(from, before, cancel))
        {
            var order = transaction.Order ?? (transaction.IsYuan ? await OrderOf(transaction.PaymentIntent, orders, cancel) : null);
            found.AddRange(Movements.Of(transaction).Select(m => new Their(m with { Order = order }, transaction)));
        }
        return found;
    }

    /// <summary>A dispute, or a refund made past us, names its payment, and the payment names the order.</summary>
    async Task<string?> OrderOf(string? intent, Dictionary<string, string?> known, CancellationToken cancel)
    {
        if (intent is null) return null;
        if (known.TryGetValue(intent, out var order)) return order;
        try
        {
            return known[intent] = (await stripe.PaymentIntent(intent, cancel)).Order;
        }
        catch (StripeException e) when (e.Fault is StripeFault.Unreadable or StripeFault.UnknownObject)
        {
            return known[intent] = null; // paid in another currency: none of ours
        }
    }

    /// <summary>What the ledger has of the orders that moved on the day, on either side, whenever that was written down.</summary>
    async Task<ILookup<(MovementKind, string), Movement>> Ours(List<Their> theirs, DateTimeOffset from, DateTimeOffset before, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            with moved as (
              select distinct e.stream_id from es.ledger_entries l join es.mt_events e on e.stream_id = l.stream_id and e.version = l.version
              where (l.from_account = $1 or l.to_account = $1) and e.timestamp >= $2 and e.timestamp < $3
              union select unnest($4))
            select e.stream_id, e.type, e.data::text, e.timestamp from es.mt_events e join moved m on m.stream_id = e.stream_id order by e.stream_id, e.version
            """);
        command.Parameters.AddWithValue(AccountId.ProcessorBalance.Value);
        command.Parameters.AddWithValue(from.UtcDateTime);
        command.Parameters.AddWithValue((before + ClocksApart).UtcDateTime);
        var months = theirs.Select(t => Processor.Grain.StreamId(ChinaMonth.Of(t.Movement.At)));
        command.Parameters.AddWithValue(
            theirs.Select(t => t.Movement.Order).OfType<string>().Select(OrderPayment.Grain.StreamId).Concat(months).Distinct().ToArray());
        var facts = new List<(string Stream, object Fact, DateTimeOffset At)>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            facts.Add((reader.GetString(0), Catalogue.Facts.Read(reader.GetString(1), reader.GetString(2)), reader.GetFieldValue<DateTimeOffset>(3)));
        return facts.GroupBy(f => f.Stream, f => (f.Fact, f.At)).SelectMany(g => Movements.OfFacts(OrderPayment.Grain.KeyOf(g.Key), g)).ToLookup(m => m.Key);
    }

    /// <summary>Looks into what the processor has and the ledger has not: news that were missed. Says what it was.</summary>
    async Task<List<FoundDifference>> Repair(List<Their> theirs, ILookup<(MovementKind, string), Movement> ours, CancellationToken cancel)
    {
        var missed = theirs.Where(t => t.IsYuan && !ours.Contains(t.Movement.Key)).ToList();
        foreach (var (order, intent) in missed.Where(m => m.Movement.Order is not null).Select(m => (m.Movement.Order!, m.Transaction.PaymentIntent)).Distinct())
            await sync.Run(new OrderId(order), session: null, intent, cancel);
        foreach (var ofAccount in missed.Where(m => m.Movement.Kind is MovementKind.Payout or MovementKind.AccountFee))
            await movements.Book(ofAccount.Transaction, cancel);
        // Nobody tells of the fees of the account: that they come to be known here is no news that was missed.
        return [.. missed.Where(m => m.Movement.Kind != MovementKind.AccountFee)
            .Select(m => new FoundDifference(m.Movement.Kind, Difference.MissingHere, m.Movement.Subject, m.Movement.Order, null, m.Movement.Amount, IsRepaired: true))];
    }

    static IEnumerable<FoundDifference> Compare(List<Their> theirs, ILookup<(MovementKind, string), Movement> ours)
    {
        foreach (var their in theirs)
        {
            var (movement, our) = (their.Movement, ours[their.Movement.Key].FirstOrDefault());
            if (!their.IsYuan) yield return Found(Difference.Currency, our?.Amount);
            else if (our is null) yield return Found(Difference.MissingHere, null);
            else if (our.Amount != movement.Amount) yield return Found(Difference.Amount, our.Amount);

            FoundDifference Found(Difference difference, Money? amount) =>
                new(movement.Kind, difference, movement.Subject, our?.Order ?? movement.Order, amount, movement.Amount, IsRepaired: false);
        }
    }

    /// <summary>What the ledger wrote down on the day must have happened at the processor, on that day or, where news came late, before.</summary>
    async Task<List<FoundDifference>> MissingThere(
        List<Their> theirs, ILookup<(MovementKind, string), Movement> ours, DateTimeOffset from, DateTimeOffset before, CancellationToken cancel)
    {
        var known = theirs.Select(t => t.Movement.Key).ToHashSet();
        var alone = ours.SelectMany(g => g).Where(o => o.At >= from && o.At < before && !known.Contains(o.Key)).ToList();
        if (alone.Count > 0) await Forget(before, before + ClocksApart);
        // Day by day: most news are late by a moment only, and a list of many days would be too long.
        for (var until = from; alone.Count > 0 && until > from - NewsDelayMax; until -= OneDay) await Forget(until - OneDay, until);
        return [.. alone
            .Select(o => new FoundDifference(o.Kind, Difference.MissingThere, o.Subject, o.Order, o.Amount, null, IsRepaired: false))];

        async Task Forget(DateTimeOffset first, DateTimeOffset last)
        {
            await foreach (var transaction in stripe.BalanceTransactions(first, last, cancel)) known.UnionWith(Movements.Of(transaction).Select(m => m.Key));
            alone.RemoveAll(o => known.Contains(o.Key));
        }
    }

    async Task<Money> LedgerBalance(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select balance from es.ledger_accounts where id = $1");
        command.Parameters.AddWithValue(AccountId.ProcessorBalance.Value);
        return new Money(await command.ExecuteScalarAsync(cancel) as long? ?? 0);
    }

    sealed record Their(Movement Movement, BalanceTransaction Transaction)
    {
        public bool IsYuan => Transaction.IsYuan;
    }
}
