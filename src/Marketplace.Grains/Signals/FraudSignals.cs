using System.Data;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Grains.Signals;

/// <summary>Looks for every sign of fraud that is known of such programmes, when a month's batch is put together.</summary>
public sealed class FraudSignals(NpgsqlDataSource database)
{
    /// <summary>For one signal; over millions of events it may take its time.</summary>
    const int SecondsMax = 900;

    /// <summary>In the order in which an order's flags are shown.</summary>
    public static readonly IReadOnlyList<Signal> All =
    [
        new OneRepresentative(), new OnePhone(), new OneAccount(),
        new SameParty(), new RelatedByContact(), new RelatedByName(), new PaidToItself(),
        new OneEnrolmentAddress(),
        new AroundTheClock(), new EvenIntervals(), new IdenticalPayloads(), new LastDays(), new OneUsageAddress(), new CorrectedAfterAcceptance(),
        new IndustryMisfit(), new TooManySeats(), new PriceAboveEvidence(), new PriceWithoutEvidence(),
        new TipReceived(),
    ];

    /// <summary>What is conspicuous about orders in a month that is closed; orders without any flag are left out.</summary>
    public async Task<IReadOnlyDictionary<OrderId, EquatableList<Flag>>> In(string month, CancellationToken cancel)
    {
        var flags = new Dictionary<OrderId, List<Flag>>();
        await using var connection = await database.OpenConnectionAsync(cancel);
        // One snapshot for all, and room to sort and hash in.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        await using (var room = new NpgsqlCommand("set local work_mem = '64MB'", connection)) await room.ExecuteNonQueryAsync(cancel);
        foreach (var signal in All) await Raise(signal, month, connection, flags, cancel);
        return flags.ToDictionary(f => f.Key, f => (EquatableList<Flag>)[.. f.Value]);
    }

    static async Task Raise(
        Signal signal, string month, NpgsqlConnection connection, Dictionary<OrderId, List<Flag>> flags, CancellationToken cancel)
    {
        await using var command = signal.Ask(month, connection);
        command.CommandTimeout = SecondsMax;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var order = new OrderId(reader.GetString(0));
            if (!flags.TryGetValue(order, out var known)) flags.Add(order, known = []);
            known.Add(new Flag(signal.Name, [.. reader.GetFieldValue<string[]>(1)]));
        }
    }
}
