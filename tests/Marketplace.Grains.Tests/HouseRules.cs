using System.Text;
using Marketplace.Grains.Ledger;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Tests;

/// <summary>What must be true of every fact there is, and of every one that is yet to come.</summary>
public sealed class HouseRules
{
    const string StorageFormat = "storage-format.txt";

    public static TheoryData<string> Facts => [.. Samples.Facts.Keys];

    static GrainType GrainOf(Type fact) => Assert.Single(Catalogue.Facts.GrainTypes, g => EventOf(g) == fact.BaseType);

    static Type EventOf(GrainType grain) => grain.GetType().GetGenericArguments()[2];

    [Fact]
    public void Every_fact_is_in_the_catalogue() =>
        Assert.Equal(
            Samples.FactTypes.Select(t => t.FullName).Order(StringComparer.Ordinal),
            Catalogue.Facts.Facts.Select(f => f.Fact.FullName).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Facts))]
    public void The_stored_name_of_a_fact_is_its_type_in_snake_case(string name)
    {
        var snake = new StringBuilder();
        foreach (var letter in Samples.Facts[name].GetType().Name)
            snake.Append(char.IsAsciiLetterUpper(letter) && snake.Length > 0 ? "_" : "").Append(char.ToLowerInvariant(letter));
        Assert.Equal(snake.ToString(), name);
    }

    [Theory]
    [MemberData(nameof(Facts))]
    public void Every_fact_belongs_to_one_grain_and_is_folded(string name)
    {
        var fact = Samples.Facts[name];
        var grain = GrainOf(fact.GetType());
        Assert.NotNull(grain.Evolve(grain.Initial, fact));
    }

    [Theory]
    [MemberData(nameof(Facts))]
    public void Every_fact_has_a_place_in_the_ledger_if_only_an_empty_one(string name) =>
        Assert.All(Postings.Of("key", Samples.Facts[name]), posting =>
        {
            Assert.True(posting.Amount.IsPositive);
            Assert.NotEqual(posting.From, posting.To);
        });

    [Theory]
    [MemberData(nameof(Facts))]
    public void Every_fact_of_a_grain_with_a_read_table_is_projected(string name)
    {
        var fact = Samples.Facts[name];
        foreach (var table in Catalogue.ReadTables.Where(t => t.Grain == GrainOf(fact.GetType())))
        {
            var row = Samples.Of(table.GetType().GetGenericArguments()[0]);
            Assert.NotNull(table.Evolve(row, fact, new Envelope("key", 2, name, Some.Moment, "somebody")));
        }
    }

    [Fact]
    public void A_grain_without_a_read_table_is_one_that_nobody_lists() =>
        Assert.Equal(
            ["invoices", "processor", "register", "verification", "wallet"],
            Catalogue.Facts.GrainTypes.Except(Catalogue.ReadTables.Select(t => t.Grain)).Select(g => g.Name).Order(StringComparer.Ordinal));

    /// <summary>Stored facts are for ever: a line may be added, none may change or go.</summary>
    [Fact]
    public void What_is_stored_has_the_names_and_fields_that_were_agreed()
    {
        var now = string.Concat(Samples.Facts.Select(f =>
            $"{f.Key}\n{string.Concat(Samples.Paths(f.Value.GetType(), "").Select(path => $"  {path}\n"))}"));
        var file = Path.Combine(AppContext.BaseDirectory, StorageFormat);
        var agreed = File.Exists(file) ? File.ReadAllText(file) : "";
        Assert.True(agreed == now, $"If this is meant, write it to tests/Marketplace.Grains.Tests/{StorageFormat}:\n{now}");
    }
}
