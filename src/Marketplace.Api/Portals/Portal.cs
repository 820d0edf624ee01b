using System.Diagnostics;
using System.Globalization;
using Billing;
using Marketplace.Api.Access;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.Antiforgery;

namespace Marketplace.Api.Portals;

/// <summary>What every page knows of the request it answers: who looks, in which language and appearance, when and where.</summary>
public sealed class Portal(IHttpContextAccessor accessor, Texts texts, Assets assets, IAntiforgery antiforgery, TimeProvider clock)
{
    HttpContext Context => accessor.HttpContext ?? throw new InvalidOperationException("A page is shown to a request.");

    /// <summary>Null for the public.</summary>
    public Requester? Requester => field ??= Requester.From(Context.User);

    public Preferences Preferences => field ??= Preferences.Of(Context.Request);

    public Language Language => Preferences.Language;

    public bool IsEnglish => Language == Language.English;

    /// <summary>Now, in Asia/Shanghai.</summary>
    public DateTimeOffset Now => ChinaTime.Of(clock.GetUtcNow());

    /// <summary>Path and query of this page.</summary>
    public string Here => Context.Request.Path + Context.Request.QueryString;

    public string Path => Context.Request.Path.Value ?? "/";

    public IQueryCollection Query => Context.Request.Query;

    /// <summary>With scheme and host, for those who come from elsewhere.</summary>
    public string Absolute(string path) => $"{Context.Request.Scheme}://{Context.Request.Host}{path}";

    public string TraceId => Activity.Current?.TraceId.ToString() ?? Context.TraceIdentifier;

    /// <summary>The token that every form carries.</summary>
    public AntiforgeryTokenSet FormToken => antiforgery.GetAndStoreTokens(Context);

    public string Asset(string path) => assets.Url(path);

    public string Text(string key) => texts.In(Language, key);

    public string Text(string key, params ReadOnlySpan<object?> values) => texts.In(Language, key, values);

    public bool HasText(string key) => texts.Has(key);

    /// <summary>Why something was refused, in the reader's language.</summary>
    public string Reason(Refusal refusal) => IsEnglish ? refusal.Reason : refusal.ReasonZh;

    /// <summary>The article that a rule comes from, as people call it: <c>S003 art.17</c> is article 17 of the programme's rules (实施办法).</summary>
    public string Article(string source) => Text("shell.article", source.Replace("S003 art.", "", StringComparison.Ordinal));

    /// <summary>Who did something, from what the record says: role, and whether it was the reader.</summary>
    public string Who(string actor)
    {
        var parts = actor.Split(':');
        var key = $"shell.role.{parts[0]}";
        var who = HasText(key) ? Text(key) : Text("shell.role.platform");
        return Requester is { } requester && actor == requester.Actor ? Text("shell.you", who) : who;
    }

    /// <summary><c>¥4,000.00</c>.</summary>
    public static string Yuan(Money money) =>
        (money.IsNegative ? "−¥" : "¥") + (Math.Abs((decimal)money.Fen) / 100).ToString("#,0.00", CultureInfo.InvariantCulture);

    public static DateOnly DayOf(DateTimeOffset moment) => ChinaTime.DayOf(moment);

    /// <summary><c>2026-11-21</c>, in Asia/Shanghai.</summary>
    public static string Day(DateTimeOffset moment) => ChinaTime.Of(moment).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary><c>2026-11-21 09:30</c>, in Asia/Shanghai; the page says the zone once.</summary>
    public static string Minute(DateTimeOffset moment) => ChinaTime.Of(moment).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The weekday's short name, where people plan.</summary>
    public string Weekday(DateTimeOffset moment) => Text($"shell.weekday.{(int)ChinaTime.Of(moment).DayOfWeek}");
}
