using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Personal;
using Marketplace.Api.Settlements;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;

namespace Marketplace.Api.Vendors;

/// <param name="Company">The credit code of the controlled company; absent where the vendor receives its money itself again.</param>
/// <param name="Share">The vendor's share in percent, with at most two decimals, such as <c>"50.01"</c>.</param>
/// <param name="RegisteredIn">The code of a city of Anhui.</param>
/// <param name="Evidence">Ids of stored files, or the number of a document.</param>
public sealed record PayeeInput(string? Company, string? Name, string? Share, string? RegisteredIn, string? Evidence, DateOnly? AuthorisedOn);

/// <param name="Holder">The payee's credit code.</param>
public sealed record BankAccountInput(string? Holder, string? Bank, string? Name, string? Number);

/// <param name="Clean">False when 信用中国 showed a breach.</param>
public sealed record CreditStandingInput(bool? Clean, DateOnly? On, string? Evidence);

/// <param name="Number">The last four digits.</param>
public sealed record BankAccountView(CreditCode Holder, string Bank, string Name, string Number);

/// <summary>Whether a vendor can be paid, and what is missing.</summary>
/// <param name="Obstacle">The code of what stands in the way; null when it can be paid today.</param>
public sealed record VendorSettlementView(
    CreditCode Vendor, CreditCode Payee, string PayeeName, PayeeAuthorisation? Authorisation, BankAccountView? BankAccount,
    CreditStanding? CreditStanding, CreditStanding? Breach, string? Obstacle, string? Message, string? MessageZh);

/// <summary>What settlement needs to know of a vendor; the operator records it.</summary>
public static class VendorSettlementEndpoints
{
    static readonly Refusal WrongShare = Refusal.Invalid("share",
        "share is a percentage with at most two decimals, such as \"50.01\".", "share 为百分数，最多两位小数，例如 \"50.01\"。");

    public static void MapVendorSettlement(this IEndpointRouteBuilder api)
    {
        api.MapPost("/vendors/{creditCode}/payee", NamePayee).For(Role.Operator)
            .WithSummary("Record which controlled company in Anhui a vendor has authorised to receive its money (S003 art.6).").Produces<VendorSettlementView>();
        api.MapPost("/vendors/{creditCode}/bank-account", NameAccount).For(Role.Operator)
            .WithSummary("Record the payee's bank account; it is kept sealed.").Produces<VendorSettlementView>();
        api.MapPost("/vendors/{creditCode}/credit-standing", AttestCredit).For(Role.Operator)
            .WithSummary("Attest what 信用中国 showed of a vendor on a day (S003 art.5).").Produces<VendorSettlementView>();
        api.MapGet("/vendors/{creditCode}/settlement", Get).For(Roles.Overseers | Role.Vendor)
            .WithSummary("Payee, bank account and credit standing of a vendor, and what keeps it from being paid.").Produces<VendorSettlementView>();
    }

    static async Task<IResult> NamePayee(
        string creditCode, PayeeInput input, HttpContext context, IGrains grains, PersonalData personalData, SubsidyPolicy policy)
    {
        PayeeAuthorisation? authorisation = null;
        return !string.IsNullOrWhiteSpace(input.Company) && Read(input, out authorisation) is { } malformed
            ? Problems.Result(malformed)
            : await Send(context, grains, personalData, policy, new NamePayee(new CreditCode(creditCode), authorisation));
    }

    internal static Refusal? Read(PayeeInput input, out PayeeAuthorisation authorisation)
    {
        var check = new Checked();
        var share = check.Text("share", input.Share, 10);
        authorisation = new PayeeAuthorisation(
            new CreditCode(check.Text("company", input.Company, 64)), check.Text("name", input.Name, 100), BasisPoints(share),
            check.Text("registeredIn", input.RegisteredIn, 16), check.Text("evidence", input.Evidence, 500), check.Day("authorisedOn", input.AuthorisedOn));
        check.That(authorisation.ShareBasisPoints >= 0, "share", WrongShare.Reason, WrongShare.ReasonZh);
        return check.Refusal;
    }

    static async Task<IResult> NameAccount(
        string creditCode, BankAccountInput input, HttpContext context, IGrains grains, PersonalData personalData, SubsidyPolicy policy)
    {
        if (Read(input, out var holder, out var account) is { } malformed) return Problems.Result(malformed);
        var vendor = new CreditCode(creditCode);
        if (!vendor.IsValid) return Problems.Result(VendorRefusal.Unknown);
        var sealedAccount = await PayeeAccount.Seal(personalData, vendor, account, context.RequestAborted);
        return await Send(context, grains, personalData, policy, new NameBankAccount(vendor, new BankAccount(holder, sealedAccount)));
    }

    internal static Refusal? Read(BankAccountInput input, out CreditCode holder, out PayeeAccount account)
    {
        var check = new Checked();
        holder = new CreditCode(check.Text("holder", input.Holder, 64));
        account = new PayeeAccount(check.Text("bank", input.Bank, 100), check.Text("name", input.Name, 100), check.Text("number", input.Number, 40));
        check.That(account.Number.All(c => char.IsAsciiDigit(c) || c == '-'), "number", "number has digits and hyphens.", "账号由数字和连字符组成。");
        return check.Refusal;
    }

    static async Task<IResult> AttestCredit(
        string creditCode, CreditStandingInput input, HttpContext context, IGrains grains, PersonalData personalData, SubsidyPolicy policy)
    {
        return Read(input, out var standing) is { } malformed
            ? Problems.Result(malformed)
            : await Send(context, grains, personalData, policy, new AttestCredit(new CreditCode(creditCode), standing));
    }

    internal static Refusal? Read(CreditStandingInput input, out CreditStanding standing)
    {
        var check = new Checked();
        check.That(input.Clean is not null, "clean", "clean is true or false.", "clean 应为 true 或 false。");
        standing = new CreditStanding(input.Clean ?? false, check.Day("on", input.On), check.Text("evidence", input.Evidence, 500));
        return check.Refusal;
    }

    static async Task<IResult> Get(string creditCode, HttpContext context, IGrains grains, PersonalData personalData, SubsidyPolicy policy)
    {
        var requester = context.Requester();
        var isVisible = new CreditCode(creditCode).IsValid && (requester.Role != Role.Vendor || requester.Scope == creditCode);
        return isVisible && await View(new CreditCode(creditCode), grains, personalData, policy, context.RequestAborted) is { } view
            ? Results.Json(view, ApiJson.Options) : Problems.Result(VendorRefusal.Unknown);
    }

    static async Task<IResult> Send(HttpContext context, IGrains grains, PersonalData personalData, SubsidyPolicy policy, ITurn turn)
    {
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        var vendor = new CreditCode((string)context.Request.RouteValues["creditCode"]!);
        if (!vendor.IsValid) return Problems.Result(VendorRefusal.Unknown);
        var sent = await grains.Send(turn, context.Caller(key), context.RequestAborted);
        if (sent.Refusal is { } refusal) return Problems.Result(refusal);
        var view = await View(vendor, grains, personalData, policy, context.RequestAborted);
        return Commands.Answer(sent, StatusCodes.Status200OK, System.Text.Json.JsonSerializer.Serialize(view, ApiJson.Options));
    }

    internal static async Task<VendorSettlementView?> View(
        CreditCode code, IGrains grains, PersonalData personalData, SubsidyPolicy policy, CancellationToken cancel)
    {
        var (vendor, obstacle) = await grains.Read(turn => Look(turn, code, policy), cancel);
        if (vendor.Profile is null) return null;
        var account = vendor.Account is { } recorded
            ? (await PayeeAccount.Open(personalData, code, recorded.Account, cancel), recorded.Holder) is ({ } opened, var holder)
                ? new BankAccountView(holder, opened.Bank, opened.Name, opened.Masked) : null
            : null;
        return new VendorSettlementView(
            code, vendor.PayeeCode, vendor.PayeeName, vendor.Payee, account, vendor.LastClean, vendor.LastBreach, obstacle?.Code,
            obstacle?.Reason, obstacle?.ReasonZh);
    }

    static Standing Look(Turn turn, CreditCode code, SubsidyPolicy policy)
    {
        var vendor = turn.Read(Vendor.Grain[code.Value]);
        return new Standing(vendor, vendor.Obstacle(ChinaTime.DayOf(turn.Now), policy));
    }

    /// <summary>Below zero when it is no percentage with at most two decimals.</summary>
    static int BasisPoints(string share) =>
        Billing.Money.TryParse(share, out var percent) && percent.Fen is >= 0 and <= int.MaxValue ? (int)percent.Fen : -1;

    sealed record Standing(Vendor Vendor, Refusal? Obstacle);
}
