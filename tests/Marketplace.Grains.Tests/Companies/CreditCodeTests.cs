using Marketplace.Grains.Companies;

namespace Marketplace.Grains.Tests.Companies;

public sealed class CreditCodeTests
{
    const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    [Theory]
    [InlineData("91340000711771143J")]
    [InlineData("913401001492097421")]
    [InlineData("914403001922038216")]
    [InlineData("9144030071526726XG")]
    [InlineData("91440300192317458F")]
    [InlineData("91350100M000100Y43")]
    public void A_published_code_is_valid(string code) => Assert.True(new CreditCode(code).IsValid);

    [Theory]
    [InlineData("91350100M000100Y4Z")]
    [InlineData("91340000711771143j")]
    [InlineData("91340000711771143")]
    [InlineData("91340000711771143J ")]
    [InlineData("9134000071177114３J")]
    [InlineData("O1340000711771143J")]
    [InlineData("")]
    [InlineData(null)]
    public void Anything_else_is_not(string? code) => Assert.False(new CreditCode(code!).IsValid);

    [Fact]
    public void Every_single_wrong_character_is_found()
    {
        const string right = "91340000711771143J";
        for (var at = 0; at < right.Length; at++)
            foreach (var wrong in Alphabet.Where(c => c != right[at]))
                Assert.False(new CreditCode(right[..at] + wrong + right[(at + 1)..]).IsValid);
    }
}
