using System.Net;
using Marketplace.Api.Access;
using Marketplace.Api.Personal;
using Marketplace.Api.Signals;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Api.Tests.People;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Api.Tests.Signals;

/// <summary>Marks tell that two are the same, are no more than that, and go when their subject is erased.</summary>
public sealed class MarkTests(ApiServer server) : IClassFixture<ApiServer>
{
    static readonly Marks Marks = new(new PersonalDataOptions(new byte[32]));

    static string[] Of(string name, string phone, string? email = null) =>
        [.. Marks.Of(new Contact(name, phone, email)).Select(m => $"{m.Kind} {Convert.ToHexString(m.Mark)}")];

    [Theory]
    [InlineData("13812345678", "138-1234 5678")]
    [InlineData("13812345678", "+86 138 1234 5678")]
    [InlineData("13812345678", "００８６１３８１２３４５６７８")]
    [InlineData("0551-65432100", "(0551) 65432100")]
    public void However_a_phone_number_is_written_it_is_the_same(string one, string other) => Assert.Equal(Of("张三", one), Of("李四", other));

    [Fact]
    public void Each_number_in_a_contact_is_marked_and_what_is_too_short_is_none()
    {
        Assert.Equal(2, Of("张三", "13812345678 / 0551-65432100").Length);
        Assert.Empty(Of("张三", "138"));
        Assert.NotEqual(Of("张三", "13812345678"), Of("张三", "13812345679"));
    }

    [Fact]
    public void A_person_is_a_name_with_an_address_and_never_a_name_alone()
    {
        Assert.Equal(Of("王 伟", "", "Wang@Example.cn"), Of("王伟", "", "wang@example.cn"));
        Assert.NotEqual(Of("王伟", "", "wang@example.cn"), Of("王伟", "", "other@example.cn"));
        Assert.Empty(Of("王伟", ""));
    }

    [Fact]
    public void Without_the_key_a_mark_says_nothing()
    {
        var other = new Marks(new PersonalDataOptions([.. Enumerable.Repeat((byte)1, 32)]));

        Assert.NotEqual(Marks.OfAccount("6222 0000 1234"), other.OfAccount("6222 0000 1234"));
        Assert.Equal(Marks.OfAccount("6222 0000 1234"), Marks.OfAccount("622200001234"));
    }

    Marks Keys => server.Services.GetRequiredService<Marks>();

    MarkKeeper Keeper => server.Services.GetRequiredService<MarkKeeper>();

    Task<long> Count(string where) => Books.Count(server.ConnectionString, $"select count(*) from signals.marks where {where}");

    async Task CatchUp()
    {
        await server.Services.GetRequiredService<Projector>().CatchUp(CancellationToken.None);
        await Keeper.CatchUp(CancellationToken.None);
    }

    static object CompanyWith(string code, string phone) => new
    {
        creditCode = code, name = $"合肥{code}有限公司", city = "340100", industry = "C34", employees = 60, annualRevenue = "12000000.00",
        contact = new { name = "王五", phone, email = "wang@example.cn" },
    };

    [Fact]
    public async Task Who_is_enrolled_is_marked_once_and_anew_when_the_contact_changes()
    {
        var (one, other) = (Town.NewCode(), Town.NewCode());
        foreach (var code in new[] { one, other }) (await server.Api("demo-operator").Post("companies", CompanyWith(code, "13911112222"))).Is(HttpStatusCode.Created);
        await CatchUp();

        Assert.Equal(4, await Count($"subject in ('{one}', '{other}')"));
        Assert.Equal(2, await Books.Count(server.ConnectionString, $"select count(distinct mark) from signals.marks where subject in ('{one}', '{other}')"));
        Assert.Equal(0, await Keeper.CatchUp(CancellationToken.None));

        var (manager, _, _) = await Somebody.Member(server, one, Right.Manage);
        (await manager.Post($"companies/{one}/contact", new { name = "赵六", phone = "13733334444" })).Is(HttpStatusCode.OK);
        await CatchUp();

        Assert.Equal(1, await Count($"subject = '{one}'"));
        Assert.Equal(0, await Books.Count(server.ConnectionString,
            $"select count(*) from signals.marks a join signals.marks b using (mark) where a.subject = '{one}' and b.subject = '{other}'"));
    }

    [Fact]
    public async Task The_account_that_a_vendor_is_paid_to_is_marked_and_anew_when_it_names_another()
    {
        var code = Town.NewCode();
        var api = server.Api("demo-operator");
        (await api.Post("vendors", new { creditCode = code, name = "云工软件", contact = new { name = "王五", phone = "13911113333" } })).Is(HttpStatusCode.Created);
        foreach (var number in new[] { "6222 0000 1111", "6222-0000-2222" })
        {
            (await api.Post($"vendors/{code}/bank-account", new { holder = code, bank = "工行", name = "云工", number = number.Replace(" ", "", StringComparison.Ordinal) })).Is(HttpStatusCode.OK);
            await CatchUp();

            Assert.Equal(1, await Count($"subject = '{code}' and kind = 'account' and mark = '\\x{Convert.ToHexString(Keys.OfAccount(number))}'"));
            Assert.Equal(2, await Count($"subject = '{code}'"));
        }
    }

    [Fact]
    public async Task Marks_and_arrivals_go_with_the_key_of_the_subject_and_do_not_come_back()
    {
        var code = Town.NewCode();
        (await server.Api("demo-operator").Post("companies", CompanyWith(code, "13955556666"))).Is(HttpStatusCode.Created);
        await server.Services.GetRequiredService<Arrivals>().Keep(new CreditCode(code), IPAddress.Parse("203.0.113.7"), "test", CancellationToken.None);
        await CatchUp();
        Assert.Equal(2, await Count($"subject = '{code}'"));

        await Books.Count(server.ConnectionString, $"with gone as (delete from personal.keys where subject = '{code}') select 0::bigint");
        await CatchUp();

        Assert.Equal(0, await Count($"subject = '{code}'"));
        Assert.Equal(0, await Books.Count(server.ConnectionString, $"select count(*) from signals.arrivals where company = '{code}'"));
    }

    [Fact]
    public async Task A_company_that_registers_itself_leaves_a_mark_of_where_it_came_from()
    {
        var code = Town.NewCode();
        using var browser = Somebody.Browser(server);
        (await browser.Post("registrations", new { company = Town.Company(code), userName = Somebody.NewName(), password = Somebody.Password })).Is(HttpStatusCode.Created);

        Assert.Equal(1, await Books.Count(server.ConnectionString,
            $"select count(*) from signals.arrivals where company = '{code}' and mark = '\\x{Convert.ToHexString(Marks.Of(IPAddress.Loopback))}'"));
    }
}
