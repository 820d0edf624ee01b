using System.Net;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Tests.Settlements;

/// <summary>What comes back after it was paid, interest, and the end of a year.</summary>
public sealed class RecoveryAndYearEndTests
{
    static readonly string September = $"{Town.Year}-09";
    static readonly string October = $"{Town.Year}-10";
    static readonly string Fund = $"province-{Town.Year}";
    static readonly string Next = $"province-{Town.Year + 1}";

    [Fact]
    public async Task What_was_paid_comes_back_by_the_next_statement_or_by_repayment_and_the_company_may_draw_it_again()
    {
        await using var town = await SettlementTown.Build();
        await town.Attest(town.Town.Vendor);
        await town.NameAccount(town.Town.Vendor);
        var company = await town.Town.NewCompany();
        var paid = (await town.Town.Order(company)).Is(HttpStatusCode.Created)["id"]!;
        await AcceptedMonth.Accept(town.Server, September, paid);
        object Of(string amount, string method) => new { order = paid, amount, reason = "虚假使用", method };
        (await town.Operator.Post("recoveries", Of("100.00", "statement"))).IsProblem(HttpStatusCode.UnprocessableEntity, "recovery.not-paid-out");
        await town.Run(September);
        (await town.Operator.Post("recoveries", Of("100.00", "statement"))).IsProblem(HttpStatusCode.UnprocessableEntity, "recovery.not-paid-out");
        await PayOut(town, September);
        (await town.Operator.Post("recoveries", Of("4000.01", "statement"))).IsProblem(HttpStatusCode.UnprocessableEntity, "recovery.not-paid-out");

        // Proposed by one, confirmed by another; the funds and the company have it back.
        var byStatement = (await town.Operator.Post("recoveries", Of("1500.00", "statement"))).Is(HttpStatusCode.Created)["id"]!;
        var byRepayment = (await town.Operator.Post("recoveries", Of("500.00", "repayment"))).Is(HttpStatusCode.Created)["id"]!;
        foreach (var id in new[] { byStatement, byRepayment })
            Assert.Equal("confirmed", (await town.Province.Post($"recoveries/{id}/confirmation", new { })).Is(HttpStatusCode.OK)["status"]);
        Assert.Equal(("8000.00", "0.00"), await town.Town.Wallet(company));
        Assert.Equal(("2000.00", "2000.00"), await Held(town, "withdrawn", "recoveries"));

        // The vendor pays one back, in two parts.
        var day = await town.Day();
        var tomorrow = DateOnly.Parse(day, null).AddDays(1).ToString("yyyy-MM-dd", null);
        (await town.Operator.Post($"recoveries/{byRepayment}/repayment", new { on = tomorrow, bankReference = "R0", amount = "1.00" }))
            .IsProblem(HttpStatusCode.BadRequest, "recovery.repaid-in-future");
        var part = new { on = day, bankReference = "R1", amount = "200.00" };
        Assert.Equal("300.00", (await town.Operator.Post($"recoveries/{byRepayment}/repayment", part)).Is(HttpStatusCode.OK)["outstanding"]);
        Assert.Equal("300.00", (await town.Operator.Post($"recoveries/{byRepayment}/repayment", part)).Is(HttpStatusCode.OK)["outstanding"]);
        (await town.Operator.Post($"recoveries/{byRepayment}/repayment", new { on = day, bankReference = "R1", amount = "300.00" }))
            .IsProblem(HttpStatusCode.Conflict, "recovery.repayment-differs");
        Assert.Equal("settled", (await town.Operator.Post($"recoveries/{byRepayment}/repayment", new { on = day, bankReference = "R2", amount = "300.00" }))["status"]);

        // The next statement earns less than is owed: it pays nothing, needs no invoice, and carries the rest.
        var cheap = await town.Town.NewListing("1000.00");
        await AcceptedMonth.Accept(town.Server, October, await town.Order(town.Town, "340100", cheap));
        var statement = (await town.Run(October)).Json["statements"]![0]!;
        Assert.Equal("0.00", (string)statement["total"]!);
        var read = await town.Vendor.Get($"statements/{statement["id"]}");
        Assert.Equal(("1000.00", "1000.00", "500.00"), (read["gross"], read["recovered"], read["carried"]));
        Assert.Equal(byStatement, (string)read.Json["recoveries"]![0]!["recovery"]!);
        var withdrawal = await town.Withdraw((string)statement["id"]!);
        Assert.Equal("paid", (await town.Province.Post($"withdrawals/{withdrawal["id"]}/approval", new { })).Is(HttpStatusCode.OK)["status"]);
        (await town.Operator.Get($"withdrawals/{withdrawal["id"]}/payout-file")).IsProblem(HttpStatusCode.UnprocessableEntity, "withdrawal.nothing-to-pay");
        Assert.Equal("500.00", (await town.Vendor.Get($"recoveries/{byStatement}"))["outstanding"]);

        // The month after takes what was carried.
        var november = $"{Town.Year}-11";
        await AcceptedMonth.Accept(town.Server, november, await town.Order(town.Town, "340100", cheap));
        Assert.Equal("500.00", (string)(await town.Run(november)).Json["statements"]![0]!["total"]!);
        await PayOut(town, november);
        Assert.Equal("settled", (await town.Vendor.Get($"recoveries/{byStatement}"))["status"]);
        Assert.Equal(("4000.00", "0.00"), await Held(town, "withdrawn", "recoveries"));
        await Books.Check(town.Server.ConnectionString);
    }

    [Fact]
    public async Task A_citys_share_is_approved_by_the_city_and_a_refusal_frees_the_statements()
    {
        await using var town = await SettlementTown.Build();
        var city = town.Town.As("demo-city-340100");
        (await city.Post("funds", new { id = $"hefei-{Town.Year}", owner = "340100", year = Town.Year })).Is(HttpStatusCode.Created);
        (await city.Post($"funds/hefei-{Town.Year}/appropriations", new { amount = "5000.00", reference = "合财 1" })).Is(HttpStatusCode.Created);
        await town.Attest(town.Town.Vendor);
        await town.NameAccount(town.Town.Vendor);
        var dear = await town.Town.NewListing("12000.00");
        await AcceptedMonth.Accept(town.Server, October, await town.Order(town.Town, "340100", dear));
        await town.Run(October);
        var statement = $"{October}-{town.Town.Vendor}";
        await town.Invoice(statement, town.Town.Vendor);
        var path = $"withdrawals/{(await town.Withdraw(statement))["id"]}";

        (await town.Town.As("demo-city-340200").Get(path)).IsProblem(HttpStatusCode.NotFound, "withdrawal.unknown");
        Assert.Equal("requested", (await town.Province.Post($"{path}/approval", new { })).Is(HttpStatusCode.OK)["status"]);
        (await town.Operator.Get($"{path}/payout-file")).IsProblem(HttpStatusCode.UnprocessableEntity, "withdrawal.not-approved");
        Assert.Equal("refused", (await city.Post($"{path}/refusal", new { reason = "待核实" })).Is(HttpStatusCode.OK)["status"]);
        Assert.Equal(("0.00", "10000.00"), await Held(town, "withdrawn", "spent"));

        // Who asks does not approve, also where asking and approving are both open to the role.
        var again = $"withdrawals/{(await town.Province.Post("withdrawals", new { statements = new[] { statement } })).Is(HttpStatusCode.Created)["id"]}";
        (await town.Province.Post($"{again}/approval", new { })).IsProblem(HttpStatusCode.Forbidden, "withdrawal.same-person");
        var colleague = await town.Province.Post("api-keys", new { name = "二号", role = "province" });
        (await town.Town.As(colleague["key"]!).Post($"{again}/approval", new { })).Is(HttpStatusCode.OK);
        Assert.Equal("approved", (await city.Post($"{again}/approval", new { })).Is(HttpStatusCode.OK)["status"]);
        await Books.Check(town.Server.ConnectionString);
    }

    [Fact]
    public async Task An_invoice_number_is_used_once_over_all_vendors()
    {
        await using var town = await SettlementTown.Build();
        foreach (var vendor in new[] { town.Town.Vendor, town.Other.Vendor })
        {
            await town.Attest(vendor);
            await town.NameAccount(vendor);
        }
        await AcceptedMonth.Accept(town.Server, October, await town.Order(town.Town), await town.Order(town.Other));
        await town.Run(October);
        var (mine, other) = ($"statements/{October}-{town.Town.Vendor}/invoice", $"statements/{October}-{town.Other.Vendor}/invoice");
        var invoice = await town.NewInvoice("4000.00");

        (await town.Vendor.Post(mine, await town.NewInvoice("4000.01"))).IsProblem(HttpStatusCode.UnprocessableEntity, "invoice.amount-differs");
        (await town.Vendor.Post(mine, new { number = "123", issuedOn = await town.Day(), amount = "4000.00", buyer = "平台" }))
            .IsProblem(HttpStatusCode.BadRequest, "invoice.number-invalid");
        (await town.Vendor.Post(other, invoice)).IsProblem(HttpStatusCode.NotFound, "statement.unknown");
        (await town.Vendor.Post(mine, invoice)).Is(HttpStatusCode.OK);
        (await town.Vendor.Post(mine, invoice)).Is(HttpStatusCode.OK);
        (await town.Town.As($"demo-vendor-{town.Other.Vendor}").Post(other, invoice)).IsProblem(HttpStatusCode.Conflict, "invoice.number-used");
    }

    [Fact]
    public async Task A_year_is_closed_on_the_ledgers_proof_and_what_is_left_goes_on_and_what_is_released_later_too()
    {
        await using var town = await SettlementTown.Build();
        await town.Attest(town.Town.Vendor);
        await town.NameAccount(town.Town.Vendor);
        var kept = await town.Order(town.Town);
        await AcceptedMonth.Accept(town.Server, October, kept);
        await town.Run(October);
        await PayOut(town, October);

        // Interest, once for each month, singly or by the bank's file.
        var interest = new { period = October, amount = "123.45", reference = "银行 1" };
        Assert.Equal("123.45", (await town.Province.Post($"funds/{Fund}/interest", interest)).Is(HttpStatusCode.Created)["interest"]);
        (await town.Province.Post($"funds/{Fund}/interest", new { period = October, amount = "1.00", reference = "银行 1" }))
            .IsProblem(HttpStatusCode.Conflict, "fund.interest-known");
        var csv = $"fund,period,amount,reference\n{Fund},{October},123.45,银行 1\n{Fund},{September},10.00,银行 2\nnone,{October},1.00,x\n";
        var import = await town.Province.Send(
            HttpMethod.Post, "interest-imports", new StringContent(csv, System.Text.Encoding.UTF8, "text/csv"), Guid.NewGuid().ToString());
        Assert.Equal(("2", "1", "fund.unknown"), (import["credited"], import["refused"], (string)import.Json["rows"]![2]!["code"]!));

        // An order of December holds on beyond the year.
        await Move(town, new DateTimeOffset(Town.Year, 12, 28, 9, 0, 0, ChinaTime.Offset));
        var late = await town.Town.NewCompany();
        var open = (await town.Town.Order(late)).Is(HttpStatusCode.Created)["id"]!;

        // Not before the year is over, and not into nothing.
        (await town.Province.Post($"funds/{Fund}/closing", new { })).IsProblem(HttpStatusCode.UnprocessableEntity, "fund.year-not-over");
        await Move(town, new DateTimeOffset(Town.Year + 1, 1, 1, 0, 10, 0, ChinaTime.Offset));
        (await town.Province.Post($"funds/{Fund}/closing", new { })).IsProblem(HttpStatusCode.UnprocessableEntity, "fund.successor-missing");
        (await town.Province.Post("funds", new { id = Next, owner = "province", year = Town.Year + 1 })).Is(HttpStatusCode.Created);
        var closed = (await town.Province.Post($"funds/{Fund}/closing", new { })).Is(HttpStatusCode.OK);
        Assert.Equal(("0.00", "9992133.45"), (closed["available"], closed["carriedOut"]));
        Assert.Equal("9992133.45", (await town.Province.Get($"funds/{Next}"))["carriedIn"]);

        var proof = (await town.Town.As("demo-auditor").Get($"funds/{Fund}/closing")).Is(HttpStatusCode.OK);
        var accounts = proof.Json["proof"]!["accounts"]!.AsArray().ToDictionary(a => (string)a!["account"]!, a => a!);
        Assert.Equal(("0.00", "10000133.45", "8000.00", "9992133.45"), Year(accounts["available"]));
        Assert.Equal(("0.00", "8000.00", "4000.00", "4000.00"), Year(accounts["encumbered"]));
        Assert.Equal(("0.00", "4000.00", "4000.00", "0.00"), Year(accounts["spent"]));
        Assert.Equal(("0.00", "4000.00", "0.00", "4000.00"), Year(accounts["withdrawn"]));

        // It is never used and lapses in February: what it held is carried on by the job of the month after.
        await Move(town, new DateTimeOffset(Town.Year + 1, 3, 2, 0, 0, 0, ChinaTime.Offset));
        Assert.Equal("lapsed", (await town.Town.AsCompany(late).Get($"orders/{open}"))["status"]);
        Assert.Equal("9996133.45", (await town.Province.Get($"funds/{Fund}"))["carriedOut"]);
        Assert.Equal("9996133.45", (await town.Province.Post($"funds/{Fund}/closing", new { })).Is(HttpStatusCode.OK)["carriedOut"]);
        Assert.Equal("9996133.45", (await town.Province.Get($"funds/{Next}"))["available"]);
        Assert.Equal(proof["proof.hash"], (await town.Province.Get($"funds/{Fund}/closing"))["proof.hash"]);
        await Books.Check(town.Server.ConnectionString);
    }

    static (string, string, string, string) Year(System.Text.Json.Nodes.JsonNode account) =>
        ((string)account["opening"]!, (string)account["in"]!, (string)account["out"]!, (string)account["closing"]!);

    static async Task PayOut(SettlementTown town, string month)
    {
        await town.Invoice($"{month}-{town.Town.Vendor}", town.Town.Vendor);
        await town.PayOut($"{month}-{town.Town.Vendor}");
    }

    static async Task<(string?, string?)> Held(SettlementTown town, string one, string other)
    {
        var fund = await town.Province.Get($"funds/{Fund}");
        return (fund[one], fund[other]);
    }

    static async Task Move(SettlementTown town, DateTimeOffset to) =>
        (await town.Operator.Post("demo/clock", new { to })).Is(HttpStatusCode.OK);
}
