using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Http;

/// <summary>Pages of objects, newest first.</summary>
static class Lists
{
    const int LimitOtherwise = 10, LimitMax = 100;

    /// <summary>A page of a kind; each filter is a parameter and the member it must equal.</summary>
    public static JsonNode Page(Store store, Call call, string kind, params ReadOnlySpan<(string Parameter, string Member)> filters)
    {
        var wanted = new List<(string Member, string Value)>();
        foreach (var (parameter, member) in filters)
            if (call.Form.Text(parameter) is { } value) wanted.Add((member, value));
        return Page(call, store.All(kind).Where(o => wanted.All(w => (string?)o[w.Member] == w.Value)), store, kind);
    }

    /// <param name="oldestFirst">What would be listed without a limit.</param>
    public static JsonNode Page(Call call, IEnumerable<JsonObject> oldestFirst, Store store, string kind)
    {
        var form = call.Form;
        var limit = form.Number("limit") ?? LimitOtherwise;
        if (limit is < 1 or > LimitMax)
            throw StripeError.Malformed("parameter_invalid_integer", $"Invalid limit: must be between 1 and {LimitMax}.", "limit");
        var after = Cursor(store, form, "starting_after", kind);
        var before = Cursor(store, form, "ending_before", kind);
        if (after is not null && before is not null)
            throw StripeError.Malformed("parameters_exclusive", "You may only specify one of these parameters: starting_after, ending_before.", "ending_before");

        var rows = oldestFirst.Where(o => InTime(form, o.Number("created")) && !o.Flag("_internal")).Reverse().ToList();
        var position = PositionIn(store, kind);
        List<JsonObject> page;
        bool more;
        if (before is not null)
        {
            var newer = rows.Where(o => position(o) > position(before)).ToList();
            more = newer.Count > limit;
            page = newer[^(int)Math.Min(limit, newer.Count)..];
        }
        else
        {
            var older = after is null ? rows : rows.Where(o => position(o) < position(after)).ToList();
            more = older.Count > limit;
            page = older[..(int)Math.Min(limit, older.Count)];
        }
        return Expansion.Expand(store, Json.List(page.Select(Expansion.Show), call.Path, more), call.Expand);
    }

    static Func<JsonObject, int> PositionIn(Store store, string kind)
    {
        var positions = new Lazy<Dictionary<string, int>>(() => store.All(kind).Select((o, i) => (o.Id(), i)).ToDictionary(p => p.Item1, p => p.i));
        return o => positions.Value[o.Id()];
    }

    static JsonObject? Cursor(Store store, Form form, string name, string kind) => form.Text(name) is not { } id ? null
        : store.Find(kind, id) ?? throw StripeError.NoSuch(kind.Replace('_', ' '), id, name, 400);

    static bool InTime(Form form, long created) =>
        (form.Number("created") is not { } at || created == at)
        && (form.Number("created[gt]") is not { } gt || created > gt) && (form.Number("created[gte]") is not { } gte || created >= gte)
        && (form.Number("created[lt]") is not { } lt || created < lt) && (form.Number("created[lte]") is not { } lte || created <= lte);
}
