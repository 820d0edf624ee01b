using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Lists;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.WebUtilities;

namespace Marketplace.Api.Portals.Records;

/// <summary>Keeping filters by name, each person for itself.</summary>
public static class SavedFilterPages
{
    static readonly Refusal NoPerson = new(RefusalKind.NotAllowed, "saved-filter.no-person",
        "Filters are kept for people who sign in.", "仅登录的个人账号可以保存筛选。");

    static readonly Refusal ListUnknown = Refusal.Invalid("list", "There is no such list.", "没有这个列表。");

    public static void MapSavedFilters(this IEndpointRouteBuilder records)
    {
        records.MapPost("/records/saved-filters", Save).For(RecordsPages.Readers);
        records.MapPost("/records/saved-filters/removal", Remove).For(RecordsPages.Readers);
    }

    static async Task<IResult> Save(HttpContext context, SavedFilters saved)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var check = new Checked();
        var name = check.Text("name", form["name"], SavedFilters.NameMax);
        var query = check.OptionalText("query", form["query"], SavedFilters.QueryMax) ?? "";
        check.That(query.Length == 0 || query[0] == '?', "query", "query begins with a question mark.", "筛选条件应以问号开头。");
        var refusal = RecordNoun.Find(form["list"].ToString()) is null ? ListUnknown : check.Refusal;
        if (RecordsPages.PersonOf(context) is not { } person) refusal = NoPerson;
        else refusal ??= await saved.Save(person, form["list"].ToString(), new SavedFilter(name, query), context.RequestAborted);
        return refusal is null ? BackTo(form, query, "filterSaved") : Problems.Result(refusal);
    }

    static async Task<IResult> Remove(HttpContext context, SavedFilters saved)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (RecordNoun.Find(form["list"].ToString()) is null) return Problems.Result(ListUnknown);
        if (RecordsPages.PersonOf(context) is not { } person) return Problems.Result(NoPerson);
        await saved.Remove(person, form["list"].ToString(), form["name"].ToString(), context.RequestAborted);
        return BackTo(form, form["query"].ToString(), "filterRemoved");
    }

    static IResult BackTo(IFormCollection form, string query, string notice) => Pages.SeeOther(QueryHelpers.AddQueryString(
        Pages.LocalOr($"{RecordNoun.Find(form["list"].ToString())?.Path}{(query.StartsWith('?') ? query : "")}", "/records"), "notice", notice));
}
