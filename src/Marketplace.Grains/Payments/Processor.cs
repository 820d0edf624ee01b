using System.Collections.Immutable;
using Billing;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Payments.ProcessorCommand;
using static Marketplace.Grains.Payments.ProcessorEvent;

namespace Marketplace.Grains.Payments;

public abstract record ProcessorCommand
{
    /// <param name="Id">Of the movement there.</param>
    /// <param name="Amount">To the platform's bank; below zero when a payout came back.</param>
    public sealed record RecordPayout(string Id, Money Amount, DateTimeOffset At) : ProcessorCommand;
    public sealed record RecordFee(string Id, Money Amount, string Kind, DateTimeOffset At) : ProcessorCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record ProcessorEvent
{
    public sealed record ProcessorPaidOut(string Id, Money Amount, DateTimeOffset At) : ProcessorEvent;
    public sealed record ProcessorFeeTaken(string Id, Money Amount, string Kind, DateTimeOffset At) : ProcessorEvent;
}

/// <summary>
/// What the payment processor did with the platform's balance in one month that is about no order: it paid it out to the platform's
/// bank, or took a fee.
/// </summary>
/// <param name="Movements">By their ids there; what was seen is not seen again.</param>
public sealed record Processor(ImmutableSortedDictionary<string, Money> Movements) : IAggregate<Processor, ProcessorCommand, ProcessorEvent>
{
    public static readonly GrainType<Processor, ProcessorCommand, ProcessorEvent> Grain = new("processor");

    public static Processor Initial { get; } = new(ImmutableSortedDictionary.Create<string, Money>(StringComparer.Ordinal));

    public static Decision<ProcessorEvent> Decide(Processor processor, ProcessorCommand command) => command switch
    {
        RecordPayout c when c.Amount.IsZero || processor.Movements.ContainsKey(c.Id) => Nothing.Happens,
        RecordPayout c => new ProcessorPaidOut(c.Id, c.Amount, Places.ChinaTime.Of(c.At)),
        RecordFee c when c.Amount.IsZero || processor.Movements.ContainsKey(c.Id) => Nothing.Happens,
        RecordFee c => new ProcessorFeeTaken(c.Id, c.Amount, c.Kind, Places.ChinaTime.Of(c.At)),
        _ => throw Unhandled.Of(command),
    };

    public static Processor Evolve(Processor processor, ProcessorEvent fact) => fact switch
    {
        ProcessorPaidOut f => new Processor(processor.Movements.Add(f.Id, f.Amount)),
        ProcessorFeeTaken f => new Processor(processor.Movements.Add(f.Id, f.Amount)),
        _ => throw Unhandled.Of(fact),
    };
}

/// <summary>The processor has paid what lay there to the platform's bank, or taken a fee that is about no order.</summary>
public sealed record RecordProcessorMovement(string Id, Money Amount, bool IsPayout, string Kind, DateTimeOffset At) : ITurn
{
    IGrainKey Key => Processor.Grain[Places.ChinaMonth.Of(At)];

    public IEnumerable<IGrainKey> Needs() => [Key];

    public Reply Run(Turn turn)
    {
        var key = Processor.Grain[Places.ChinaMonth.Of(At)];
        ProcessorCommand command = IsPayout ? new RecordPayout(Id, Amount, At) : new RecordFee(Id, Amount, Kind, At);
        return turn.Do(key, command) is { } refusal ? refusal : Reply.With(new { Id, Amount });
    }
}
