using Marketplace.Api.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Enrolments;

/// <summary>One row of a list as it was sent: readable, or refused with the reason.</summary>
/// <param name="Number">From 1, without the header of a table but with its blank rows: where the row stands.</param>
public sealed record EnrolmentRow(int Number, string? CreditCode, CompanyInput? Input, Refusal? Refusal);

/// <summary>What became of one row.</summary>
/// <param name="Verdict"><c>enrolled</c>, <c>exists</c> or <c>rejected</c>.</param>
public sealed record EnrolmentOutcome(EnrolmentRow Row, string Verdict, Refusal? Refusal)
{
    public bool IsRejected => Verdict == "rejected";

    public EnrolmentVerdict ToVerdict() => new(
        Row.Number, Row.CreditCode, Verdict, Refusal?.Code, Refusal?.Field, Refusal is null ? null : $"{Refusal.ReasonZh} {Refusal.Reason}");
}

/// <summary>What became of one row, as it is answered.</summary>
/// <param name="Row">From 1, without the header of a table but with its blank rows: where the row stands.</param>
/// <param name="Verdict"><c>enrolled</c>, <c>exists</c> or <c>rejected</c>.</param>
public sealed record EnrolmentVerdict(int Row, string? CreditCode, string Verdict, string? Code, string? Field, string? Message);

/// <param name="Accepted">Rows that are enrolled now, whether by this list or before.</param>
public sealed record EnrolmentReport(int Accepted, int Rejected, IReadOnlyList<EnrolmentVerdict> Rows);
