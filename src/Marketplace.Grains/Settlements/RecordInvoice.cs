using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Settlements;

/// <summary>A vendor records the invoice of its statement; its number is used once over all statements.</summary>
/// <param name="Vendor">Whose statement it must be; another vendor's is unknown to it.</param>
public sealed record RecordInvoice(StatementId Statement, CreditCode Vendor, Invoice Invoice) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Settlements.Statement.Grain[Statement.Value]];

    public Reply Run(Turn turn)
    {
        var key = Settlements.Statement.Grain[Statement.Value];
        if (turn.Read(key).Vendor != Vendor) return StatementRefusal.Unknown;
        if (!InvoiceRegister.IsNumber(Invoice.Number, Invoice.IssuedOn)) return StatementRefusal.InvoiceNumberInvalid;
        if (Invoice.IssuedOn > ChinaTime.DayOf(turn.Now)) return StatementRefusal.InvoiceInFuture;
        var refusal = turn.Do(key, new StatementCommand.EnterInvoice(Invoice))
            ?? turn.Do(InvoiceRegister.Of(Invoice.Number), new InvoiceRegisterCommand.Enter(Invoice.Number, Statement));
        return refusal is not null ? refusal : Reply.With(new { statement = Statement, Invoice.Number });
    }
}
