using Marketplace.Grains.Acceptance;

namespace Marketplace.Grains.Tests.Acceptance;

public sealed class SampleTests
{
    static readonly string Seed = Sample.SeedFor(new string('0', 64), "340100");

    static List<ProposedLine> Lines(int count) => [.. Enumerable.Range(1, count).Select(SomeLines.Of)];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 3)]
    [InlineData(5, 5)]
    [InlineData(100, 5)]
    [InlineData(101, 6)]
    [InlineData(1_000, 50)]
    public void Five_percent_rounded_up_are_drawn_and_at_least_five_where_there_are_as_many(int lines, int drawn) =>
        Assert.Equal(drawn, Sample.Draw(Lines(lines), Seed, 5, 5).Count);

    [Fact]
    public void Everything_conspicuous_is_drawn_besides()
    {
        ProposedLine[] conspicuous =
        [
            SomeLines.Flagged(201), SomeLines.Of(202) with { IsAppeal = true },
            SomeLines.Of(203) with { Today = new Eligibility("工信部联企业〔2011〕300号", ["company.too-large"]) },
        ];
        var drawn = Sample.Draw([.. Lines(100), .. conspicuous], Seed, 5, 5);
        Assert.Equal(8, drawn.Count);
        Assert.All(conspicuous, line => Assert.Contains(line.Order, drawn));
    }

    [Fact]
    public void The_same_seed_draws_the_same_in_whatever_order_the_lines_come()
    {
        var lines = Lines(300);
        var drawn = Sample.Draw(lines, Seed, 5, 5);
        lines.Reverse();
        Assert.True(drawn.SetEquals(Sample.Draw(lines, Seed, 5, 5)));
    }

    [Fact]
    public void Another_seed_draws_others() =>
        Assert.False(Sample.Draw(Lines(300), Seed, 5, 5).SetEquals(Sample.Draw(Lines(300), Sample.SeedFor(new string('0', 64), "340200"), 5, 5)));

    /// <summary>Computed apart, with sha256sum: of the three ranks 6a5d…, 83e5… and ae78… the first is the smallest.</summary>
    [Fact]
    public void Anybody_can_draw_it_again_with_a_hash_program()
    {
        Assert.Equal("25f4ce50ec76b3e3fb01ab68aa43efa7ad42fd1bc0f274780249368c7e778485", Seed);
        Assert.Equal(SomeLines.Of(1).Order, Assert.Single(Sample.Draw(Lines(3), Seed, 5, 1)));
    }
}
