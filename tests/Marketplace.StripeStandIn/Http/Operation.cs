using System.Text.Json.Nodes;

namespace Marketplace.StripeStandIn.Http;

/// <summary>One request as an endpoint sees it.</summary>
sealed record Call(Form Form, string[] Ids, string Path)
{
    public string Id => Ids[0];

    public List<string> Expand => Form.List("expand");
}

/// <summary>One endpoint of the API: where it is, what it takes, what it does.</summary>
sealed class Operation
{
    static readonly string[] ListParameters = ["limit", "starting_after", "ending_before"];
    static readonly string[] CreatedParameters = ["created", "created[gt]", "created[gte]", "created[lt]", "created[lte]"];

    readonly string[] _segments;

    Operation(string method, string template, IEnumerable<string> parameters, Func<Call, JsonNode> run)
    {
        Method = method;
        Run = run;
        _segments = template.Split('/');
        Parameters = [.. parameters.Append("expand[#]").Select(Form.Segments)];
    }

    public string Method { get; }

    public IReadOnlyList<string[]> Parameters { get; }

    public Func<Call, JsonNode> Run { get; }

    public static Operation Get(string template, Func<Call, JsonNode> run) => new("GET", template, [], run);

    public static Operation List(string template, string parameters, Func<Call, JsonNode> run) =>
        new("GET", template, [.. Words(parameters), .. ListParameters, .. CreatedParameters], run);

    public static Operation Post(string template, string parameters, Func<Call, JsonNode> run) => new("POST", template, Words(parameters), run);

    /// <summary>The ids in the path, or null when it is another's.</summary>
    public string[]? Match(string path)
    {
        var asked = path.Split('/');
        if (asked.Length != _segments.Length) return null;
        for (var i = 0; i < asked.Length; i++)
            if (_segments[i] != "{id}" && _segments[i] != asked[i]) return null;
        return [.. asked.Where((_, i) => _segments[i] == "{id}").Select(Uri.UnescapeDataString)];
    }

    static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
