using System.Security.Cryptography;
using System.Text.Json;
using Billing.Subsidies;
using Marketplace.Api.Http;
using Marketplace.Api.Personal;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Enrolments;

/// <summary>Enrols companies from a list (免申即享, S003 art.12): every row gets its own verdict, and the good rows count.</summary>
public sealed class Enroller(IGrains grains, PersonalData personalData, SubsidyPolicy policy)
{
    /// <summary>So many rows at a time, so that others get their turn.</summary>
    public const int PartSize = 500;

    /// <summary>Records under the list's key what it is; a refusal when the key was used for another.</summary>
    public async Task<Refusal?> Take(IReadOnlyList<EnrolmentRow> rows, Caller caller, CancellationToken cancel) =>
        (await grains.Send(new TakeList(ContentOf(rows)), caller, cancel)).Refusal;

    /// <summary>The verdicts of some rows, in their order.</summary>
    /// <param name="caller">With the list's key, if it has one: each row's command follows from it and is done once.</param>
    public async Task<IReadOnlyList<EnrolmentOutcome>> Enrol(IReadOnlyCollection<EnrolmentRow> rows, Caller caller, CancellationToken cancel)
    {
        var subjects = rows.Select(r => r.Input?.CreditCode?.Trim()).OfType<string>().Where(s => new CreditCode(s).IsValid);
        var sealer = await personalData.Prepare(subjects, cancel);
        var outcomes = new List<EnrolmentOutcome>(rows.Count);
        // In order to the queue, so that the first of two equal rows is the one that counts.
        foreach (var part in rows.Chunk(PartSize)) outcomes.AddRange(await Task.WhenAll(part.Select(r => Enrol(r, sealer, caller, cancel))));
        return outcomes;
    }

    async Task<EnrolmentOutcome> Enrol(EnrolmentRow row, PersonalData.Sealer sealer, Caller caller, CancellationToken cancel)
    {
        if (row.Refusal is not null) return Rejected(row, row.Refusal);
        if (row.Input!.Check(out var code, out var contact, out var profile) is { } malformed) return Rejected(row, malformed);
        var turn = new EnrolCompany(profile with { Contact = sealer.Seal(code.Value, contact) }) { Policy = policy };
        var commandId = caller.CommandId is { } list ? HashChain.Derive(list, "row", row.Number) : (Guid?)null;
        var sent = await grains.Send(turn, caller with { CommandId = commandId }, cancel);
        if (sent.Refusal is { } refusal)
            return refusal == CompanyRefusal.Exists ? new EnrolmentOutcome(row, "exists", refusal) : Rejected(row, refusal);
        using var answer = JsonDocument.Parse(sent.Answer!);
        return new EnrolmentOutcome(row, answer.RootElement.GetProperty("isNew").GetBoolean() ? "enrolled" : "exists", null);
    }

    static EnrolmentOutcome Rejected(EnrolmentRow row, Refusal refusal) => new(row, "rejected", refusal);

    /// <summary>
    /// What was sent, whatever its form, so that the same key with another list is found out. The commands follow from the
    /// rows' numbers, so a number belongs to it where blank rows have moved it.
    /// </summary>
    static string ContentOf(IEnumerable<EnrolmentRow> rows) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
            rows.Select((r, i) => r.Number == i + 1 ? (object)new { r.CreditCode, r.Input } : new { r.Number, r.CreditCode, r.Input }), ApiJson.Options)));
}
