using Marketplace.Api.Acceptance;
using Marketplace.Api.Access;
using Marketplace.Grains.Acceptance;

namespace Marketplace.Api.Portals.Acceptance;

/// <summary>The one next thing at a batch: who has to do what, and where, if it is the reader.</summary>
public static class BatchSteps
{
    public static (string Text, string? Url) Next(Portal portal, BatchView batch, LineSums sums)
    {
        var (role, page) = (portal.Requester!.Role, $"/acceptance/{batch.Month}");
        var (confirmed, cities) = (batch.Cities.Count(c => c.Status == VerificationStatus.Confirmed), batch.Cities.Count);
        if (role == Role.CityBureau && sums.Lines == 0) return (portal.Text("acceptance.next.nothingHere"), null);
        return batch.Status switch
        {
            BatchStatus.Preparing => (portal.Text("acceptance.next.preparing"), null),
            BatchStatus.Open when role == Role.Operator => (portal.Text("acceptance.next.submit"), $"{page}/submission"),
            BatchStatus.Open => (portal.Text("acceptance.next.open"), null),
            BatchStatus.Returned when role == Role.Operator => (portal.Text("acceptance.next.submitAgain"), $"{page}/submission"),
            BatchStatus.Returned => (portal.Text("acceptance.next.returned"), null),
            BatchStatus.Submitted when role == Role.CityBureau => OfCity(portal, batch.Cities[0], page),
            BatchStatus.Submitted when confirmed < cities => (portal.Text("acceptance.next.cities", confirmed, cities), null),
            BatchStatus.Submitted when role == Role.ProvinceBureau => (portal.Text("acceptance.next.decide"), $"{page}#decision"),
            BatchStatus.Submitted => (portal.Text("acceptance.next.province"), null),
            BatchStatus.Approved => (portal.Text("acceptance.next.applying"), null),
            _ when sums.Lines == 0 => (portal.Text("acceptance.next.empty"), null),
            _ => (portal.Text("acceptance.next.report"), $"{page}/report"),
        };
    }

    static (string Text, string? Url) OfCity(Portal portal, CityView city, string page) =>
        city.Status == VerificationStatus.Confirmed ? (portal.Text("acceptance.next.cityConfirmed"), null)
        : city.Checked < city.Selected ? (portal.Text("acceptance.next.check", city.Checked, city.Selected), $"{page}/checks")
        : (portal.Text("acceptance.next.confirm"), $"{page}/results");
}
