using System.Globalization;
using Billing;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Demo;

/// <summary>The vendor gets its money (S003 art.18, art.21), and gives some of it back.</summary>
sealed class TourSettlement(Tour tour, TourCast cast)
{
    const string Account = "622200010020003000";

    readonly TourScript _script = tour.Script;
    string _withdrawal = "";

    string Statement => $"{cast.AcceptedIn}-{cast.Vendor}";
    string VendorKey => $"demo-vendor-{cast.Vendor}";
    string Fund => $"fund/{cast.ProvinceFund}";

    public async Task Play()
    {
        _script.Chapter("Settlement and payout (结算与拨付, S003 art.18, art.21)");
        await Parked();
        await Drawn();
        await Invoiced();
        await Withdrawn();
        await Paid();
        await Recovered();
        await Interest();
    }

    Task<TourAnswer> Run() => tour.Client.Post(Tour.Operator, "/api/v1/settlement-runs", new { month = cast.AcceptedIn });

    async Task<string> Day() => ChinaTime.DayOf(await tour.Now()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    async Task Parked()
    {
        _script.Step("The operator draws the month's statements (结算单); nobody has attested this vendor's credit standing, so it is parked alone");
        var run = _script.Accepted(await Run(), StatusCodes.Status200OK);
        var parked = run.Items("parked").FirstOrDefault(p => p.Text("vendor") == cast.Vendor) ?? throw new TourDifference("The vendor is not parked.");
        _script.Check("reason", "credit.missing", parked.Text("reason"));
        _script.Line($"  {parked.Text("messageZh")}");
    }

    async Task Drawn()
    {
        _script.Step("The operator records credit standing (信用中国) and bank account, and runs the month again");
        var vendor = $"/api/v1/vendors/{cast.Vendor}";
        _script.Accepted(await tour.Client.Post(Tour.Operator, $"{vendor}/credit-standing", new { clean = true, on = await Day(), evidence = "信用中国查询报告" }), StatusCodes.Status200OK);
        var account = new { holder = cast.Vendor, bank = "徽商银行合肥分行", name = "巡礼软件有限公司", number = Account };
        var recorded = _script.Accepted(await tour.Client.Post(Tour.Operator, $"{vendor}/bank-account", account), StatusCodes.Status200OK);
        _script.Check("the account is shown by its end only", $"{new string('*', Account.Length - 4)}{Account[^4..]}", recorded.Text("bankAccount.number"));
        _script.Check("what keeps it from being paid", "null", recorded.Text("obstacle"));
        var statement = Own(_script.Accepted(await Run(), StatusCodes.Status200OK));
        _script.Check("statement", Statement, statement.Text("id"));
        _script.Check("lines, total", $"1, {TourCast.Granted}", $"{statement.Text("lines")}, {statement.Text("total")}");
        _script.Check("run once more, the same", statement.Body, Own(_script.Accepted(await Run(), StatusCodes.Status200OK)).Body);
    }

    TourAnswer Own(TourAnswer run) =>
        run.Items("statements").FirstOrDefault(s => s.Text("vendor") == cast.Vendor) ?? throw new TourDifference("The vendor has no statement.");

    async Task Invoiced()
    {
        _script.Step("The vendor records its e-invoice (数电发票): 20 digits, used once, its amount the statement's total");
        _script.Refused("a withdrawal before there is an invoice", await Request(), 422, "statement.invoice-missing");
        var on = await Day();
        var number = $"{on[2..4]}34{cast.Serial:0000000000000000}";
        object Invoice(string of, Money amount) => new { number = of, issuedOn = on, amount = amount.ToString(), buyer = "安徽省工业互联网综合服务平台" };
        _script.Refused("an amount that is another", await tour.Client.Post(VendorKey, $"/api/v1/statements/{Statement}/invoice", Invoice(number, TourCast.SoftwarePrice)),
            422, "invoice.amount-differs");
        _script.Accepted(await tour.Client.Post(VendorKey, $"/api/v1/statements/{Statement}/invoice", Invoice(number, TourCast.Granted)), StatusCodes.Status200OK);
        var statement = await tour.Client.Get(VendorKey, $"/api/v1/statements/{Statement}");
        _script.Check("invoice", number, statement.Text("invoice.number"));
    }

    Task<TourAnswer> Request() => tour.Client.Post(Tour.Operator, "/api/v1/withdrawals", new { statements = new[] { Statement } });

    async Task Withdrawn()
    {
        _script.Step("The operator asks for the money (提款申请); nothing leaves the fund before its owner has approved");
        var withdrawal = _script.Accepted(await Request());
        _withdrawal = withdrawal.Text("id");
        _script.Check("total, status", $"{TourCast.Granted}, requested", $"{withdrawal.Text("total")}, {withdrawal.Text("status")}");
        _script.Refused("the same statement in another withdrawal", await Request(), 409, "statement.already-drawn");
        _script.Refused("a payout file before that", await tour.Client.Get(Tour.Operator, $"/api/v1/withdrawals/{_withdrawal}/payout-file"), 422, "withdrawal.not-approved");
        _script.Refused("the operator approves", await tour.Client.Post(Tour.Operator, $"/api/v1/withdrawals/{_withdrawal}/approval", new { }), 403, "access.not-allowed");
        var before = await tour.Fund(cast.ProvinceFund);
        var approved = _script.Accepted(await tour.Client.Post(Tour.Province, $"/api/v1/withdrawals/{_withdrawal}/approval", new { }), StatusCodes.Status200OK);
        _script.Check("status", "approved", approved.Text("status"));
        var after = await tour.Fund(cast.ProvinceFund);
        _script.Check("spent (应付), less", before.Money("spent") - TourCast.Granted, after.Money("spent"));
        _script.Check("withdrawn (已提), more", before.Money("withdrawn") + TourCast.Granted, after.Money("withdrawn"));
        _script.AddsUp(after);
    }

    async Task Paid()
    {
        _script.Step("The bank gets a payout file (代发文件), fails once, and pays the second");
        var row = await File(1);
        _script.Accepted(await Report(row, "failed"), StatusCodes.Status200OK);
        _script.Refused("the file that pays again, by who said that it failed",
            await tour.Client.Get(Tour.SecondOperator, $"/api/v1/withdrawals/{_withdrawal}/payout-file"), 403, "withdrawal.retry-same-person");
        _script.Check("withdrawal", "approved", (await tour.Client.Get(Tour.Operator, $"/api/v1/withdrawals/{_withdrawal}")).Text("status"));
        row = await File(2);
        var paid = _script.Accepted(await Report(row, "paid"), StatusCodes.Status200OK);
        _script.Check("status", "paid", paid.Text("status"));
        _script.Refused("the bank changes its mind", await Report(row, "failed"), 409, "withdrawal.result-contradicts");
        var receipt = _script.Accepted(await tour.Client.Get(VendorKey, $"/api/v1/statements/{Statement}/receipt"), StatusCodes.Status200OK);
        _script.Check("receipt (回单), total", TourCast.Granted, receipt.Money("total"));
        _script.Check("in words (大写)", ChineseNumerals.Of(TourCast.Granted), receipt.Text("amountInWords"));
    }

    /// <returns>The reference of its only row.</returns>
    async Task<string> File(int number)
    {
        var file = _script.Accepted(await tour.Client.Get(Tour.Operator, $"/api/v1/withdrawals/{_withdrawal}/payout-file"), StatusCodes.Status200OK);
        var rows = file.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        _script.Check($"file {number}: header and rows", 2, rows.Length);
        var fields = rows[1].Split(',');
        _script.Check("account, amount", $"{Account}, {TourCast.Granted}", $"{fields[2]}, {fields[4]}");
        _script.Check("asked for again, the same bytes", file.Body,
            (await tour.Client.Get(Tour.Operator, $"/api/v1/withdrawals/{_withdrawal}/payout-file")).Body, isShown: false);
        return fields[0];
    }

    async Task<TourAnswer> Report(string reference, string result) => await tour.Client.Post(Tour.SecondOperator, $"/api/v1/withdrawals/{_withdrawal}/payout-results",
        new { results = new[] { new { reference, result, reason = result == "failed" ? "账号与户名不符" : null, on = await Day(), bankReference = result == "paid" ? $"TOUR{cast.Serial}" : null } } });

    async Task Recovered()
    {
        _script.Step($"Later it shows that {TourCast.Recovered} was too much: it is taken back (追回), and the company may draw it again");
        var recovery = _script.Accepted(await tour.Client.Post(Tour.Operator, "/api/v1/recoveries",
            new { order = cast.Order!.Text("id"), amount = TourCast.Recovered.ToString(), reason = "回访发现多报了用户数", method = "repayment" }));
        var id = recovery.Text("id");
        var confirmed = _script.Accepted(await tour.Client.Post(Tour.Province, $"/api/v1/recoveries/{id}/confirmation", new { }), StatusCodes.Status200OK);
        _script.Check("status, outstanding", $"confirmed, {TourCast.Recovered}", $"{confirmed.Text("status")}, {confirmed.Text("outstanding")}");
        _script.Wallet(await tour.WalletOf(cast.Company), cast.Cap, cast.Cap - TourCast.Kept, Money.Zero);
        var before = await tour.Fund(cast.ProvinceFund);
        var repaid = _script.Accepted(await tour.Client.Post(Tour.Operator, $"/api/v1/recoveries/{id}/repayment",
            new { on = await Day(), bankReference = $"BACK{cast.Serial}", amount = TourCast.Recovered.ToString() }), StatusCodes.Status200OK);
        _script.Check("status", "settled", repaid.Text("status"));
        var after = await tour.Fund(cast.ProvinceFund);
        _script.Check("the fund has it back", before.Money("available") + TourCast.Recovered, after.Money("available"));
        _script.AddsUp(after);
        await tour.MovedSince(cast.Order!, 7,
            ($"{Fund}/withdrawn", $"{Fund}/recoveries", TourCast.Recovered), ($"vendor/{cast.Vendor}/paid", $"vendor/{cast.Vendor}/owed", TourCast.Recovered),
            ($"wallet/{cast.Company}/consumed", $"wallet/{cast.Company}/available", TourCast.Recovered),
            ($"{Fund}/recoveries", $"{Fund}/available", TourCast.Recovered), ($"vendor/{cast.Vendor}/owed", "vendors/claims", TourCast.Recovered));
    }

    async Task Interest()
    {
        var amount = Money.Parse("12.34");
        _script.Step($"The bank credits interest (利息) of {amount}; it stays in the fund, once for each month");
        var before = await tour.Fund(cast.ProvinceFund);
        TourAnswer? credited = null;
        // Months that others have recorded already are left out.
        for (var month = 12; month >= 1 && credited is not { Status: StatusCodes.Status201Created }; month--)
        {
            var body = new { amount = amount.ToString(), period = $"{cast.Year}-{month:00}", reference = "tour" };
            credited = await tour.Client.Post(Tour.Province, $"/api/v1/funds/{cast.ProvinceFund}/interest", body);
        }
        var after = _script.Accepted(credited!);
        _script.Check("interest", before.Money("interest") + amount, after.Money("interest"));
        _script.Check("available", before.Money("available") + amount, after.Money("available"));
        _script.AddsUp(after);
    }
}
