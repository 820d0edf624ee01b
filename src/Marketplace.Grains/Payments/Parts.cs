using Billing;

namespace Marketplace.Grains.Payments;

/// <summary>Where the money of a payment lies, or what is taken from where: the platform's fee, and the vendor's share wherever it is.</summary>
/// <param name="Held">Of the vendor's share: while the company may still go back on it.</param>
/// <param name="Payable">Waits for the monthly payout file.</param>
/// <param name="Transferred">Went, or is going, to the vendor's connected account.</param>
/// <param name="PaidOut">A payout file has taken it up.</param>
public sealed record Parts(Money Fee, Money Held, Money Payable, Money Transferred, Money PaidOut)
{
    public static readonly Parts None = new(Money.Zero, Money.Zero, Money.Zero, Money.Zero, Money.Zero);

    public static Parts operator +(Parts a, Parts b) =>
        new(a.Fee + b.Fee, a.Held + b.Held, a.Payable + b.Payable, a.Transferred + b.Transferred, a.PaidOut + b.PaidOut);

    public static Parts operator -(Parts a, Parts b) =>
        new(a.Fee - b.Fee, a.Held - b.Held, a.Payable - b.Payable, a.Transferred - b.Transferred, a.PaidOut - b.PaidOut);

    /// <summary>The vendor's share, wherever it is.</summary>
    public Money Share() => Held + Payable + Transferred + PaidOut;

    public Money Total() => Fee + Share();

    /// <summary>So much of the fee and of the share, which is taken first from where it is easiest to have back; null when there is less.</summary>
    public Parts? Take(Money fee, Money share)
    {
        var (parts, lacking) = Allocation.Fill(share, Held, Payable, Transferred, PaidOut);
        return fee > Fee || lacking.IsPositive ? null : new Parts(fee, parts[0], parts[1], parts[2], parts[3]);
    }
}
