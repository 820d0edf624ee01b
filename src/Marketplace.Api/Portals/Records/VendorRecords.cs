using Billing.Subsidies;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Api.Orders;
using Marketplace.Api.Personal;
using Marketplace.Api.Portals.Vocabulary;
using Marketplace.Api.Vendors;
using Marketplace.Grains.Audit;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;

namespace Marketplace.Api.Portals.Records;

/// <summary>The page of a vendor in the records, also where a form on it was refused.</summary>
public sealed class VendorRecords(
    IGrains grains, FactStreams streams, ListReader reader, PersonalData personalData, SubsidyPolicy policy, Freshness freshness)
{
    public async Task<IResult> Show(string creditCode, HttpContext context, RefusedForm? refused = null)
    {
        var (requester, cancel, code) = (context.Requester(), context.RequestAborted, new CreditCode(creditCode));
        var vendor = code.IsValid ? await streams.Row<VendorRow>(VendorRow.Table, creditCode, cancel) : null;
        if (vendor is null) return Problems.Result(VendorRefusal.Unknown);
        Listings.ListingLists.Read(RecordDetails.Query("vendor", creditCode), out var listings);
        OrderLists.Read(requester, RecordDetails.Query("vendor", creditCode), out var orders);
        var parameters = new
        {
            Vendor = vendor,
            Contact = requester.Role == Role.Operator ? await personalData.Open(creditCode, vendor.Contact, cancel) : null,
            Listings = RecordsPages.Parse(await reader.Page(listings, new Page(1, Page.SizeMax), cancel)),
            Orders = await reader.Totals(orders, cancel),
            Settlement = Roles.Overseers.Includes(requester.Role) ? await VendorSettlementEndpoints.View(code, grains, personalData, policy, cancel) : null,
            Refused = refused,
        };
        return refused is null ? Pages.Show<VendorRecordPage>(parameters) : Pages.ShowAgain<VendorRecordPage>(parameters, refused.Problem);
    }

    /// <summary>Sends a turn about the vendor; leads back to its page, or shows it again with what is wrong and what was sent.</summary>
    public async Task<IResult> Change(string creditCode, string name, Refusal? malformed, ITurn turn, string notice, IFormCollection form, HttpContext context)
    {
        if (malformed is not null) return await Show(creditCode, context, new RefusedForm(name, form, malformed));
        return await grains.Send(turn, form, context, freshness) is { } refusal
            ? await Show(creditCode, context, new RefusedForm(name, form, refusal))
            : Pages.SeeOther($"/records/vendors/{creditCode}?notice={notice}#{name}");
    }
}
