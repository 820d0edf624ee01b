using System.Collections.Immutable;
using System.Globalization;
using Marketplace.Grains.Runtime;
using static Marketplace.Grains.Settlements.InvoiceRegisterCommand;
using static Marketplace.Grains.Settlements.InvoiceRegisterEvent;

namespace Marketplace.Grains.Settlements;

public abstract record InvoiceRegisterCommand
{
    public sealed record Enter(string Number, StatementId Statement) : InvoiceRegisterCommand;
}

/// Stored forever: these names and fields are the storage format. Add, never rename.
public abstract record InvoiceRegisterEvent
{
    public sealed record InvoiceEntered(string Number, StatementId Statement) : InvoiceRegisterEvent;
}

/// <summary>
/// Which statement an invoice number belongs to: one at most, over all vendors and years. There is a register for each pair of
/// last digits, so that none grows large and vendors do not wait for each other.
/// </summary>
public sealed record InvoiceRegister(ImmutableSortedDictionary<string, StatementId> Invoices)
    : IAggregate<InvoiceRegister, InvoiceRegisterCommand, InvoiceRegisterEvent>
{
    public static readonly GrainType<InvoiceRegister, InvoiceRegisterCommand, InvoiceRegisterEvent> Grain = new("invoices");

    const int NumberLength = 20;

    /// <summary>GB/T 2260 codes of the provinces, whose tax authorities issue invoices.</summary>
    static readonly ImmutableHashSet<string> Regions =
    [
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "45", "46",
        "50", "51", "52", "53", "54", "61", "62", "63", "64", "65",
    ];

    public static InvoiceRegister Initial { get; } = new(ImmutableSortedDictionary.Create<string, StatementId>(StringComparer.Ordinal));

    /// <param name="number">Well formed.</param>
    public static GrainKey<InvoiceRegister, InvoiceRegisterCommand, InvoiceRegisterEvent> Of(string number) => Grain[number[^2..]];

    /// <summary>20 digits that begin with the year of issue and the region of a tax authority.</summary>
    public static bool IsNumber(string number, DateOnly issuedOn) =>
        number.Length == NumberLength && number.All(char.IsAsciiDigit)
        && number.StartsWith((issuedOn.Year % 100).ToString("00", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        && Regions.Contains(number[2..4]);

    public static Decision<InvoiceRegisterEvent> Decide(InvoiceRegister register, InvoiceRegisterCommand command) => command switch
    {
        Enter c when register.Invoices.TryGetValue(c.Number, out var known) => known == c.Statement ? Nothing.Happens : StatementRefusal.InvoiceNumberUsed,
        Enter c => new InvoiceEntered(c.Number, c.Statement),
        _ => throw Unhandled.Of(command),
    };

    public static InvoiceRegister Evolve(InvoiceRegister register, InvoiceRegisterEvent fact) => fact switch
    {
        InvoiceEntered f => new InvoiceRegister(register.Invoices.Add(f.Number, f.Statement)),
        _ => throw Unhandled.Of(fact),
    };
}
