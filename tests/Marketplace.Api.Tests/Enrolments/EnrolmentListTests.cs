using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Marketplace.Api.Enrolments;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Personal;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Runtime;
using Marketplace.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Marketplace.Api.Tests.Enrolments;

/// <summary>Long lists that are left to be enrolled and found again.</summary>
public sealed class EnrolmentListTests(ApiServer server) : IClassFixture<ApiServer>
{
    const string Header = "统一社会信用代码,企业名称,市,区县,行业,从业人员,营业收入,联系人,联系电话,邮箱";

    ApiClient Operator => server.Api("demo-operator");

    static string Line(string code, string city = "合肥市", string employees = "60") =>
        $"{code},好机械,{city},,C34,{employees},\"12,000,000.00\",张三,13800000000,";

    static StringContent Csv(params string[] lines) => new(string.Join('\n', [Header, .. lines]), Encoding.UTF8, "text/csv");

    Task<Answer> Leave(HttpContent content, Guid key) => Operator.Send(HttpMethod.Post, "enrolment-lists", content, key.ToString());

    async Task<Answer> WhenDone(Guid id)
    {
        await foreach (var (name, _) in Events(id))
            if (name == "done")
                break;
        return (await Operator.Get($"enrolment-lists/{id}")).Is(HttpStatusCode.OK);
    }

    /// <summary>Until the server ends the stream.</summary>
    async IAsyncEnumerable<(string Name, JsonNode Data)> Events(Guid id)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", "demo-operator");
        using var response = await client.GetAsync($"/api/v1/enrolment-lists/{id}/progress", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var name = "";
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            if (line.StartsWith("data: ", StringComparison.Ordinal)) yield return (name, JsonNode.Parse(line[6..])!);
        }
    }

    [Fact]
    public async Task A_list_is_left_worked_off_and_answers_with_a_verdict_for_each_row()
    {
        var (id, good, later) = (Guid.NewGuid(), Town.NewCode(), Town.NewCode());
        using var csv = Csv(Line(good), Line("91350100M000100Y4Z"), Line(later, "芜湖"), Line(Town.NewCode(), "上海市"), Line(Town.NewCode(), employees: "很多"));
        var taken = (await Leave(csv, id)).Is(HttpStatusCode.Accepted);
        Assert.Equal(("waiting", "5", "0"), (taken["state"], taken["rows"], taken["done"]));

        var done = await WhenDone(id);
        Assert.Equal(("done", "5", "2", "3"), (done["state"], done["done"], done["accepted"], done["rejected"]));
        Assert.Equal(
            ["enrolled", "rejected company.credit-code-invalid", "enrolled", "rejected company.not-in-province", "rejected request.invalid"],
            (await Operator.Get($"enrolment-lists/{id}/verdicts")).Json["items"]!.AsArray().Select(v => $"{v!["verdict"]} {v["code"]}".Trim()));
        Assert.Equal("340200", (await Operator.Get($"companies/{later}"))["city"]);
        Assert.Equal("张三", (await Operator.Get($"companies/{good}"))["contact.name"]);
        Assert.Equal("2", (await Operator.Get($"enrolment-lists/{id}/verdicts?verdict=enrolled"))["total"]);
        var file = (await Operator.Get($"enrolment-lists/{id}/verdicts", "text/csv")).Text.Trim('\uFEFF').Split("\r\n");
        Assert.Equal("row,creditCode,name,verdict,claimCode,code,field,messageZh,message", file[0]);
        var claimCode = (await Operator.Get($"companies/{good}/claim-code"))["claimCode"];
        Assert.StartsWith($"1,{good},好机械,enrolled,{claimCode},", file[1], StringComparison.Ordinal);
        Assert.DoesNotContain("claimGeneration", (await Operator.Get($"enrolment-lists/{id}/verdicts")).Text, StringComparison.Ordinal);
        Assert.StartsWith("2,91350100M000100Y4Z,好机械,rejected,,company.credit-code-invalid", file[2], StringComparison.Ordinal);
        (await People.Somebody.Browser(server).Post($"companies/{good}/claim", new { claimCode, userName = $"p{Guid.NewGuid():N}", password = "Correct-horse-9" })).Is(HttpStatusCode.Created);
        var next = (await Operator.Get($"companies/{good}/claim-code"))["claimCode"];
        Assert.NotEqual(claimCode, next);
        Assert.Contains($"1,{good},好机械,enrolled,{next},", (await Operator.Get($"enrolment-lists/{id}/verdicts", "text/csv")).Text, StringComparison.Ordinal);
        Assert.Equal(0, await Books.Count(server.ConnectionString, $"select count(*) from enrolment.lists where id = '{id}' and content is not null"));
    }

    [Fact]
    public async Task The_same_file_under_the_same_key_is_the_same_list_and_another_file_is_refused()
    {
        var (id, code) = (Guid.NewGuid(), Town.NewCode());
        using var once = Csv(Line(code));
        using var again = Csv(Line(code));
        using var other = Csv(Line(Town.NewCode()));
        (await Leave(once, id)).Is(HttpStatusCode.Accepted);
        await WhenDone(id);
        Assert.Equal("done", (await Leave(again, id)).Is(HttpStatusCode.Accepted)["state"]);
        (await Leave(other, id)).IsProblem(HttpStatusCode.Conflict, "idempotency.conflict");
        Assert.Equal(1, await Books.Count(server.ConnectionString, $"select count(*) from es.mt_events where type = 'company_enrolled' and stream_id = 'company-{code}'"));
    }

    [Fact]
    public async Task A_spreadsheet_may_be_sent_by_a_form_and_comes_back_with_verdicts_as_a_spreadsheet()
    {
        var (id, code) = (Guid.NewGuid(), Town.NewCode());
        using var form = new MultipartFormDataContent { { new ByteArrayContent(FilledIn(code)), "file", "合肥市.xlsx" } };
        Assert.Equal("合肥市.xlsx", (await Leave(form, id)).Is(HttpStatusCode.Accepted)["fileName"]);
        Assert.Equal("1", (await WhenDone(id))["accepted"]);
        Assert.Equal("12000000.00", (await Operator.Get($"companies/{code}"))["annualRevenue"]);

        var sheet = Sheet.Read(await Download($"enrolment-lists/{id}/verdicts?format=xlsx"));
        Assert.Equal(["行号", "统一社会信用代码", "企业名称", "结果"], sheet.Rows[0].Take(4).Select(c => c.Text));
        Assert.Equal(["1", code, "好机械", "已入库"], sheet.Rows[1].Take(4).Select(c => c.Text));
    }

    static byte[] FilledIn(string code)
    {
        using var memory = new MemoryStream();
        string[] headings = [.. Header.Split(',')];
        using (var sheet = new SheetWriter(memory, "名单", [.. headings.Select(h => new SheetColumn(h, h is "营业收入" ? ColumnKind.Money : h is "从业人员" ? ColumnKind.Whole : ColumnKind.Text, 10))]))
            sheet.Row([code, "好机械", "合肥", null, "C34", "60", "12000000.00", "张三", "13800000000", null]);
        return memory.ToArray();
    }

    [Fact]
    public async Task The_template_has_headings_that_are_understood()
    {
        Assert.Equal(
            "统一社会信用代码,企业名称,市,区县,行业,从业人员,营业收入（元）,联系人,联系电话,邮箱",
            (await Operator.Get("enrolment-lists/template?format=csv")).Text.Trim('\uFEFF').Trim());
        Assert.Equal("统一社会信用代码", Sheet.Read(await Download("enrolment-lists/template?format=xlsx")).Rows[0][0].Text);
        foreach (var language in new[] { "zh", "en" })
        {
            var template = (await Operator.Get($"enrolment-lists/template?format=csv&lang={language}")).Text.Trim('\uFEFF').Trim();
            using var csv = new StringContent($"{template}\n{Line(Town.NewCode())}", Encoding.UTF8, "text/csv");
            Assert.Equal("1", (await Operator.Send(HttpMethod.Post, "enrolments", csv, null)).Is(HttpStatusCode.OK)["accepted"]);
        }
    }

    [Fact]
    public async Task What_is_no_list_is_refused_whole()
    {
        using var gbk = new ByteArrayContent([.. "统一社会信用代码\n"u8, 0xBA, 0xCF, 0xB7, 0xCA]) { Headers = { ContentType = new("text/csv") } };
        (await Leave(gbk, Guid.NewGuid())).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        using var zip = new ByteArrayContent("PK\x03\x04 not really"u8.ToArray()) { Headers = { ContentType = new(SheetFile.MediaType) } };
        (await Leave(zip, Guid.NewGuid())).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
        using var tenThousands = new StringContent("统一社会信用代码,营业收入（万元）\nx,1200", Encoding.UTF8, "text/csv");
        var id = Guid.NewGuid();
        (await Leave(tenThousands, id)).Is(HttpStatusCode.Accepted);
        Assert.Equal("1", (await WhenDone(id))["rejected"]);
        using var empty = new MultipartFormDataContent { { new StringContent("x"), "other" } };
        Assert.Equal("file", (await Leave(empty, Guid.NewGuid())).IsProblem(HttpStatusCode.BadRequest, "request.invalid")["field"]);
        (await Operator.Get($"enrolment-lists/{Guid.NewGuid()}/progress")).IsProblem(HttpStatusCode.NotFound, "enrolment-list.unknown");
        using var unkeyed = Csv(Line(Town.NewCode()));
        (await Operator.Send(HttpMethod.Post, "enrolment-lists", unkeyed, null)).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task A_row_with_a_field_that_cannot_be_stored_is_rejected_and_later_lists_go_on()
    {
        var (poisoned, later) = (Guid.NewGuid(), Guid.NewGuid());
        (await Operator.Post("enrolment-lists", """[{"a\u0000b":1}]""", poisoned)).Is(HttpStatusCode.Accepted);
        (await Operator.Post("enrolment-lists", new[] { Town.Company(Town.NewCode()) }, later)).Is(HttpStatusCode.Accepted);
        Assert.Equal("1", (await WhenDone(later))["accepted"]);
        var list = await WhenDone(poisoned);
        Assert.Equal(("done", "1"), (list["state"], list["rejected"]));
        Assert.DoesNotContain("\\u0000", (await Operator.Get($"enrolment-lists/{poisoned}/verdicts")).Text, StringComparison.Ordinal);
    }

    /// <summary>Content that no upload makes: two rows with one number, which the store will not take.</summary>
    [Fact]
    public async Task A_list_that_can_never_be_worked_off_is_parked_with_the_reason_and_later_lists_go_on()
    {
        var (broken, later) = (Guid.NewGuid(), Guid.NewGuid());
        var row = new EnrolmentRow(1, "x", null, Refusal.Invalid("creditCode", "Wrong.", "错误。"));
        await Waits(broken, [row, row]);
        (await Operator.Post("enrolment-lists", new[] { Town.Company(Town.NewCode()) }, later)).Is(HttpStatusCode.Accepted);
        Assert.Equal("1", (await WhenDone(later))["accepted"]);
        var list = await WhenDone(broken);
        Assert.Equal(("failed", "0", EnrolmentLists.Broken), (list["state"], list["done"], list["failure"]));
        Assert.Contains("系统错误使核验中断", (await Operator.Get($"/records/enrolments/{broken}", "text/html")).Text, StringComparison.Ordinal);
    }

    async Task Waits(Guid id, EnrolmentRow[] rows)
    {
        var content = await server.Services.GetRequiredService<PersonalData>()
            .SealFile($"enrolment list {id}", JsonSerializer.SerializeToUtf8Bytes(rows, ApiJson.Options), TestContext.Current.CancellationToken);
        await using var command = server.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            """
            insert into enrolment.lists (id, file_name, content, actor, tenant, taken_by, taken_at, rows)
            values ($1, 'list.json', $2, 'demo-operator', 'demo-operator', 'operator', now() - interval '1 day', $3)
            """);
        foreach (var value in new object[] { id, content, rows.Length }) command.Parameters.AddWithValue(value);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("""{"creditCode":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"name":"\udc00"}""")]
    public async Task Half_a_character_is_the_fault_of_its_row_only(string broken)
    {
        var rows = $"[{broken},{JsonSerializer.Serialize(Town.Company(Town.NewCode()))}]";
        var report = (await Operator.Post("enrolments", rows)).Is(HttpStatusCode.OK);
        Assert.Equal(["rejected", "enrolled"], report.Json["rows"]!.AsArray().Select(r => (string)r!["verdict"]!));
    }

    [Fact]
    public async Task A_node_that_is_killed_leaves_the_rest_to_another_and_no_row_counts_twice()
    {
        const int rows = 6_000;
        await using var database = await TestDatabase.CreateAsync();
        await using var one = await ApiProcess.Start(database.ConnectionString);
        await using var two = await ApiProcess.Start(database.ConnectionString);
        var id = Guid.NewGuid();
        using var csv = Csv([.. Enumerable.Range(0, rows).Select(_ => Line(Town.NewCode()))]);
        (await one.Api("demo-operator").Send(HttpMethod.Post, "enrolment-lists", csv, id.ToString())).Is(HttpStatusCode.Accepted);

        Answer list;
        var kills = 0;
        do
        {
            list = (await two.Api("demo-operator").Get($"enrolment-lists/{id}")).Is(HttpStatusCode.OK);
            if (kills >= 2 || (int)list.Json["done"]! <= kills * 2_000) continue;
            await one.Kill();
            await one.Start();
            kills++;
        }
        while (list["state"] != "done");

        Assert.Equal(($"{rows}", "0"), (list["accepted"], list["rejected"]));
        Assert.Equal(rows, await Books.Count(database.ConnectionString, "select count(*) from es.mt_events where type = 'company_enrolled'"));
        Assert.Equal(rows, await Books.Count(database.ConnectionString, "select count(*) from enrolment.verdicts where verdict = 'enrolled'"));
        await Books.Check(database.ConnectionString);
    }

    async Task<byte[]> Download(string path)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", "demo-operator");
        return await client.GetByteArrayAsync($"/api/v1/{path}");
    }
}
