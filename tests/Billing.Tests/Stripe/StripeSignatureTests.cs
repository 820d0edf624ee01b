using System.Security.Cryptography;
using System.Text;
using Billing.Stripe;

namespace Billing.Tests.Stripe;

public sealed class StripeSignatureTests
{
    const string Secret = "whsec_first";
    const string NextSecret = "whsec_next";

    static readonly DateTimeOffset Now = ScriptedStripe.Start;
    static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"id":"evt_1","object":"event"}""");

    [Fact]
    public void What_Stripe_signed_just_now_is_valid() => Assert.Equal(SignatureVerdict.Valid, Verdict(Signed(Secret)));

    [Fact]
    public void The_signature_is_of_the_time_a_point_and_the_body() =>
        Assert.Equal($"t=1772442000,v1={Hex(Secret, "1772442000")}", Signed(Secret));

    [Fact]
    public void A_signature_made_by_another_program_is_valid() =>
        // printf '1772442000.{}' | openssl dgst -sha256 -hmac whsec_first
        Assert.Equal(SignatureVerdict.Valid, StripeSignature.Verify(
            "{}"u8, "t=1772442000,v1=94fe9a66135e8e9c1198430e7c1f2de2cbf66f6ea7eee64ae6c27b53ac999041", [Secret], Now));

    [Fact]
    public void One_true_signature_among_several_is_enough() =>
        Assert.Equal(SignatureVerdict.Valid, Verdict($"{Signed("whsec_other")},{Signed(Secret)[13..]},v0=abc"));

    [Theory]
    [InlineData(Secret)]
    [InlineData(NextSecret)]
    public void While_the_secret_is_rotated_either_is_believed(string secret) =>
        Assert.Equal(SignatureVerdict.Valid, StripeSignature.Verify(Body, Signed(secret), [Secret, NextSecret], Now));

    [Fact]
    public void A_secret_that_is_gone_is_not_believed() =>
        Assert.Equal(SignatureVerdict.Wrong, StripeSignature.Verify(Body, Signed(Secret), [NextSecret], Now));

    [Fact]
    public void A_changed_body_is_wrong() =>
        Assert.Equal(SignatureVerdict.Wrong, StripeSignature.Verify([.. Body, (byte)' '], Signed(Secret), [Secret], Now));

    [Fact]
    public void A_changed_time_is_wrong() =>
        Assert.Equal(SignatureVerdict.Wrong, Verdict(Signed(Secret).Replace("t=1772442000", "t=1772442001", StringComparison.Ordinal)));

    [Fact]
    public void Only_the_first_scheme_is_believed() =>
        Assert.Equal(SignatureVerdict.Malformed, Verdict(Signed(Secret).Replace("v1=", "v0=", StringComparison.Ordinal)));

    [Theory]
    [InlineData(300, SignatureVerdict.Valid)]
    [InlineData(301, SignatureVerdict.Stale)]
    [InlineData(-300, SignatureVerdict.Valid)]
    [InlineData(-301, SignatureVerdict.Stale)]
    public void A_true_signature_is_believed_for_five_minutes(int secondsLater, SignatureVerdict verdict) =>
        Assert.Equal(verdict, StripeSignature.Verify(Body, Signed(Secret), [Secret], Now.AddSeconds(secondsLater)));

    [Fact]
    public void The_tolerance_may_be_another() =>
        Assert.Equal(SignatureVerdict.Stale, StripeSignature.Verify(Body, Signed(Secret), [Secret], Now.AddSeconds(2), TimeSpan.FromSeconds(1)));

    [Fact]
    public void What_is_old_and_not_truly_signed_is_wrong() =>
        Assert.Equal(SignatureVerdict.Wrong, StripeSignature.Verify(Body, Signed("whsec_other"), [Secret], Now.AddDays(1)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("t=1772442000")]
    [InlineData("v1=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("t=,v1=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("t=-1,v1=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("t=1e9,v1=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("t=9999999999999,v1=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("t=1772442000,t=1772442001,v1=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("t=1772442000,v1=00")]
    [InlineData("t=1772442000,v1=zz00000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("一二三")]
    public void What_Stripe_would_not_send_is_malformed(string? header) => Assert.Equal(SignatureVerdict.Malformed, Verdict(header));

    [Fact]
    public void A_far_moment_is_wrong_and_no_error() =>
        Assert.Equal(SignatureVerdict.Stale, StripeSignature.Verify(
            Body, $"t=999999999999,v1={Hex(Secret, "999999999999")}", [Secret], Now));

    [Fact]
    public void A_header_without_end_is_malformed()
    {
        Assert.Equal(SignatureVerdict.Malformed, Verdict(Signed(Secret) + new string(',', StripeSignature.HeaderMax)));
        Assert.Equal(SignatureVerdict.Malformed, Verdict(
            "t=1772442000" + string.Concat(Enumerable.Repeat(",v1=" + new string('0', 64), StripeSignature.SignaturesMax + 1))));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void An_empty_secret_is_none(string empty)
    {
        Assert.Equal(SignatureVerdict.NoSecret, StripeSignature.Verify(Body, Signed(empty), [empty], Now));
        Assert.Equal(SignatureVerdict.Wrong, StripeSignature.Verify(Body, Signed(empty), [empty, Secret], Now));
        Assert.Equal(SignatureVerdict.NoSecret, StripeSignature.Verify(Body, Signed(Secret), [], Now));
    }

    static string Signed(string secret) => StripeSignature.Header(Body, secret, Now);

    static string Hex(string secret, string timestamp) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes(timestamp + "."), .. Body]));

    static SignatureVerdict Verdict(string? header) => StripeSignature.Verify(Body, header, [Secret], Now);
}
