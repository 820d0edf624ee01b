using Billing;
using Marketplace.Api.Http;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Acceptance;

/// <param name="Month">A month that is closed, such as <c>2026-10</c>.</param>
public sealed record BatchInput(string? Month);

/// <param name="Order">The id or the number of an order in the batch.</param>
/// <param name="Amount">What is proposed instead, in yuan: zero or more, not above what was asked.</param>
public sealed record AdjustmentInput(string? Order, Money? Amount, string? Code, string? Reason);

public sealed record AdjustmentsInput(AdjustmentInput[]? Lines);

/// <param name="Order">The id or the number of an order of the sample.</param>
/// <param name="Result">pass, deduct, reject or bypass.</param>
/// <param name="Amount">For deduct: the amount that is right, in yuan.</param>
/// <param name="Code">A short stable reason, such as <c>usage.not-real</c>.</param>
/// <param name="Reason">Needed for all but pass; public.</param>
/// <param name="Notes">For the bureau itself.</param>
/// <param name="Photos">Ids of evidence that was stored before.</param>
public sealed record CheckInput(string? Order, string? Result, Money? Amount, string? Code, string? Reason, string? Notes, string[]? Photos);

public sealed record VerificationInput(CheckInput[]? Lines);

/// <param name="Opinion">What the bureau adds in words; it stands in the report.</param>
/// <param name="LinesHash">Of the report that was looked at (<c>linesHash</c> of its part); when its amounts have changed since, nothing is decided.</param>
public sealed record OpinionInput(string? Opinion, string? LinesHash = null);

public sealed record ReturnInput(string? Reason);

/// <param name="Reason">What was put right.</param>
/// <param name="Evidence">Ids of evidence that was stored before.</param>
public sealed record AppealInput(string? Reason, string[]? Evidence);

/// <summary>Reads what is sent about a batch.</summary>
static class BatchReading
{
    public const int LinesMax = Verification.ChunkMax;
    public const int CodeMax = 64;
    public const int ReasonMax = 500;
    public const int NotesMax = 2_000;
    public const int FilesMax = 10;
    public const int HashMax = 64;
    const int FileIdLength = 64;

    /// <param name="orderOf">The order in the batch by its id or its number, or null.</param>
    public static EquatableList<Adjustment> Adjustments(this Checked check, AdjustmentInput[]? lines, Func<string, OrderId?> orderOf)
    {
        check.That(lines is { Length: > 0 }, "lines", "lines names at least one order.", "lines 至少包含一个订单。");
        return check.OptionalItems("lines", lines, LinesMax, (field, line) => new Adjustment(
            check.OrderIn(field, line.Order, orderOf), check.Amount($"{field}.amount", line.Amount),
            check.OptionalText($"{field}.code", line.Code, CodeMax) ?? "adjusted", check.Text($"{field}.reason", line.Reason, ReasonMax))) ?? [];
    }

    public static EquatableList<Check> Checks(this Checked check, CheckInput[]? lines, Func<string, OrderId?> orderOf)
    {
        check.That(lines is { Length: > 0 }, "lines", "lines names at least one order.", "lines 至少包含一个订单。");
        return check.OptionalItems("lines", lines, LinesMax, (field, line) => check.One(field, line, orderOf)) ?? [];
    }

    /// <summary>Ids of evidence; whether it is stored is looked up afterwards.</summary>
    public static EquatableList<string> Files(this Checked check, string field, string[]? ids) =>
        check.OptionalItems(field, ids, FilesMax, (each, id) =>
        {
            check.That(id.Length == FileIdLength && id.All(char.IsAsciiHexDigitLower), each, $"{each} is the id of stored evidence.", $"{each} 应为已上传证据的编号。");
            return id;
        }) ?? [];

    static Check One(this Checked check, string field, CheckInput line, Func<string, OrderId?> orderOf)
    {
        var order = check.OrderIn(field, line.Order, orderOf);
        CheckResult? result = line.Result switch
        {
            "pass" => CheckResult.Pass,
            "deduct" => CheckResult.Deduct,
            "reject" => CheckResult.Reject,
            "bypass" => CheckResult.Bypass,
            _ => null,
        };
        check.That(result is not null, $"{field}.result", $"{field}.result is pass, deduct, reject or bypass.", $"{field}.result 应为 pass、deduct、reject 或 bypass。");
        Money? amount = result == CheckResult.Deduct ? check.Amount($"{field}.amount", line.Amount) : null;
        var reason = result is null or CheckResult.Pass
            ? check.OptionalText($"{field}.reason", line.Reason, ReasonMax) : check.Text($"{field}.reason", line.Reason, ReasonMax);
        return new Check(
            order, result ?? CheckResult.Pass, amount, check.OptionalText($"{field}.code", line.Code, CodeMax), reason,
            check.OptionalText($"{field}.notes", line.Notes, NotesMax), check.Files($"{field}.photos", line.Photos));
    }

    static OrderId OrderIn(this Checked check, string field, string? text, Func<string, OrderId?> orderOf)
    {
        var order = check.Text($"{field}.order", text, CodeMax);
        var found = order.Length == 0 ? null : orderOf(order);
        check.That(found is not null, $"{field}.order", $"{field}.order is the id or the number of an order in this batch.", $"{field}.order 应为该批次内订单的编号。");
        return found ?? default;
    }
}
