using System.Globalization;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Portals;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Notices;

/// <param name="DaysBefore">Which of several notices before that day.</param>
public sealed record NoticeView(
    string Id, string Kind, string Order, DateOnly DueOn, int DaysBefore, DateTimeOffset MadeAt, DateTimeOffset? SeenAt, string Text, string TextZh);

/// <param name="Items">The latest first, at most 200.</param>
public sealed record NoticeList(IReadOnlyList<NoticeView> Items);

public static class NoticeEndpoints
{
    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "notice.unknown", "There is no such notice.", "未找到该提醒。", "id");

    public static void MapNotices(this IEndpointRouteBuilder api) =>
        api.MapGet("/notices", List).For(Roles.All).WithSummary("What the requester is told before it happens, the latest first.").Produces<NoticeList>();

    static async Task<IResult> List(HttpContext context, Notices notices, Texts texts) =>
        Results.Json(new NoticeList([.. (await notices.Of(context.Requester(), context.RequestAborted)).Select(n => View(n, texts))]), ApiJson.Options);

    static NoticeView View(Notice notice, Texts texts)
    {
        var (key, day) = ($"notices.{notice.Kind}", notice.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return new NoticeView(
            notice.Id.ToString(CultureInfo.InvariantCulture), notice.Kind, notice.Order, notice.DueOn, notice.Step,
            ChinaTime.Of(notice.MadeAt), notice.SeenAt is { } seen ? ChinaTime.Of(seen) : null,
            texts.In(Language.English, key, day), texts.In(Language.Chinese, key, day));
    }
}
