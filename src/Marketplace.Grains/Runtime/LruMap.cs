using System.Diagnostics.CodeAnalysis;

namespace Marketplace.Grains.Runtime;

/// <summary>A map that knows which entry was used longest ago, so that memory can be bounded.</summary>
sealed class LruMap<TValue> where TValue : class
{
    readonly Dictionary<string, LinkedListNode<(string Key, TValue Value)>> _nodes = new(StringComparer.Ordinal);
    readonly LinkedList<(string Key, TValue Value)> _byUse = new();

    public int Count => _nodes.Count;

    /// <summary>Finds an entry and counts that as a use.</summary>
    public bool TryUse(string key, [NotNullWhen(true)] out TValue? value)
    {
        if (!_nodes.TryGetValue(key, out var node))
        {
            value = null;
            return false;
        }
        if (node != _byUse.First)
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
        }
        value = node.Value.Value;
        return true;
    }

    public void Add(string key, TValue value) => _nodes.Add(key, _byUse.AddFirst((key, value)));

    public void Remove(string key)
    {
        if (_nodes.Remove(key, out var node)) _byUse.Remove(node);
    }

    /// <summary>Removes what was used longest ago until <paramref name="max"/> remain; entries still needed stay.</summary>
    public void Trim(int max, Func<TValue, bool> mayGo)
    {
        var node = _byUse.Last;
        while (_nodes.Count > max && node is not null)
        {
            var previous = node.Previous;
            if (mayGo(node.Value.Value))
            {
                _nodes.Remove(node.Value.Key);
                _byUse.Remove(node);
            }
            node = previous;
        }
    }
}
