using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using static Billing.Money;
using static Marketplace.Grains.Companies.CompanyCommand;
using static Marketplace.Grains.Companies.CompanyEvent;
using static Marketplace.Grains.Tests.Some;

namespace Marketplace.Grains.Tests.Companies;

public sealed class CompanyTests : Spec<Company, CompanyCommand, CompanyEvent>
{
    const string Standard = "工信部联企业〔2011〕300号, industry (工业)";

    static readonly CompanyEnrolled Enrolled = new(Profile, CompanySize.Small, Standard);
    static readonly SubscriptionTaken Taken = new(Software, Order1);

    [Fact]
    public void A_manufacturer_of_the_province_is_enrolled_with_its_size_and_the_standard_behind_it() =>
        Given().When(new Enrol(Profile, Day)).Then(Enrolled);

    [Fact]
    public void The_same_company_with_the_same_particulars_is_enrolled_once() =>
        Given(Enrolled).When(new Enrol(Profile, Day)).ThenNothing();

    [Fact]
    public void The_same_company_with_other_particulars_is_refused() =>
        Given(Enrolled).When(new Enrol(Profile with { Name = "另一家" }, Day)).ThenRefused(CompanyRefusal.Exists);

    [Fact]
    public void A_wrong_credit_code_is_refused() =>
        Given().When(new Enrol(Profile with { CreditCode = new CreditCode("91350100M000100Y4Z") }, Day)).ThenRefused(CompanyRefusal.CreditCodeInvalid);

    [Theory]
    [InlineData("320100")]
    [InlineData("340900")]
    [InlineData("341400")]
    [InlineData("合肥")]
    [InlineData("")]
    public void A_company_outside_the_sixteen_cities_is_refused(string city) =>
        Given().When(new Enrol(Profile with { City = city }, Day)).ThenRefused(CompanyRefusal.NotInProvince);

    [Fact]
    public void Who_does_not_manufacture_is_refused() =>
        Given().When(new Enrol(Profile with { Industry = "I65" }, Day)).ThenRefused(CompanyRefusal.NotManufacturing);

    [Fact]
    public void A_large_company_is_refused() =>
        Given().When(new Enrol(Profile with { Employees = 1000, AnnualRevenue = Yuan(400_000_000) }, Day)).ThenRefused(CompanyRefusal.TooLarge);

    [Fact]
    public void A_company_changes_its_contact_and_the_same_contact_again_changes_nothing() =>
        Given(Enrolled)
            .When(new NameContact("sealed anew")).Then(new ContactChanged("sealed anew"))
            .ThenIs("sealed anew", c => c.Profile!.Contact)
            .When(new NameContact("sealed anew")).ThenNothing();

    [Fact]
    public void A_company_that_is_not_enrolled_has_no_contact_to_change() =>
        Given().When(new NameContact("sealed")).ThenRefused(CompanyRefusal.Unknown);

    [Fact]
    public void An_unknown_company_cannot_subscribe() =>
        Given().When(new TakeSubscription(Software, Order1)).ThenRefused(CompanyRefusal.Unknown);

    [Fact]
    public void A_company_subscribes_to_a_software() => Given(Enrolled).When(new TakeSubscription(Software, Order1)).Then(Taken);

    [Fact]
    public void A_company_cannot_subscribe_twice_to_the_same_software_at_a_time() =>
        Given(Enrolled, Taken).When(new TakeSubscription(Software, Order2)).ThenRefused(OrderRefusal.Duplicate);

    [Fact]
    public void A_company_can_subscribe_to_another_software() =>
        Given(Enrolled, Taken).When(new TakeSubscription(new ListingId("l2"), Order2)).Then(new SubscriptionTaken(new ListingId("l2"), Order2));

    [Fact]
    public void The_same_order_taken_again_changes_nothing() => Given(Enrolled, Taken).When(new TakeSubscription(Software, Order1)).ThenNothing();

    [Fact]
    public void When_a_subscription_has_ended_another_can_begin() =>
        Given(Enrolled, Taken)
            .When(new EndSubscription(Software, Order1)).Then(new SubscriptionEnded(Software, Order1))
            .When(new TakeSubscription(Software, Order2)).Then(new SubscriptionTaken(Software, Order2));

    [Fact]
    public void Ending_an_order_that_is_not_the_running_one_changes_nothing() =>
        Given(Enrolled, Taken).When(new EndSubscription(Software, Order2)).ThenNothing();
}
