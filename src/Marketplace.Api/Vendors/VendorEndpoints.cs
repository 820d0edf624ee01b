using System.Text.Json;
using Marketplace.Api.Access;
using Marketplace.Api.Companies;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Personal;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;

namespace Marketplace.Api.Vendors;

/// <param name="Summary">What it makes and for whom.</param>
/// <param name="Website">An https address.</param>
/// <param name="Seat">Where it is at home, such as 合肥市高新区.</param>
public sealed record VendorInput(
    string? CreditCode, string? Name, ContactInput? Contact, string? Summary = null, string? Website = null, string? Seat = null);

/// <param name="Contact">Only for the vendor itself and the operator.</param>
public sealed record VendorView(
    string CreditCode, string Name, string Status, Contact? Contact, string? Summary, string? Website, string? Seat);

public static class VendorEndpoints
{
    public static void MapVendors(this IEndpointRouteBuilder api)
    {
        api.MapPost("/vendors", Register).For(Role.Operator)
            .WithSummary("Register a software vendor (S003 art.5).").Produces<VendorView>(StatusCodes.Status201Created);
        api.MapGet("/vendors", (HttpContext context, ListAnswers lists) =>
                lists.Answer(context, VendorLists.Read(context.Requester(), context.Request.Query, out var list), list))
            .For(Roles.Overseers | Role.CityBureau).IsPaged("q").WithSummary("Vendors.");
        api.MapGet("/vendors/{creditCode}", Get).For(Roles.All).WithSummary("One vendor; its contact only for itself and the operator.").Produces<VendorView>();
    }

    static async Task<IResult> Register(VendorInput input, HttpContext context, IGrains grains, PersonalData personalData)
    {
        if (Commands.ReadKey(context, out var key) is { } keyRefusal) return Problems.Result(keyRefusal);
        var check = new Checked();
        var code = new CreditCode(check.Text("creditCode", input.CreditCode, 64));
        var name = check.Text("name", input.Name, CompanyInput.NameMax);
        var contact = CompanyInput.ReadContact(check, input.Contact);
        var summary = check.OptionalText("summary", input.Summary, 1000);
        var website = check.OptionalHttps("website", input.Website, 500);
        var seat = check.OptionalText("seat", input.Seat, 50);
        if (check.Refusal is { } malformed) return Problems.Result(malformed);
        if (!code.IsValid) return Problems.Result(CompanyRefusal.CreditCodeInvalid);
        var sealedContact = await personalData.Seal(code.Value, contact, context.RequestAborted);
        var turn = new RegisterVendor(new VendorProfile(code, name, sealedContact, summary, website, seat));
        var sent = await grains.Send(turn, context.Caller(key), context.RequestAborted);
        if (sent.Refusal is { } refusal) return Problems.Result(refusal);
        var vendor = (VendorRow)CanonicalJson.Read(sent.Answer!, typeof(VendorRow));
        return Commands.Answer(sent, StatusCodes.Status201Created, JsonSerializer.Serialize(View(vendor, contact), ApiJson.Options));
    }

    static async Task<IResult> Get(string creditCode, HttpContext context, FactStreams streams, PersonalData personalData)
    {
        var vendor = new CreditCode(creditCode).IsValid
            ? await streams.Row<VendorRow>(VendorRow.Table, creditCode, context.RequestAborted) : null;
        if (vendor is null) return Problems.Result(VendorRefusal.Unknown);
        var requester = context.Requester();
        var contact = requester.Role == Role.Operator || requester.Is(Role.Vendor, creditCode)
            ? await personalData.Open(creditCode, vendor.Contact, context.RequestAborted) : null;
        return Results.Json(View(vendor, contact), ApiJson.Options);
    }

    static VendorView View(VendorRow row, Contact? contact) =>
        new(row.CreditCode.Value, row.Name, row.Status, contact, row.Summary, row.Website, row.Seat);
}
