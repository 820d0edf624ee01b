using System.Collections.Immutable;
using System.Globalization;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Funds.FundRegisterCommand;
using static Marketplace.Grains.Funds.FundRegisterEvent;

namespace Marketplace.Grains.Funds;

public abstract record FundRegisterCommand
{
    public sealed record Enter(string Owner, FundId Fund) : FundRegisterCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record FundRegisterEvent
{
    public sealed record FundEntered(string Owner, FundId Fund) : FundRegisterEvent;
}

/// <summary>Which fund an owner has for a year: one at most, so that an order knows where to draw.</summary>
public sealed record FundRegister(ImmutableSortedDictionary<string, FundId> Funds)
    : IAggregate<FundRegister, FundRegisterCommand, FundRegisterEvent>
{
    public static readonly GrainType<FundRegister, FundRegisterCommand, FundRegisterEvent> Grain = new("register");

    public static FundRegister Initial { get; } = new(ImmutableSortedDictionary.Create<string, FundId>(StringComparer.Ordinal));

    public static GrainKey<FundRegister, FundRegisterCommand, FundRegisterEvent> Of(int year) =>
        Grain[year.ToString(CultureInfo.InvariantCulture)];

    public FundId? FundOf(string owner) => Funds.TryGetValue(owner, out var fund) ? fund : null;

    public static Decision<FundRegisterEvent> Decide(FundRegister register, FundRegisterCommand command) => command switch
    {
        Enter c when register.FundOf(c.Owner) is { } known => known == c.Fund ? Nothing.Happens : FundRefusal.OwnerHasFund,
        Enter c => new FundEntered(c.Owner, c.Fund),
        _ => throw Unhandled.Of(command),
    };

    public static FundRegister Evolve(FundRegister register, FundRegisterEvent fact) => fact switch
    {
        FundEntered f => new FundRegister(register.Funds.Add(f.Owner, f.Fund)),
        _ => throw Unhandled.Of(fact),
    };
}
