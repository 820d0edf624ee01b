using System.Collections.Frozen;

namespace Marketplace.Grains.Runtime;

/// <summary>Knows every grain type and every fact by its stored name.</summary>
public sealed class FactCatalogue
{
    readonly FrozenDictionary<string, GrainType> _grainTypes;
    readonly FrozenDictionary<string, Type> _factsByName;
    readonly FrozenDictionary<Type, (string Name, string DotnetType)> _namesByFact;

    public FactCatalogue(IEnumerable<GrainType> grainTypes, IEnumerable<(string Name, Type Fact)> facts)
    {
        _grainTypes = grainTypes.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);
        var table = facts.ToArray();
        _factsByName = table.ToFrozenDictionary(f => f.Name, f => f.Fact, StringComparer.Ordinal);
        _namesByFact = table.ToFrozenDictionary(f => f.Fact, f => (f.Name, $"{f.Fact.FullName}, {f.Fact.Assembly.GetName().Name}"));
    }

    public IEnumerable<GrainType> GrainTypes => _grainTypes.Values;

    public IEnumerable<(string Name, Type Fact)> Facts => _factsByName.Select(f => (f.Key, f.Value));

    public GrainType GrainType(string name) => _grainTypes[name];

    /// <summary>A stream id begins with the name of its grain type and a hyphen.</summary>
    public GrainType GrainTypeOf(string streamId) => _grainTypes[streamId[..streamId.IndexOf('-', StringComparison.Ordinal)]];

    public (string Name, string DotnetType) NameOf(Type fact) => _namesByFact[fact];

    public bool IsKnown(string name) => _factsByName.ContainsKey(name);

    public object Read(string name, string json) => CanonicalJson.Read(json, _factsByName[name]);

    /// <summary>The fact, or what stands for one that cannot be read, so that other streams of the same answer can.</summary>
    public object TryRead(string name, string json)
    {
        try
        {
            return IsKnown(name) ? Read(name, json) : new UnreadableFact(name);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or FormatException)
        {
            return new UnreadableFact(name);
        }
    }
}
