using Marketplace.Api.Portals.Vocabulary;
using Billing.Stripe;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.People;
using Marketplace.Api.Personal;
using Marketplace.Api.Settlements;
using Marketplace.Api.Vendors;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Vendors;

namespace Marketplace.Api.Portals.Records;

/// <summary>What settlement needs to know of a vendor, recorded by the operator on the vendor's page.</summary>
static class VendorSettlementPages
{
    public static void MapVendorSettlementPages(this IEndpointRouteBuilder records)
    {
        records.MapPost("/records/vendors/{creditCode}/payee", NamePayee).For(Role.Operator);
        records.MapPost("/records/vendors/{creditCode}/payee/withdrawal", WithdrawPayee).For(Role.Operator);
        records.MapPost("/records/vendors/{creditCode}/bank-account", NameAccount).For(Role.Operator);
        records.MapPost("/records/vendors/{creditCode}/credit-standing", AttestCredit).For(Role.Operator);
        records.MapPost("/records/vendors/{creditCode}/connected-account", Connect).For(Role.Operator);
        records.MapPost("/records/vendors/{creditCode}/connected-account/confirmation", ConfirmAccount).For(Role.Operator);
    }

    static async Task<IResult> NamePayee(string creditCode, HttpContext context, VendorRecords vendors)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var input = new PayeeInput(form["company"], form["name"], form["share"], form["registeredIn"], form["evidence"], form.Day("authorisedOn"));
        var malformed = VendorSettlementEndpoints.Read(input, out var authorisation);
        return await vendors.Change(creditCode, "payee", malformed, new NamePayee(new CreditCode(creditCode), authorisation), "payeeNamed", form, context);
    }

    static async Task<IResult> WithdrawPayee(string creditCode, HttpContext context, VendorRecords vendors)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return await vendors.Change(creditCode, "payee-withdrawal", null, new NamePayee(new CreditCode(creditCode), null), "payeeWithdrawn", form, context);
    }

    static async Task<IResult> NameAccount(string creditCode, HttpContext context, VendorRecords vendors, PersonalData personalData)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var input = new BankAccountInput(form["holder"], form["bank"], form["name"], form["number"].ToString().Replace(" ", "", StringComparison.Ordinal));
        var vendor = new CreditCode(creditCode);
        if (!vendor.IsValid) return Problems.Result(VendorRefusal.Unknown);
        var malformed = VendorSettlementEndpoints.Read(input, out var holder, out var account);
        var sealedAccount = malformed is null ? await PayeeAccount.Seal(personalData, vendor, account, context.RequestAborted) : "";
        return await vendors.Change(creditCode, "bank-account", malformed, new NameBankAccount(vendor, new BankAccount(holder, sealedAccount)), "accountNamed", form, context);
    }

    static async Task<IResult> AttestCredit(string creditCode, HttpContext context, VendorRecords vendors)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        bool? clean = form["clean"].ToString() switch { "true" => true, "false" => false, _ => null };
        var malformed = VendorSettlementEndpoints.Read(new CreditStandingInput(clean, form.Day("on"), form["evidence"]), out var standing);
        return await vendors.Change(creditCode, "credit-standing", malformed, new AttestCredit(new CreditCode(creditCode), standing), "creditAttested", form, context);
    }

    static async Task<IResult> Connect(string creditCode, HttpContext context, VendorRecords vendors, StripeClient stripe)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (account, refusal) = await ConnectedAccountEndpoints.Read(new ConnectedAccountInput(form["account"]), stripe, context.RequestAborted);
        return await vendors.Change(
            creditCode, "connected-account", refusal, new ConnectVendor(new CreditCode(creditCode), account, context.Requester().Signatory),
            account is null ? "accountConnected" : "accountProposed", form, context);
    }

    static async Task<IResult> ConfirmAccount(string creditCode, HttpContext context, VendorRecords vendors, FreshCode fresh)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var unproved = await fresh.Prove(context, form["code"], FormKey.Of(form));
        var turn = new ConfirmConnection(new CreditCode(creditCode), form["account"].ToString(), context.Requester().Signatory);
        return await vendors.Change(creditCode, "confirm-account", unproved, turn, "accountConnected", form, context);
    }
}
