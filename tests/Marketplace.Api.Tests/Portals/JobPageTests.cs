using Microsoft.Playwright;

namespace Marketplace.Api.Tests.Portals;

/// <summary>The operator sees how jobs went, and has one run; bureaus look on.</summary>
public sealed class JobPageTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    [Theory]
    [MemberData(nameof(Look.Journeys), MemberType = typeof(Look))]
    public async Task A_job_is_run_after_one_question_and_its_run_is_found_again(Look look)
    {
        await using var visitor = await Visitor.Open(browser, town.Address, look);
        await visitor.ActAs("demo-operator");
        await visitor.Visit("/jobs");
        await visitor.SeesASoundPage();
        await visitor.Page.ClickAsync("a[href='?confirm=run-retention#run-retention']");
        await Assertions.Expect(visitor.Page.Locator("dialog#run-retention")).ToBeVisibleAsync();
        await visitor.Page.ClickAsync("dialog[open] button[type=submit]");
        await visitor.Sees("运行完成，未发现问题。");
        await visitor.SeesASoundPage();
        var run = visitor.Page.Url;
        await visitor.Visit("/jobs/retention");
        await visitor.SeesASoundPage();
        Assert.True(await visitor.Page.Locator($"a[href='{new Uri(run).AbsolutePath}']").CountAsync() >= 1);
    }

    [Fact]
    public async Task The_auditor_sees_the_jobs_and_has_no_button()
    {
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.ActAs("demo-auditor");
        await visitor.Visit("/jobs");
        await visitor.Sees("使用期结束前 60、30、7 天提醒企业，并告知续订价格；已续订或选择不续订的不再提醒。");
        Assert.Equal(0, await visitor.Page.GetByText("立即运行").CountAsync());
    }

    [Fact]
    public async Task A_notice_stands_on_the_company_s_home_until_it_was_seen()
    {
        var mine = await town.NewCompany();
        await town.Provision(mine.Order);
        await using (var command = new Npgsql.NpgsqlConnection(town.Server.ConnectionString))
        {
            await command.OpenAsync();
            await using var give = new Npgsql.NpgsqlCommand(
                "insert into notices.given (role, scope, kind, subject, due_on, step, made_at) values ('company', $1, 'idle', $2, '2027-03-01', 30, now())", command)
            {
                Parameters = { new() { Value = mine.Code }, new() { Value = mine.Order } },
            };
            await give.ExecuteNonQueryAsync();
        }
        await using var visitor = await Visitor.Open(browser, town.Address, Look.Phone);
        await visitor.SignIn(mine.Person);
        await visitor.Visit("/company");
        await visitor.Sees("已较长时间未使用");
        await visitor.SeesASoundPage();
        await visitor.Press("知道了", exact: false);
        Assert.Equal(0, await visitor.Page.GetByText("已较长时间未使用").CountAsync());
    }
}
