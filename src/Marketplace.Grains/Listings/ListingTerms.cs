using System.Text.Json.Serialization;
using Billing;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Listings;

/// <summary>A vendor announces what a plan's renewal costs from a day on.</summary>
public sealed record AnnounceRenewalPrice(ListingId Listing, CreditCode Vendor, string Plan, Money PricePerYear, DateOnly From) : ITurn
{
    [JsonIgnore] public required SubsidyPolicy Policy { get; init; }

    public IEnumerable<IGrainKey> Needs() => [Listings.Listing.Grain[Listing.Value]];

    public Reply Run(Turn turn)
    {
        var today = ChinaTime.DayOf(turn.Now);
        var price = new RenewalPrice(Plan, PricePerYear, From, today);
        return turn.Do(Listings.Listing.Grain[Listing.Value], new ListingCommand.AnnouncePrice(Vendor, price, today, Policy.RenewalPriceNoticeDays)) is { } refusal
            ? refusal : Reply.With(price);
    }
}

/// <summary>The platform offers a vendor a contract about its fee.</summary>
/// <param name="By">Who offers it.</param>
public sealed record OfferFee(ListingId Listing, int FeeBasisPoints, string By) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Listings.Listing.Grain[Listing.Value]];

    public Reply Run(Turn turn)
    {
        var contract = new FeeContract(FeeBasisPoints, By);
        return turn.Do(Listings.Listing.Grain[Listing.Value], new ListingCommand.ProposeFee(contract)) is { } refusal ? refusal : Reply.With(contract);
    }
}

/// <summary>The vendor accepts the platform's fee.</summary>
public sealed record AgreeToFee(ListingId Listing, CreditCode Vendor, int FeeBasisPoints) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [Listings.Listing.Grain[Listing.Value]];

    public Reply Run(Turn turn)
    {
        var key = Listings.Listing.Grain[Listing.Value];
        return turn.Do(key, new ListingCommand.AcceptFee(Vendor, FeeBasisPoints)) is { } refusal ? refusal : Reply.With(turn.Read(key).FeeAgreed!);
    }
}
