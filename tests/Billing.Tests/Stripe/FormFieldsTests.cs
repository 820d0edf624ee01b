using Billing.Stripe;

namespace Billing.Tests.Stripe;

public sealed class FormFieldsTests
{
    [Fact]
    public void Fields_are_written_in_their_order() =>
        Assert.Equal("b=2&a=1", new FormFields { { "b", "2" }, { "a", 1 } }.Encode());

    [Fact]
    public void What_is_nested_has_its_keys_in_brackets() =>
        Assert.Equal(
            "a[b]=1&a[c][d]=2&a[c][e][f]=3",
            new FormFields
            {
                { "a", new FormFields { { "b", 1 }, { "c", new FormFields { { "d", 2 }, { "e", new FormFields { { "f", 3 } } } } } } },
            }.Encode());

    [Fact]
    public void Lists_are_numbered() =>
        Assert.Equal("m[0]=card&m[1]=alipay", new FormFields { { "m", new[] { "card", "alipay" } } }.Encode());

    [Fact]
    public void Rows_are_numbered_and_nested() =>
        Assert.Equal(
            "l[0][q]=1&l[0][p][c]=cny&l[1][q]=2",
            new FormFields
            {
                { "l", new[] { new FormFields { { "q", 1 }, { "p", new FormFields { { "c", "cny" } } } }, new FormFields { { "q", 2 } } } },
            }.Encode());

    [Fact]
    public void A_list_within_a_nested_field_is_numbered_in_place() =>
        Assert.Equal("a[m][0]=x", new FormFields { { "a", new FormFields { { "m", new[] { "x" } } } } }.Encode());

    [Fact]
    public void What_is_null_is_left_out_and_what_is_empty_is_not() =>
        Assert.Equal("b=", new FormFields { { "a", (string?)null }, { "b", "" } }.Encode());

    [Fact]
    public void A_moment_is_seconds() =>
        Assert.Equal("at=1772442000", new FormFields { { "at", ScriptedStripe.Start } }.Encode());

    [Theory]
    [InlineData("a&b=c", "k=a%26b%3Dc")]
    [InlineData("50% off + 1", "k=50%25%20off%20%2B%201")]
    [InlineData("云软件", "k=%E4%BA%91%E8%BD%AF%E4%BB%B6")]
    [InlineData("a[b]", "k=a%5Bb%5D")]
    [InlineData("\r\nx: y", "k=%0D%0Ax%3A%20y")]
    public void A_value_cannot_become_another_field(string value, string form) => Assert.Equal(form, new FormFields { { "k", value } }.Encode());
}
