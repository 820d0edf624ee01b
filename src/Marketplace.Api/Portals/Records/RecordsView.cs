using System.Text.Json;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;

namespace Marketplace.Api.Portals.Records;

/// <summary>A list with all that its page shows of it.</summary>
/// <param name="Columns">Those that stand in the table.</param>
/// <param name="Facets">By filter, the values that there are.</param>
/// <param name="Saved">Null for who keeps none, such as a key.</param>
public sealed record RecordsView(
    RecordNoun Noun, ListRequest List, IReadOnlyList<Column> Columns, ListTotals Totals, IReadOnlyList<JsonElement> Rows, Page Page,
    IReadOnlyDictionary<string, IReadOnlyList<FacetCount>> Facets, IReadOnlyList<SavedFilter>? Saved);
