using System.Net;
using System.Text;
using Marketplace.Api.Enrolments;
using Marketplace.Api.Lists;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Enrolments;

/// <summary>Tables as people keep them, with rows that hold nothing but a format.</summary>
public sealed class BlankRowTests(ApiServer server) : IClassFixture<ApiServer>
{
    static readonly string?[] Blank = [null, "", " "];

    /// <summary>Refused by its check character, so that a long list is quick; what counts is that the row has a verdict.</summary>
    static readonly string?[] Company = ["91350100M000100Y4Z", "好机械"];

    static IEnumerable<string?[]> Many(int count, string?[] row) => Enumerable.Repeat(row, count);

    static ByteArrayContent Xlsx(IEnumerable<string?[]> rows)
    {
        using var memory = new MemoryStream();
        using (var sheet = new SheetWriter(memory, "名单", [.. new[] { "统一社会信用代码", "企业名称", "市" }.Select(h => new SheetColumn(h, ColumnKind.Text, 10))]))
            foreach (var row in rows)
                sheet.Row(row);
        return new ByteArrayContent(memory.ToArray()) { Headers = { ContentType = new(SheetFile.MediaType) } };
    }

    static StringContent Csv(IEnumerable<string?[]> rows) =>
        new(string.Join("\r\n", rows.Select(r => string.Join(',', r)).Prepend("统一社会信用代码,企业名称")), Encoding.UTF8, "text/csv");

    Task<Answer> Enrol(HttpContent content) => server.Api("demo-operator").Send(HttpMethod.Post, "enrolments", content, null);

    /// <summary>The same in each kind of file, and the numbers of the rows that have a verdict.</summary>
    async Task<int[]> Verdicts(IReadOnlyCollection<string?[]> rows)
    {
        using var sheet = Xlsx(rows);
        using var csv = Csv(rows);
        var numbers = Numbers((await Enrol(sheet)).Is(HttpStatusCode.OK));
        var again = Numbers((await Enrol(csv)).Is(HttpStatusCode.OK));
        Assert.Equal(numbers, again);
        return numbers;
    }

    static int[] Numbers(Answer report) => [.. report.Json["rows"]!.AsArray().Select(r => (int)r!["row"]!)];

    [Fact]
    public async Task Companies_far_below_the_others_are_found_and_named_by_where_they_stand()
    {
        var numbers = await Verdicts([.. Many(500, Company), .. Many(10_000, Blank), .. Many(2, Company)]);
        Assert.Equal([.. Enumerable.Range(1, 500), 10_501, 10_502], numbers);
    }

    [Fact]
    public async Task Blank_rows_take_no_place_of_the_ten_thousand()
    {
        var between = await Verdicts([.. Many(5_000, Company), .. Many(3, Blank), .. Many(5_000, Company), Blank]);
        Assert.Equal((EnrolmentFile.RowsMax, 10_003), (between.Length, between[^1]));
        using var sheet = Xlsx(Many(10_000, Company).Append(Blank).Append(Company));
        using var csv = Csv(Many(10_000, Company).Append(Blank).Append(Company));
        (await Enrol(sheet)).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        (await Enrol(csv)).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task A_table_that_does_not_end_is_refused_and_not_cut()
    {
        using var sheet = Xlsx([Company, .. Many(SheetReader.RowsMax, Blank), Company]);
        using var csv = Csv([Company, .. Many(SheetReader.RowsMax, []), Company]);
        foreach (var endless in new HttpContent[] { sheet, csv })
            Assert.Contains("200,000", (await Enrol(endless)).IsProblem(HttpStatusCode.BadRequest, "request.invalid")["title"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blank_lines_above_the_header_are_passed_over()
    {
        using var csv = new StringContent($"\n,,\n统一社会信用代码,企业名称\n\n{string.Join(',', Company)}\n\n", Encoding.UTF8, "text/csv");
        var report = (await Enrol(csv)).Is(HttpStatusCode.OK);
        Assert.Equal([2], Numbers(report));
    }

    [Fact]
    public async Task The_same_companies_at_other_rows_are_another_list()
    {
        var key = Guid.NewGuid().ToString();
        using var once = Csv([Company, Company]);
        using var again = Csv([Company, Company, []]);
        using var moved = Csv([Company, [], Company]);
        Task<Answer> Send(HttpContent csv) => server.Api("demo-operator").Send(HttpMethod.Post, "enrolments", csv, key);
        (await Send(once)).Is(HttpStatusCode.OK);
        (await Send(again)).Is(HttpStatusCode.OK);
        (await Send(moved)).IsProblem(HttpStatusCode.Conflict, "idempotency.conflict");
    }
}
