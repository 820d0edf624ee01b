using System.Globalization;
using System.Net;
using Marketplace.Api.Tests.Acceptance;
using Marketplace.Api.Tests.Hosting;
using Marketplace.Api.Tests.Settlements;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Tests.Year;

/// <summary>
/// A year of the programme over HTTP, on the moved clock that runs the jobs: 30 companies of 3 cities, 6 vendors, and all that can
/// become of an order. Every fact that it leaves is one of those named here, and at each month's end the ledger explains every fen.
/// </summary>
public sealed class YearTests
{
    static readonly string[] Cities = ["340100", "340200", "340300"];

    /// <summary>It adds to what the province gives, for the dear software.</summary>
    const string RichCity = "340300";

    const int Companies = 30;
    const int Vendors = 6;

    [Fact]
    public async Task Every_fact_of_a_year_is_listed_and_none_extra_and_each_month_end_explains_every_fen()
    {
        await using var server = new ApiServer();
        await server.Start(["--Programme:SampleMinimum=100"]); // every line is looked at, so that those to be rejected are
        var year = await Play.Begin(server, Town.Year + 1);
        await year.January();
        await year.UseUntilMarch();
        await year.April();
        await year.May();
        await year.June();
        await year.SecondHalf();
        await year.TurnOfTheYear();

        await year.Facts.Check();
        await year.CheckWhatVendorsHave();
        Assert.Equal(14, year.Months.Checked);
        await Books.Check(server.ConnectionString);
    }

    sealed class Play
    {
        readonly ApiServer _server;
        readonly int _year;
        readonly SettlementTown _money;
        readonly List<AcceptanceTown> _vendors = [];
        readonly List<string> _companies = [];
        readonly List<TownOrder> _orders = [];
        string _dear = "";

        Play(ApiServer server, int year)
        {
            (_server, _year) = (server, year);
            _money = new SettlementTown(server) { Town = new Town(server.Api), Other = new Town(server.Api) };
            Facts = new FactLedger(server.ConnectionString);
            Months = new MonthEnds(server.ConnectionString);
        }

        public FactLedger Facts { get; }

        public MonthEnds Months { get; }

        ApiClient Operator => _money.Operator;
        ApiClient Province => _money.Province;

        /// <summary>On New Year's Day: funds with money, software, and companies that are enrolled.</summary>
        public static async Task<Play> Begin(ApiServer server, int year)
        {
            var play = new Play(server, year);
            await play.MoveTo(1, 1);
            await play.Facts.Begin();
            await play.Months.Check();
            for (var i = 0; i < Vendors; i++) play._vendors.Add(new AcceptanceTown(await new Town(server.Api).BuildVendor()));
            play._dear = await play._vendors[5].Town.NewListing("12000.00");
            play.Facts.Expect(Vendors, "vendor_registered", "listing_published");
            play.Facts.Expect("listing_published");
            await play._vendors[0].Fund("province", year, "200000.00");
            await play._vendors[0].Fund(RichCity, year, "4000.00");
            (await play._vendors[0].City(RichCity).Post($"funds/{RichCity}-{year}/appropriations", new { amount = "2000.00", reference = "追加" })).Is(HttpStatusCode.Created);
            play.Facts.Expect(2, "fund_opened", "fund_entered");
            play.Facts.Expect(3, "money_appropriated");
            for (var i = 0; i < Companies; i++) play._companies.Add(await play._vendors[0].Town.NewCompany(Cities[i % 3]));
            play.Facts.Expect(Companies, "company_enrolled", "wallet_opened");
            return play;
        }

        /// <summary>All order; some think better of it, some cannot pay, some never begin.</summary>
        public async Task January()
        {
            await MoveTo(1, 2);
            for (var i = 0; i < Companies; i++) await Place(i, i % Vendors, i % Vendors == 5 ? _dear : null, isFree: i is not (23 or 29));
            (await _vendors[4].Vendor.Post($"orders/{_orders[4].Id}/provisioning", new { })).Is(HttpStatusCode.OK);
            Facts.ExpectOf(_orders[4].Id, "order_provisioned");
            await MoveTo(1, 3);
            foreach (var i in new[] { 23, 29 }) End(i, "order_lapsed");
            foreach (var i in new[] { 0, 1 })
            {
                (await _vendors[0].Town.AsCompany(_companies[i]).Post($"orders/{_orders[i].Id}/cancellation", new { reason = "不再需要" })).Is(HttpStatusCode.OK);
                End(i, "order_cancelled");
            }
            Facts.Expect(4, "subsidy_released");
            await UseOn(1, 20, [6, .. Good]);
            foreach (var i in (int[])[6, .. Good]) Facts.ExpectOf(_orders[i].Id, "order_first_used");
            await MonthEnd(2);
        }

        /// <summary>Those that are really used; the second and the third never were, the sixth only once.</summary>
        static int[] Good => [4, 5, .. Enumerable.Range(7, 16), 24, 25, 26, 27, 28];

        public async Task UseUntilMarch()
        {
            await UseOn(2, 20, Good);
            foreach (var i in new[] { 2, 3 }) End(i, "first_use_missed");
            Facts.Expect(2, "subsidy_released");
            await MonthEnd(3);
            await UseOn(3, 20, Good);
            await Interest("province", "03", "321.09");
            await MonthEnd(4);
            Facts.Expect(4, "batch_begun", "batch_opened"); // of December to March, by the job; but the last is still to come
        }

        /// <summary>March is proposed, verified, returned, put right, approved, settled and paid.</summary>
        public async Task April()
        {
            await MoveTo(4, 9);
            var month = Month(3);
            Facts.Expect(3, "lines_proposed");
            await _vendors[0].Verify(month, new Dictionary<string, object>
            {
                [_orders[7].Id] = new { order = _orders[7].Id, result = "deduct", amount = "1000.00", reason = "仅一条产线使用" },
                [_orders[8].Id] = new { order = _orders[8].Id, result = "reject", reason = "现场未见使用" },
                [_orders[9].Id] = new { order = _orders[9].Id, result = "reject", reason = "现场未见使用" },
            });
            (await Province.Post($"acceptance-batches/{month}/return", new { reason = "一笔金额有误" })).Is(HttpStatusCode.OK);
            (await Operator.Post($"acceptance-batches/{month}/adjustments", new { lines = new[] { new { order = _orders[10].Id, amount = "3500.00", reason = "折扣" } } })).Is(HttpStatusCode.OK);
            (await Operator.Post($"acceptance-batches/{month}/submission", new { })).Is(HttpStatusCode.OK);
            foreach (var city in Cities)
                (await _vendors[0].City(city, second: true).Post($"acceptance-batches/{month}/cities/{city}/confirmation", new { })).Is(HttpStatusCode.OK);
            (await Province.Post($"acceptance-batches/{month}/approval", new { opinion = "同意" })).Is(HttpStatusCode.OK);
            Facts.Expect(2, "batch_submitted");
            Facts.Expect(6, "sample_drawn", "verification_confirmed");
            Facts.Expect(3, "lines_verified", "verification_reopened", "lines_applied");
            Facts.Expect("batch_returned", "lines_adjusted", "batch_approved", "batch_applied");
            foreach (var i in Good) Facts.ExpectOf(_orders[i].Id, "order_accepted");
            Facts.Expect(Good.Length - 2, "subsidy_consumed"); // not the two that are rejected
            Facts.Expect(4, "subsidy_released"); // what was deducted, adjusted and rejected

            var appeal = $"acceptance-batches/{month}/lines/{_orders[8].Id}/appeal";
            (await _vendors[2].Vendor.Post(appeal, new { reason = "补充现场照片" })).Is(HttpStatusCode.OK);
            Facts.ExpectOf(_orders[8].Id, "order_resubmitted");
            Facts.Expect("subsidy_reserved");

            for (var i = 0; i < Vendors; i++) await _money.NameAccount(Vendor(i));
            for (var i = 0; i < 5; i++) await _money.Attest(Vendor(i));
            Facts.Expect(Vendors, "bank_account_named");
            Facts.Expect(5, "credit_attested");
            await UseOn(4, 20, 27, 28);
            await MoveTo(4, 21);
            var statements = Enumerable.Range(0, 5).Select(i => $"{month}-{Vendor(i)}").ToArray(); // the sixth is parked
            Facts.Expect(5, "statement_begun", "statement_lines_added", "statement_drawn");
            for (var i = 0; i < 5; i++) await _money.Invoice(statements[i], Vendor(i));
            Facts.Expect(5, "invoice_recorded", "invoice_entered");
            await RefuseOne(statements[0]);
            await PayInTwoGoes(statements);
            await MonthEnd(5);
        }

        async Task RefuseOne(string statement)
        {
            var id = (await _money.Withdraw(statement))["id"];
            (await Province.Post($"withdrawals/{id}/refusal", new { reason = "合并提交" })).Is(HttpStatusCode.OK);
            Facts.Expect("withdrawal_requested", "statement_requested", "withdrawal_refused", "statement_freed");
        }

        /// <summary>The bank refuses one row of the first file.</summary>
        async Task PayInTwoGoes(string[] statements)
        {
            var path = $"withdrawals/{(await _money.Withdraw(statements))["id"]}";
            (await Province.Post($"{path}/approval", new { })).Is(HttpStatusCode.OK);
            await Bank(path, [.. statements.Select((s, i) => (s, i > 0))]);
            await Bank(path, (statements[0], true));
            Facts.Expect(statements.Length, "statement_requested", "statement_paid");
            Facts.Expect("withdrawal_requested", "withdrawal_approved");
        }

        /// <summary>The appeal is heard; the parked vendor is put right; province and city pay together.</summary>
        public async Task May()
        {
            await MoveTo(5, 9);
            End(6, "support_ended");
            await Accept(Month(4), cities: 1, orders: [8]);
            await _money.Attest(Vendor(5));
            Facts.Expect("credit_attested");
            await MoveTo(5, 21);
            string[] statements = [$"{Month(3)}-{Vendor(5)}", $"{Month(4)}-{Vendor(2)}"];
            Facts.Expect(2, "statement_begun", "statement_lines_added", "statement_drawn", "invoice_recorded", "invoice_entered", "statement_requested", "statement_paid");
            await _money.Invoice(statements[0], Vendor(5));
            await _money.Invoice(statements[1], Vendor(2));
            var path = $"withdrawals/{(await _money.Withdraw(statements))["id"]}";
            (await Province.Post($"{path}/approval", new { })).Is(HttpStatusCode.OK);
            (await _vendors[0].City(RichCity).Post($"{path}/approval", new { })).Is(HttpStatusCode.OK);
            await Bank(path, [.. statements.Select(s => (s, true))]);
            Facts.Expect("withdrawal_requested");
            Facts.Expect(2, "withdrawal_approved");
            await MonthEnd(6);
        }

        /// <summary>Two payments are found to be wrong; what the idle order held expires.</summary>
        public async Task June()
        {
            await MoveTo(6, 9);
            Facts.ExpectOf(_orders[6].Id, "subsidy_expired");
            Facts.Expect("subsidy_released");
            var byStatement = await Recover(12, "1000.00", "statement");
            Facts.Expect("recovery_owed");
            Assert.Equal("1000.00", (await Operator.Get($"recoveries/{byStatement}"))["outstanding"]);
            var byRepayment = await Recover(13, "500.00", "repayment");
            (await Operator.Post($"recoveries/{byRepayment}/repayment", new { on = await _money.Day(), bankReference = "R1", amount = "500.00" })).Is(HttpStatusCode.OK);
            Facts.Expect("recovery_repaid");
            await Interest(RichCity, "06", "12.34");
            await MonthEnd(7);
        }

        /// <summary>A second wave of orders, whose statement takes back what was recovered; the first wave falls idle.</summary>
        public async Task SecondHalf()
        {
            await MoveTo(7, 2);
            int[] second = [Companies, Companies + 1, Companies + 2];
            foreach (var company in new[] { 7, 8, 13 }) await Place(company, vendor: 0);
            foreach (var i in Good.Except([27, 28])) End(i, "support_ended"); // on the 8th
            for (var month = 7; month <= 9; month++)
            {
                await UseOn(month, 20, month == 7 ? [27, 28, .. second] : second);
                await MonthEnd(month + 1);
            }
            foreach (var i in second) Facts.ExpectOf(_orders[i].Id, "order_first_used");
            await Interest("province", "09", "100.00");
            await MoveTo(10, 9);
            await Accept(Month(9), cities: 2, orders: second);
            await _money.Attest(Vendor(0));
            await UseOn(10, 20, 27, 28);
            await MoveTo(10, 21);
            var statement = $"{Month(9)}-{Vendor(0)}";
            Assert.Equal("11000.00", (await _vendors[0].Vendor.Get($"statements/{statement}"))["total"]);
            await _money.Invoice(statement, Vendor(0));
            await _money.PayOut(statement);
            Facts.Expect(
                "credit_attested", "statement_begun", "statement_lines_added", "statement_drawn", "recovery_taken", "recovery_cleared", "invoice_recorded",
                "invoice_entered", "withdrawal_requested", "statement_requested", "withdrawal_approved", "payout_file_made", "payouts_reported", "statement_paid",
                "recovery_settled");
            await MonthEnd(11);
            await MonthEnd(12);
        }

        /// <summary>The old funds are closed and what is left goes on; a late interest and a held order outlive the year.</summary>
        public async Task TurnOfTheYear()
        {
            await _vendors[0].Fund("province", _year + 1, "100000.00");
            (await _vendors[0].City(RichCity).Post("funds", new { id = $"{RichCity}-{_year + 1}", owner = RichCity, year = _year + 1 })).Is(HttpStatusCode.Created);
            Facts.Expect(2, "fund_opened", "fund_entered");
            Facts.Expect("money_appropriated");
            await MoveTo(12, 10);
            await Place(15, vendor: 1);
            await UseOn(12, 20, Companies + 3);
            Facts.ExpectOf(_orders[Companies + 3].Id, "order_first_used");
            Facts.Expect(9, "batch_begun", "batch_opened"); // of April to December
            await MonthEnd(13);
            Facts.Expect(2, "fund_closed", "surplus_carried", "surplus_received");
            Assert.Equal("4000.00", (await Province.Get($"funds/province-{_year}"))["encumbered"]);
            Assert.Equal("12.34", (await Operator.Get($"funds/{RichCity}-{_year + 1}"))["carriedIn"]);
            await MoveTo(13, 9);
            foreach (var i in new[] { 27, 28 }) End(i, "term_ended");
            for (var i = 0; i < 3; i++) End(Companies + i, "support_ended");
            await Interest("province", "12", "55.55");
            await MonthEnd(14);
            Facts.Expect("surplus_carried", "surplus_received");
            Assert.Equal(("0.00", "4000.00"), await AvailableAndEncumbered($"province-{_year}"));
        }

        public async Task CheckWhatVendorsHave()
        {
            string[] paid = ["23000.00", "12500.00", "16000.00", "12000.00", "19500.00", "36000.00"];
            for (var i = 0; i < Vendors; i++)
            {
                Assert.Equal((i, paid[i]), (i, await Account($"vendor/{Vendor(i)}/paid")));
                Assert.Equal((i, "0.00"), (i, await Account($"vendor/{Vendor(i)}/payable")));
            }
            Assert.Equal("119000.00", await Account($"fund/province-{_year}/withdrawn", $"fund/{RichCity}-{_year}/withdrawn"));
        }

        async Task Place(int company, int vendor, string? listing = null, bool isFree = true)
        {
            var order = await _vendors[vendor].Order(Cities[company % 3], listing, _companies[company]);
            _orders.Add(order);
            Facts.ExpectOf(order.Id, isFree ? ["order_placed", "order_confirmed"] : ["order_placed"]);
            Facts.Expect("subscription_taken", "subsidy_reserved");
        }

        void End(int order, string how)
        {
            Facts.ExpectOf(_orders[order].Id, how);
            Facts.Expect("subscription_ended");
        }

        async Task UseOn(int month, int day, params int[] orders)
        {
            await MoveTo(month, day, hour: 15);
            foreach (var vendor in orders.GroupBy(VendorOf)) await _vendors[vendor.Key].Use([.. vendor.Select(i => _orders[i])]);
        }

        static int VendorOf(int order) => order < Companies ? order % Vendors : order == Companies + 3 ? 1 : 0;

        async Task Accept(string month, int cities, int[] orders)
        {
            await _vendors[0].Accept(month);
            Facts.Expect("batch_submitted", "batch_approved", "batch_applied");
            Facts.Expect(cities, "lines_proposed", "sample_drawn", "lines_verified", "verification_confirmed", "lines_applied");
            foreach (var i in orders) Facts.ExpectOf(_orders[i].Id, "order_accepted");
            Facts.Expect(orders.Length, "subsidy_consumed");
        }

        /// <summary>A file, and what the bank answers to it.</summary>
        async Task Bank(string path, params (string Statement, bool IsPaid)[] results)
        {
            (await Operator.Get($"{path}/payout-file")).Is(HttpStatusCode.OK);
            var day = await _money.Day();
            var rows = results.Select(r => r.IsPaid
                ? (object)new { statement = r.Statement, result = "paid", on = day, bankReference = $"B-{r.Statement}" }
                : new { statement = r.Statement, result = "failed", on = day, reason = "账号不存在" });
            (await _money.SecondOperator.Post($"{path}/payout-results", new { results = rows })).Is(HttpStatusCode.OK);
            Facts.Expect("payout_file_made", "payouts_reported");
        }

        async Task<string> Recover(int order, string amount, string method)
        {
            var id = (await Operator.Post("recoveries", new { order = _orders[order].Id, amount, reason = "多付", method })).Is(HttpStatusCode.Created)["id"]!;
            (await Province.Post($"recoveries/{id}/confirmation", new { })).Is(HttpStatusCode.OK);
            Facts.ExpectOf(_orders[order].Id, "subsidy_recovered");
            Facts.Expect("recovery_proposed", "recovery_confirmed", "subsidy_restored");
            return id;
        }

        async Task Interest(string owner, string month, string amount)
        {
            var client = owner == "province" ? Province : _vendors[0].City(owner);
            var interest = new { period = $"{_year}-{month}", amount, reference = "银行" };
            (await client.Post($"funds/{owner}-{_year}/interest", interest)).Is(HttpStatusCode.Created);
            Facts.Expect("interest_credited");
        }

        /// <param name="month">13 and 14 are of the next year.</param>
        async Task MonthEnd(int month)
        {
            await MoveTo(month, 1, hour: 2);
            await Months.Check();
        }

        async Task MoveTo(int month, int day, int hour = 9)
        {
            var to = ChinaMonth.Begin(Month(month)).AddDays(day - 1).AddHours(hour);
            (await Operator.Post("demo/clock", new { to })).Is(HttpStatusCode.OK);
        }

        string Month(int month) => ChinaMonth.Plus($"{_year.ToString(CultureInfo.InvariantCulture)}-01", month - 1);

        string Vendor(int number) => _vendors[number].Town.Vendor;

        async Task<(string?, string?)> AvailableAndEncumbered(string fund)
        {
            var view = await Province.Get($"funds/{fund}");
            return (view["available"], view["encumbered"]);
        }

        async Task<string> Account(params string[] ids)
        {
            var fen = await Books.Count(_server.ConnectionString,
                $"select coalesce(sum(balance), 0)::bigint from es.ledger_accounts where id in ({string.Join(", ", ids.Select(i => $"'{i}'"))})");
            return new Billing.Money(fen).ToString();
        }
    }
}
