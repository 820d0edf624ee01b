using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Demo;

/// <summary>Who and what one tour is about. The firms' codes follow from the moment it begins, so each tour has new ones.</summary>
sealed class TourCast(DateTimeOffset begin, Money cap, int lapseMinutes)
{
    const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    const int CodesPerTour = 16;

    int _codes;

    /// <summary>Tongling: one of the cities for which the demo data hold no fund.</summary>
    public const string City = "340700", CityKey = "demo-city-340700";

    public Money Cap { get; } = cap;
    public int LapseMinutes { get; } = lapseMinutes;
    public int Year { get; } = ChinaTime.Of(begin).Year;

    /// <summary>Tells the names of this tour's firms and software from those of other tours.</summary>
    public string Tag { get; } = Digits(begin.ToUnixTimeSeconds());

    public string Company { get; set; } = "";
    public string CompanyKey => $"demo-company-{Company}";
    public string Vendor { get; set; } = "";
    public string ProvinceFund { get; set; } = "";
    public string CityFund { get; set; } = "";

    /// <summary>What the city's fund holds before the first order.</summary>
    public Money CityAvailable { get; set; }

    public string Software { get; set; } = "";
    public string Alternative { get; set; } = "";
    public string Expensive { get; set; } = "";
    public Money ExpensivePrice { get; set; }

    public static readonly Money SoftwarePrice = Money.Yuan(3_600), AlternativePrice = Money.Yuan(4_800), OwnShare = Money.Yuan(1_000);

    /// <summary>Of <see cref="SoftwarePrice"/>, what the city finds was really used, and of that what is taken back later.</summary>
    public static readonly Money Granted = Money.Yuan(3_000), Deduction = SoftwarePrice - Granted, Recovered = Money.Yuan(500), Kept = Granted - Recovered;

    /// <summary>For numbers that are used once for ever.</summary>
    public long Serial { get; } = begin.ToUnixTimeSeconds();

    /// <summary>The month of the order.</summary>
    public string OrderedIn => ChinaMonth.Of(Order!.Time("placedAt"));

    /// <summary>The third whole month of its term.</summary>
    public string AcceptedIn => ChinaMonth.Plus(OrderedIn, 3);

    /// <summary>The order that lives its whole year.</summary>
    public TourAnswer? Order { get; set; }

    public string NewCode()
    {
        var serial = begin.ToUnixTimeSeconds() * CodesPerTour + _codes++;
        var first17 = $"91{City}T{Digits(serial).PadLeft(8, '0')}";
        return first17 + CreditCode.CheckCharacter(first17);
    }

    static string Digits(long number)
    {
        var text = "";
        for (; number > 0; number /= Alphabet.Length) text = Alphabet[(int)(number % Alphabet.Length)] + text;
        return text;
    }
}
