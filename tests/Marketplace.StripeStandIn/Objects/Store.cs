using System.Text.Json.Nodes;

namespace Marketplace.StripeStandIn.Objects;

/// <summary>
/// All objects, by id and by kind in the order they came. Members that begin with an underscore are the stand-in's own and never shown.
/// </summary>
sealed class Store(Journal journal) : IDisposable
{
    readonly Dictionary<string, JsonObject> _byId = new(StringComparer.Ordinal);
    readonly Dictionary<string, List<JsonObject>> _byKind = new(StringComparer.Ordinal);
    readonly HashSet<string> _touched = new(StringComparer.Ordinal);

    public void Load()
    {
        foreach (var line in journal.Read())
            if (line.Text("_removed") is { } gone) Forget(gone);
            else Keep(line);
        journal.Begin(_byKind.Values.SelectMany(k => k));
    }

    public JsonObject? Find(string id) => _byId.GetValueOrDefault(id);

    public JsonObject? Find(string kind, string? id) => id is not null && Find(id) is { } o && o.Kind() == kind ? o : null;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<JsonObject> All(string kind) => _byKind.GetValueOrDefault(kind) ?? [];

    public IEnumerable<JsonObject> Everything => _byId.Values;

    public JsonObject Put(JsonObject o)
    {
        Keep(o);
        _touched.Add(o.Id());
        return o;
    }

    public void Touch(JsonObject o) => _touched.Add(o.Id());

    public void Remove(string id)
    {
        Forget(id);
        _touched.Add(id);
    }

    /// <summary>What one request changed is written as one line, so that a crash keeps all of it or nothing.</summary>
    public void Commit()
    {
        if (_touched.Count == 0) return;
        journal.Append(_touched.Select(id => Find(id) ?? new JsonObject { ["_removed"] = id }));
        _touched.Clear();
    }

    public void Dispose() => journal.Dispose();

    void Keep(JsonObject o)
    {
        if (!_byKind.TryGetValue(o.Kind(), out var kind)) _byKind[o.Kind()] = kind = [];
        if (_byId.TryGetValue(o.Id(), out var before)) kind[kind.IndexOf(before)] = o;
        else kind.Add(o);
        _byId[o.Id()] = o;
    }

    void Forget(string id)
    {
        if (_byId.Remove(id, out var o)) _byKind[o.Kind()].Remove(o);
    }
}
