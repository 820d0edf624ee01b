using System.Text.Json;
using Billing.Stripe;

namespace Billing.Tests.Stripe;

public sealed class StripeOptionsTests
{
    [Fact]
    public void Printed_settings_show_no_secret()
    {
        var text = ScriptedStripe.Options.ToString();

        Assert.DoesNotContain("never_to_be_seen", text, StringComparison.Ordinal);
        Assert.Contains("1 webhook secrets", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_as_JSON_show_no_secret() =>
        Assert.DoesNotContain("never_to_be_seen", JsonSerializer.Serialize(ScriptedStripe.Options), StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sk_test_1\n")]
    [InlineData("sk test")]
    public void A_key_that_no_header_can_carry_is_none(string? key) => Assert.False(new StripeOptions { ApiKey = key }.IsConfigured);

    [Fact]
    public void The_key_is_not_sent_in_the_clear()
    {
        var elsewhere = ScriptedStripe.Options with { ApiBase = new("http://stripe.example") };

        Assert.Throws<ArgumentException>(() => new ScriptedStripe(elsewhere));
        Assert.NotNull(new ScriptedStripe(ScriptedStripe.Options with { ApiBase = new("http://127.0.0.1:12111") }));
    }

    [Fact]
    public async Task Without_a_key_nothing_is_sent()
    {
        var stripe = new ScriptedStripe(new());

        var refused = await Assert.ThrowsAsync<StripeException>(() => stripe.Client.Balance(default));

        Assert.Equal(StripeFault.Unconfigured, refused.Fault);
        Assert.False(refused.MayHaveHappened);
        Assert.Empty(stripe.Asked);
    }
}
