using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Marketplace.StripeStandIn.Objects;

/// <summary>The file that keeps the state: one line for each change, a JSON array of the objects as they are afterwards.</summary>
sealed class Journal(string? file) : IDisposable
{
    FileStream? _stream;

    public IEnumerable<JsonObject> Read()
    {
        if (file is null || !File.Exists(file)) yield break;
        foreach (var line in File.ReadLines(file))
            foreach (var o in Parse(line))
                yield return o;
    }

    /// <summary>Writes what there is into a fresh file, which takes the place of the old one, and goes on from there.</summary>
    public void Begin(IEnumerable<JsonObject> now)
    {
        if (file is null) return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var fresh = file + ".new";
        File.WriteAllLines(fresh, now.Select(Line));
        File.Move(fresh, file, overwrite: true);
        _stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    public void Append(IEnumerable<JsonObject> changed)
    {
        if (_stream is null) return;
        _stream.Write(Encoding.UTF8.GetBytes($"[{string.Join(',', changed.Select(o => o.Write()))}]\n"));
        _stream.Flush();
    }

    public void Dispose() => _stream?.Dispose();

    static string Line(JsonObject o) => $"[{o.Write()}]";

    // The last line may be torn; whoever asked for that change got no answer.
    static List<JsonObject> Parse(string line)
    {
        try
        {
            return [.. JsonNode.Parse(line)!.AsArray().Select(o => o!.DeepClone().AsObject())];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
