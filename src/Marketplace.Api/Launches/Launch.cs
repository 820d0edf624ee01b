using System.Text.Json;
using Marketplace.Api.Http;
using Marketplace.Grains.Orders;

namespace Marketplace.Api.Launches;

/// <summary>A way into the software, good once and for five minutes.</summary>
/// <param name="Token">Shown here and nowhere else.</param>
/// <param name="Url">The software's address with the token; a browser is sent there.</param>
public sealed record Launch(string Token, string Url, DateTimeOffset ExpiresAt);

/// <summary>Who enters, as the vendor learns it: the company and the order, and of the person only a pseudonym.</summary>
public sealed record LaunchView(LaunchCompany Company, LaunchOrder Order, LaunchUser User)
{
    public static LaunchView Read(string answer) => JsonSerializer.Deserialize<LaunchView>(answer, ApiJson.Options)!;
}

/// <param name="City">The code of its city.</param>
public sealed record LaunchCompany(string CreditCode, string Name, string City);

/// <param name="Seats">How many people the plan is for.</param>
public sealed record LaunchOrder(OrderId Id, string Number, string Plan, int Seats, FreeTerm? FreeTerm, OrderStatus Status);

/// <param name="Id">The same person always has the same at the same vendor, and another at another vendor.</param>
public sealed record LaunchUser(string Id);

/// <summary>How often an order's software was entered by a launch, and when last.</summary>
public sealed record Openings(int Times, DateTimeOffset? Last);
