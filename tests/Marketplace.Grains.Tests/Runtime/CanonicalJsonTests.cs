using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Tests.Runtime;

public sealed class CanonicalJsonTests
{
    public static TheoryData<string> Facts => [.. Samples.Facts.Keys];

    static string Text(byte[] json) => Encoding.UTF8.GetString(json);

    [Theory]
    [MemberData(nameof(Facts))]
    public void A_fact_written_and_read_and_written_again_is_the_same_bytes(string name)
    {
        var written = CanonicalJson.Write(Samples.Facts[name]);
        var read = Catalogue.Facts.Read(name, Text(written));

        Assert.Equal(Samples.Facts[name], read);
        Assert.Equal(written, CanonicalJson.Write(read));
    }

    [Theory]
    [MemberData(nameof(Facts))]
    public void What_comes_back_from_the_database_in_another_order_is_brought_into_the_same_bytes(string name)
    {
        var written = CanonicalJson.Write(Samples.Facts[name]);
        foreach (var seed in Enumerable.Range(0, 20))
            Assert.Equal(Text(written), Text(CanonicalJson.Canonicalise(Shuffled(JsonNode.Parse(written)!, new Random(seed)).ToJsonString(AsJsonb))));
    }

    [Theory]
    [MemberData(nameof(Facts))]
    public void Properties_are_in_ordinal_order_and_nothing_is_null(string name)
    {
        using var json = JsonDocument.Parse(CanonicalJson.Write(Samples.Facts[name]));
        CheckOrder(json.RootElement);
    }

    [Fact]
    public void Any_text_survives_in_the_same_bytes() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            // PostgreSQL holds no NUL and no half of a surrogate pair.
            var content = string.Concat(text.Get.EnumerateRunes().Where(r => r.Value != 0));
            var written = CanonicalJson.Write(new Dictionary<string, string> { ["text"] = content });
            var escaped = JsonSerializer.Serialize(new Dictionary<string, string> { ["text"] = content });
            return written.AsSpan().SequenceEqual(CanonicalJson.Canonicalise(escaped));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Chinese_is_stored_as_Chinese() => Assert.Equal("""{"reason":"不再需要"}""", Text(CanonicalJson.Write(new { reason = "不再需要" })));

    static readonly JsonSerializerOptions AsJsonb = new() { WriteIndented = true };

    static JsonNode Shuffled(JsonNode node, Random random) => node switch
    {
        JsonObject o => new JsonObject(o.ToArray().OrderBy(_ => random.Next()).Select(p => KeyValuePair.Create(p.Key, (JsonNode?)Shuffled(p.Value!, random)))),
        JsonArray a => new JsonArray([.. a.Select(item => Shuffled(item!, random))]),
        _ => node.DeepClone(),
    };

    static void CheckOrder(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray()) CheckOrder(item);
        if (element.ValueKind != JsonValueKind.Object) return;
        var names = element.EnumerateObject().Select(p => p.Name).ToArray();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        foreach (var property in element.EnumerateObject())
        {
            Assert.NotEqual(JsonValueKind.Null, property.Value.ValueKind);
            CheckOrder(property.Value);
        }
    }
}
