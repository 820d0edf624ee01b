using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.People;
using Marketplace.Api.Personal;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Enrolments;

/// <summary>How far a list is.</summary>
/// <param name="State"><c>waiting</c>, <c>working</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Done">Rows that have their verdict.</param>
/// <param name="Accepted">Rows that are enrolled now, whether by this list or before.</param>
/// <param name="Failure">Why the work cannot go on, if it cannot.</param>
public sealed record EnrolmentList(
    Guid Id, string FileName, DateTimeOffset TakenAt, string TakenBy, int Rows, int Done, int Accepted, int Rejected, string State,
    DateTimeOffset? DoneAt, string? Failure)
{
    [JsonIgnore]
    public bool IsOver => State is "done" or "failed";
}

/// <summary>Lists of companies that were uploaded: long work that may be left and found again.</summary>
public sealed class EnrolmentLists(NpgsqlDataSource database, Enroller enroller, PersonalData personalData, TimeProvider clock)
{
    /// <summary>Why the work on a list ended before its end.</summary>
    public const string Unreadable = "The content can no longer be read. Upload the list again under a new key.";

    /// <summary>Why the work on a list ended before its end.</summary>
    public const string Broken =
        "An error of ours stopped the work; what was done stays done. Upload the rows without a verdict again under a new key.";

    const string State =
        """
        case when e.failure is not null then 'failed' when e.done_at is not null then 'done' when e.done > 0 then 'working' else 'waiting' end
        """;

    public static readonly ListShape Shape = new()
    {
        Name = "enrolment-lists",
        From = "enrolment.lists e",
        Document =
            $"""
            jsonb_build_object('id', e.id, 'fileName', e.file_name, 'takenAt', e.taken_at, 'takenBy', e.taken_by, 'rows', e.rows, 'done', e.done,
              'accepted', e.accepted, 'rejected', e.rejected, 'state', {State}, 'doneAt', e.done_at, 'failure', e.failure)
            """,
        Key = "e.id",
        DefaultOrder = "e.taken_at desc",
        Columns =
        [
            new("fileName", Sort: "e.file_name"), new("takenAt", ColumnKind.Instant, Sort: "e.taken_at"), new("takenBy"),
            new("rows", ColumnKind.Whole, Sort: "e.rows"), new("done", ColumnKind.Whole), new("accepted", ColumnKind.Whole, Sort: "e.accepted"),
            new("rejected", ColumnKind.Whole, Sort: "e.rejected"), new("state", Sort: State, Words: "listState"), new("doneAt", ColumnKind.Instant),
        ],
    };

    public static readonly ListShape Verdicts = new()
    {
        Name = "verdicts",
        From = "enrolment.verdicts v",
        Document =
            """
            jsonb_build_object('row', v.row, 'creditCode', v.credit_code, 'name', v.name, 'verdict', v.verdict, 'code', v.code, 'field', v.field,
              'message', v.message, 'messageZh', v.message_zh,
              'claimGeneration', (select g.generation from people.claim_generations g where g.company = v.credit_code))
            """,
        Key = "v.row",
        DefaultOrder = "v.row",
        Columns =
        [
            new("row", ColumnKind.Whole, Sort: "v.row"), new("creditCode"), new("name"), new("verdict", Sort: "v.verdict", Words: "verdict"),
            new("claimCode"), new("code"), new("field"), new("messageZh"), new("message"),
        ],
        Facets = new Dictionary<string, Facet> { ["verdict"] = new("v.verdict") },
    };

    public static Refusal? Read(IQueryCollection query, out ListRequest list) => ListRequest.Read(Shape, new ListFilter(), query, out list);

    /// <summary>What became of the rows of a list; companies that are enrolled come with the code by which they claim their record.</summary>
    public static Refusal? ReadVerdicts(Guid id, IQueryCollection query, ClaimCodes codes, out ListRequest list)
    {
        var filter = new ListFilter().Only("v.list_id = ?", id).AnyOf("verdict", "v.verdict", query["verdict"]);
        var refusal = ListRequest.Read(Verdicts, filter, query, out list);
        list = list with { Complete = document => WithClaimCode(document, codes) };
        return refusal;
    }

    static string WithClaimCode(string document, ClaimCodes codes)
    {
        var verdict = JsonNode.Parse(document)!.AsObject();
        verdict.Remove("claimGeneration", out var generation); // read along with the row: one question for a whole file
        if ((string?)verdict["verdict"] != "rejected" && (string?)verdict["creditCode"] is { } code)
            verdict["claimCode"] = codes.Of(new CreditCode(code), (int?)generation ?? 0);
        return verdict.ToJsonString(ApiJson.Options);
    }

    /// <summary>Keeps a list for the work to be done. The same list under the same key is the same list.</summary>
    public async Task<(EnrolmentList? List, Refusal? Refusal)> Take(
        Guid id, string fileName, IReadOnlyList<EnrolmentRow> rows, Requester requester, CancellationToken cancel)
    {
        var caller = new Caller(requester.Actor, id, requester.Tenant);
        if (await enroller.Take(rows, caller, cancel) is { } refusal) return (null, refusal);
        var content = await personalData.SealFile(Subject(id), JsonSerializer.SerializeToUtf8Bytes(rows, ApiJson.Options), cancel);
        await using (var command = database.CreateCommand(
            """
            insert into enrolment.lists (id, file_name, content, actor, tenant, taken_by, taken_at, rows, done_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, case when $8 = 0 then $7 end) on conflict (id) do nothing
            """))
        {
            foreach (var value in new object[] { id, fileName, content, requester.Actor, requester.Tenant, requester.Name, clock.GetUtcNow(), rows.Count })
                command.Parameters.AddWithValue(value);
            await command.ExecuteNonQueryAsync(cancel);
        }
        return (await Find(id, cancel), null);
    }

    public async Task<EnrolmentList?> Find(Guid id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Shape.Document} from {Shape.From} where e.id = $1");
        command.Parameters.AddWithValue(id);
        return await command.ExecuteScalarAsync(cancel) is string document ? JsonSerializer.Deserialize<EnrolmentList>(document, ApiJson.Options) : null;
    }

    /// <summary>The rows as they were sent; null when they can no longer be read.</summary>
    internal async Task<IReadOnlyList<EnrolmentRow>?> Open(Guid id, byte[] content, CancellationToken cancel) =>
        await personalData.OpenFile(Subject(id), content, cancel) is { } json
            ? JsonSerializer.Deserialize<IReadOnlyList<EnrolmentRow>>(json, ApiJson.Options) : null;

    static string Subject(Guid id) => $"enrolment list {id}";
}
