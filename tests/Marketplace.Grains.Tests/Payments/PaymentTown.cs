using System.Text.Json;
using Billing;
using Billing.Ledger;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Tests.Runtime;
using Marketplace.Grains.Vendors;
using static Billing.Money;

namespace Marketplace.Grains.Tests.Payments;

/// <summary>A company that orders for 12,000 yuan, of which it pays 2,000 itself; the platform keeps 100 of them.</summary>
sealed class PaymentTown
{
    public const string Operator = "operator:1";
    public const string SecondOperator = "operator:2";
    public static readonly Money Own = Yuan(2_000);
    public static readonly Money Share = Yuan(1_900);
    public static readonly Money Fee = Yuan(100);

    public PaymentTown()
    {
        Done(new RegisterVendor(new VendorProfile(Some.Vendor, "云工", "sealed")));
        Done(new NameBankAccount(Some.Vendor, new BankAccount(Some.Vendor, "sealed")));
        Done(new AttestCredit(Some.Vendor, new CreditStanding(true, Some.Day, "查询")));
        Done(new EnrolCompany(Some.Profile) { Policy = Policy });
        Fund(2026);
        Listing = List(Yuan(12_000));
    }

    public SubsidyPolicy Policy { get; } = new() { CreditStandingDaysMax = 100_000 };
    public HostUnderTest Host { get; } = new();
    public ListingId Listing { get; }

    public Sent Send(ITurn turn)
    {
        var answer = Host.Send(turn);
        Host.CommitAll();
        Assert.True(answer.IsCompletedSuccessfully);
        return answer.Result;
    }

    public Sent Done(ITurn turn)
    {
        var sent = Send(turn);
        Assert.Null(sent.Refusal);
        return sent;
    }

    public ListingId List(Money price) => new(Field(Done(new PublishListing(Some.Content with
    {
        Name = price.ToString(), Plans = [Some.BasicPlan with { PricePerYear = price, MarketPrice = price }],
    })), "id"));

    public void Fund(int year)
    {
        Done(new OpenFund(new FundId($"province-{year}"), "province", year));
        Done(new AppropriateMoney(new FundId($"province-{year}"), "province", Yuan(50_000), "皖财企"));
    }

    public OrderId Placed() => Placed(Listing);

    public OrderId Placed(ListingId listing) => new(Field(Done(new PlaceOrder(Some.Code, listing, "basic") { Number = "n1", Policy = Policy }), "id"));

    public OrderId Renewed(OrderId order) => new(Field(Done(Renewal(order)), "id"));

    public RenewOrder Renewal(OrderId order) => new(order, Some.Code, "basic") { Number = "n2", Policy = Policy };

    public BeginPayment Begin(OrderId order) => new(order, Some.Code) { Policy = Policy };

    public RecordCheckout Page(OrderId order, string session = "cs-1") => new(order, session, Host.Now.AddMinutes(30), "card");

    public RecordReceipt Receipt(OrderId order, Money amount, int number = 1, string? session = null) =>
        new(order, new ChargeSeen($"pi-{number}", $"ch-{number}", amount, "card", Some.Moment, new Money(6)), session) { Policy = Policy };

    public static RecordDispute Dispute(OrderId order, Money amount, DisputeStatus status = DisputeStatus.Open, string id = "dp-1") =>
        new(order, new DisputeSeen(id, "pi-1", amount, "fraudulent", Some.Moment, null, status, new Money(15)));

    public OrderId Paid()
    {
        var order = Placed();
        Done(Receipt(order, Own));
        return order;
    }

    /// <summary>Paid, and the time to go back on it is over.</summary>
    public OrderId Released(string? account = null)
    {
        if (account is not null) Connect(account);
        var order = Paid();
        Pass(days: 7);
        Done(new ReleaseShare(order));
        return order;
    }

    public void Connect(string account) => Done(new Ask($"connect {account}", turn => Ask.Answered(turn.Do(Vendor.Grain[Some.Vendor.Value], new VendorCommand.ProposeAccount(new AccountProposal(account, "one"))) ?? turn.Do(Vendor.Grain[Some.Vendor.Value], new VendorCommand.Connect(account, "two")), "account")));

    public void Pass(int days = 0, int minutes = 0) => Host.Pass(new TimeSpan(days, 0, minutes, 0));

    public Order Order(OrderId order) => Host.Read(t => t.Read(Grains.Orders.Order.Grain[order.Value])).Result;

    public OrderPayment Payment(OrderId order) => Host.Read(t => t.Read(OrderPayment.Grain[order.Value])).Result;

    public Company Company() => Host.Read(t => t.Read(Grains.Companies.Company.Grain[Some.Code.Value])).Result;

    public Refund OnlyRefund(OrderId order) => Assert.Single(Payment(order).Refunds);

    public Money Balance(AccountId account) => new(Host.Store.Balance(account.Value, Host.Store.Position) ?? 0);

    /// <summary>The processor's part of what was left for later.</summary>
    public string[] Calls() => [.. Host.Store.Outbox.Where(m => m.Kind.StartsWith("call.", StringComparison.Ordinal)).Select(m => $"{m.Kind} {m.Payload}")];

    public string[] Facts(OrderId order) => [.. Host.Store.Stream(Grains.Orders.Order.Grain.StreamId(order.Value)).Select(f => f.Row.Type)];

    static string Field(Sent sent, string name) => JsonDocument.Parse(sent.Answer!).RootElement.GetProperty(name).ToString();
}
