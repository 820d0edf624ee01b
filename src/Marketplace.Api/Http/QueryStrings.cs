using Microsoft.AspNetCore.WebUtilities;

namespace Marketplace.Api.Http;

static class QueryStrings
{
    /// <summary>The same query without one parameter.</summary>
    public static QueryString Without(this QueryString query, string name) => QueryString.Create(
        QueryHelpers.ParseQuery(query.Value).Where(p => p.Key != name));
}
