using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Marketplace.Api.Tests.Hosting;

namespace Marketplace.Api.Tests.Settlements;

/// <summary>From accepted orders to money in the vendors' accounts.</summary>
public sealed class PayoutTests
{
    static readonly string Month = $"{Town.Year}-10";

    [Fact]
    public async Task A_month_is_settled_withdrawn_approved_paid_and_what_failed_is_paid_again()
    {
        await using var town = await SettlementTown.Build();
        var (one, two) = (await town.Order(town.Town), await town.Order(town.Town, "340200"));
        var three = await town.Order(town.Other);
        (await town.Operator.Post("settlement-runs", new { month = Month })).IsProblem(HttpStatusCode.UnprocessableEntity, "batch.not-approved");
        await AcceptedMonth.Accept(town.Server, Month, one, two, three);
        await town.Attest(town.Town.Vendor);
        await town.NameAccount(town.Town.Vendor);

        // The other vendor is parked, alone.
        var run = await town.Run(Month);
        var statement = Assert.Single(run.Json["statements"]!.AsArray())!;
        Assert.Equal(("8000.00", 2, "drawn"), ((string)statement["total"]!, (int)statement["lines"]!, (string)statement["status"]!));
        Assert.Equal((town.Other.Vendor, "credit.missing"), ParkedIn(run));
        var facts = await Facts(town);
        Assert.Equal(run.Text, (await town.Run(Month)).Text);
        Assert.Equal(facts, await Facts(town));

        // Put right, it is drawn by the next run, with an authorised payee.
        await Authorise(town);
        run = await town.Run(Month);
        Assert.Equal(2, run.Json["statements"]!.AsArray().Count);
        Assert.Empty(run.Json["parked"]!.AsArray());
        var (first, second) = ($"{Month}-{town.Town.Vendor}", $"{Month}-{town.Other.Vendor}");

        // A line says what it is for.
        var read = await town.Vendor.Get($"statements/{first}");
        var line = read.Json["items"]![0]!;
        Assert.Equal(("4000.00", 100, 1, 2), ((string)line["amount"]!, (int)line["percent"]!, (int)line["ruleVersion"]!, (int)line["usage"]!["lateUses"]!));
        Assert.Equal("2", read["lateLines"]);
        Assert.Equal(64, read["evidence"]!.Length);
        (await town.Vendor.Get($"statements/{second}")).IsProblem(HttpStatusCode.NotFound, "statement.unknown");

        // No invoice, no withdrawal.
        (await town.Operator.Post("withdrawals", new { statements = new[] { first } })).IsProblem(HttpStatusCode.UnprocessableEntity, "statement.invoice-missing");
        await town.Invoice(first, town.Town.Vendor);
        await town.Invoice(second, town.Other.Vendor);

        var withdrawal = await town.Withdraw(first, second);
        Assert.Equal(("12000.00", "requested"), (withdrawal["total"], withdrawal["status"]));
        var path = $"withdrawals/{withdrawal["id"]}";
        (await town.Operator.Post("withdrawals", new { statements = new[] { first } })).IsProblem(HttpStatusCode.Conflict, "statement.already-drawn");
        (await town.Operator.Get($"{path}/payout-file")).IsProblem(HttpStatusCode.UnprocessableEntity, "withdrawal.not-approved");
        Assert.Equal("approved", (await town.Province.Post($"{path}/approval", new { })).Is(HttpStatusCode.OK)["status"]);
        Assert.Equal(("0.00", "12000.00"), await SpentAndWithdrawn(town));

        // The same bytes whenever they are asked for, and their hash is a fact.
        var file = (await town.Operator.Get($"{path}/payout-file")).Is(HttpStatusCode.OK);
        Assert.Equal(file.Text, (await town.Operator.Get($"{path}/payout-file")).Text);
        var made = Assert.Single((await town.Operator.Get(path)).Json["files"]!.AsArray())!;
        Assert.Equal((string)made["sha256"]!, Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(file.Text)])));
        var rows = Rows(file.Text);
        Assert.Equal(["6222000011112222", "6222999911112222"], rows.Select(r => r[2]).Order());
        Assert.Equal(["4000.00", "8000.00"], rows.Select(r => r[4]).Order());
        var (paid, failed) = (rows.Single(r => r[7] == first)[0], rows.Single(r => r[7] == second)[0]);

        // The bank pays one and refuses the other.
        var day = await town.Day();
        var results = $"reference,result,on,reason,bankReference\n{paid},paid,{day},,20261121-1\n{failed},failed,{day},账号不存在,\n";
        Assert.Equal("approved", (await town.PostCsv($"{path}/payout-results", results)).Is(HttpStatusCode.OK)["status"]);
        facts = await Facts(town);
        (await town.PostCsv($"{path}/payout-results", results)).Is(HttpStatusCode.OK);
        Assert.Equal(facts, await Facts(town));
        var contradiction = await town.Operator.Post($"{path}/payout-results", new { results = new[] { new { reference = failed, result = "paid", on = day } } });
        contradiction.IsProblem(HttpStatusCode.Conflict, "withdrawal.result-contradicts");
        Assert.Equal("results[0]", contradiction["field"]);
        Assert.Contains(failed, contradiction["title"], StringComparison.Ordinal);

        // Only what failed is listed again, under a new reference and to the account that is right now.
        await town.NameAccount(town.Other.Vendor, await Payee(town), "6222999933334444");
        (await town.Operator.Get($"{path}/payout-file")).IsProblem(HttpStatusCode.Forbidden, "withdrawal.retry-same-person");
        var retry = Assert.Single(Rows((await town.SecondOperator.Get($"{path}/payout-file")).Is(HttpStatusCode.OK).Text));
        Assert.NotEqual(failed, retry[0]);
        Assert.Equal(("6222999933334444", "4000.00", second), (retry[2], retry[4], retry[7]));
        Assert.Equal(file.Text, (await town.Operator.Get($"{path}/payout-file?number=1")).Text);
        var done = await town.Operator.Post($"{path}/payout-results", new { results = new[] { new { statement = second, result = "paid", on = day, bankReference = "2" } } });
        Assert.Equal("paid", done.Is(HttpStatusCode.OK)["status"]);

        var receipt = (await town.Vendor.Get($"statements/{first}/receipt")).Is(HttpStatusCode.OK);
        Assert.Equal(("8000.00", "人民币捌仟元整", day), (receipt["total"], receipt["amountInWords"], receipt["paidOn"]));
        Assert.Equal("0", receipt["daysToPayment"]);
        await Books.Check(town.Server.ConnectionString);
    }

    [Fact]
    public async Task Approved_money_goes_to_whom_it_was_approved_for_and_not_to_who_has_lost_its_standing_since()
    {
        await using var town = await SettlementTown.Build();
        var (one, two) = (await town.Order(town.Town), await town.Order(town.Other));
        await AcceptedMonth.Accept(town.Server, Month, one, two);
        foreach (var vendor in new[] { town.Town.Vendor, town.Other.Vendor })
        {
            await town.Attest(vendor);
            await town.NameAccount(vendor);
        }
        await town.Run(Month);
        var (first, second) = ($"{Month}-{town.Town.Vendor}", $"{Month}-{town.Other.Vendor}");
        await town.Invoice(first, town.Town.Vendor);
        await town.Invoice(second, town.Other.Vendor);
        var path = $"withdrawals/{(await town.Withdraw(first, second))["id"]}";
        (await town.Province.Post($"{path}/approval", new { })).Is(HttpStatusCode.OK);

        // Another account, by the hand of one alone, and a breach.
        await town.NameAccount(town.Town.Vendor, number: "6222666677778888");
        await town.Attest(town.Other.Vendor, clean: false);

        var row = Assert.Single(Rows((await town.Operator.Get($"{path}/payout-file")).Is(HttpStatusCode.OK).Text));
        Assert.Equal((first, "云软", "6222000011112222"), (row[7], row[1], row[2]));
        (await town.Operator.Get($"{path}/payout-file")).IsProblem(HttpStatusCode.UnprocessableEntity, "credit.breach");

        // What the bank says is of the row that it names, and has happened.
        var tomorrow = DateOnly.Parse(await town.Day(), null).AddDays(1).ToString("yyyy-MM-dd", null);
        Task<Answer> Report(string statement, string on) =>
            town.Operator.Post($"{path}/payout-results", new { results = new[] { new { reference = row[0], statement, result = "paid", on } } });
        (await Report(first, tomorrow)).IsProblem(HttpStatusCode.BadRequest, "withdrawal.paid-in-future");
        (await Report(second, await town.Day())).IsProblem(HttpStatusCode.Conflict, "withdrawal.another-statement");
        Assert.Equal("approved", (await Report(first, await town.Day())).Is(HttpStatusCode.OK)["status"]);
        var vendors = (await town.Town.As("demo-city-340100").Get($"vendors?q={town.Town.Vendor}")).Is(HttpStatusCode.OK);
        Assert.DoesNotContain("bankAccount", vendors.Text, StringComparison.Ordinal);
        await Books.Check(town.Server.ConnectionString);
    }

    static (string, string) ParkedIn(Answer run)
    {
        var parked = Assert.Single(run.Json["parked"]!.AsArray())!;
        return ((string)parked["vendor"]!, (string)parked["reason"]!);
    }

    static async Task Authorise(SettlementTown town)
    {
        var payee = Town.NewCode();
        var path = $"vendors/{town.Other.Vendor}/payee";
        object Input(string share, string city) =>
            new { company = payee, name = "云软安徽公司", share, registeredIn = city, evidence = "授权书 1", authorisedOn = SettlementTown.Today };
        var small = (await town.Operator.Post(path, Input("50.00", "340100"))).IsProblem(HttpStatusCode.UnprocessableEntity, "payee.share-too-small");
        Assert.Equal(("share", "S003 art.6"), (small["field"], small["article"]));
        (await town.Operator.Post(path, Input("51", "320100"))).IsProblem(HttpStatusCode.UnprocessableEntity, "payee.not-in-anhui");
        (await town.Operator.Post(path, Input("50.01", "340100"))).Is(HttpStatusCode.OK);
        await town.Attest(town.Other.Vendor);
        (await town.Operator.Post($"vendors/{town.Other.Vendor}/bank-account", new { holder = town.Other.Vendor, bank = "银行", name = "云软", number = "1" }))
            .IsProblem(HttpStatusCode.UnprocessableEntity, "bank-account.not-payees");
        await town.NameAccount(town.Other.Vendor, payee, "6222999911112222");
        var view = await town.Town.As($"demo-vendor-{town.Other.Vendor}").Get($"vendors/{town.Other.Vendor}/settlement");
        Assert.Equal(("************2222", payee), (view["bankAccount.number"], view["payee"]));
        Assert.Null(view["obstacle"]);
    }

    static async Task<string> Payee(SettlementTown town) => (await town.Operator.Get($"vendors/{town.Other.Vendor}/settlement"))["payee"]!;

    static async Task<(string?, string?)> SpentAndWithdrawn(SettlementTown town)
    {
        var fund = await town.Province.Get($"funds/province-{Town.Year}");
        return (fund["spent"], fund["withdrawn"]);
    }

    static Task<long> Facts(SettlementTown town) => Books.Count(town.Server.ConnectionString, "select count(*) from es.mt_events");

    static string[][] Rows(string csv) =>
        [.. csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => row.Split(','))];
}
