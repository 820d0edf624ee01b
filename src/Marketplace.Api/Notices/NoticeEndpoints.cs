using System.Globalization;
using Billing;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Jobs;
using Marketplace.Api.Orders;
using Marketplace.Api.Portals;
using Marketplace.Api.Portals.Payments;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Notices;

/// <param name="DaysBefore">Which of several notices before that day.</param>
/// <param name="Url">The page on which something can be done about it; null where there is none.</param>
public sealed record NoticeView(
    string Id, string Kind, string Order, DateOnly DueOn, int DaysBefore, DateTimeOffset MadeAt, DateTimeOffset? SeenAt, string Text, string TextZh, string? Url);

/// <param name="Items">The latest first, at most 200.</param>
public sealed record NoticeList(IReadOnlyList<NoticeView> Items);

public static class NoticeEndpoints
{
    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "notice.unknown", "There is no such notice.", "未找到该提醒。", "id");

    public static void MapNotices(this IEndpointRouteBuilder api) =>
        api.MapGet("/notices", List).For(Roles.All).WithSummary("What the requester is told before it happens, the latest first.").Produces<NoticeList>();

    static async Task<IResult> List(HttpContext context, Notices notices, OwnOrders orders, Texts texts)
    {
        var (requester, cancel) = (context.Requester(), context.RequestAborted);
        var given = await notices.Of(requester, cancel);
        var prices = requester.Role == Role.Company && given.Any(n => n.Kind == RenewalNoticesJob.Kind)
            ? (await orders.Of(new CreditCode(requester.Scope!), cancel)).ToDictionary(o => o.Order.Id.Value, o => o.RenewalPrice) : [];
        return Results.Json(new NoticeList([.. given.Select(n => View(n, prices.GetValueOrDefault(n.Order), texts))]), ApiJson.Options);
    }

    /// <param name="price">What a renewal costs a year.</param>
    static NoticeView View(Notice notice, Money? price, Texts texts)
    {
        var isPriced = notice.Kind == RenewalNoticesJob.Kind && price is not null;
        var (key, day) = (isPriced ? "notices.endingPrice" : $"notices.{notice.Kind}", notice.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        object[] values = isPriced ? [day, Portal.Yuan(price!.Value)] : [day];
        return new NoticeView(
            notice.Id.ToString(CultureInfo.InvariantCulture), notice.Kind, notice.Order, notice.DueOn, notice.Step,
            ChinaTime.Of(notice.MadeAt), notice.SeenAt is { } seen ? ChinaTime.Of(seen) : null,
            texts.In(Language.English, key, values), texts.In(Language.Chinese, key, values),
            notice.Kind == RenewalNoticesJob.Kind ? RenewalPages.UrlOf(new OrderId(notice.Order)) : null);
    }
}
