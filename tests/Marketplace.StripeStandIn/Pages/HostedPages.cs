using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Http;
using Marketplace.StripeStandIn.Objects;
using Marketplace.StripeStandIn.Payments;

namespace Marketplace.StripeStandIn.Pages;

/// <summary>The pages people pay on: plain forms, for a phone, without script. A card's number is read and forgotten.</summary>
sealed class HostedPages(PlatformAccount account, StripeClock clock)
{
    const string Style = """
        *{box-sizing:border-box}body{margin:0;font:16px/1.5 system-ui,"Noto Sans SC",sans-serif;background:#f6f8fa;color:#1a1f36}
        main{max-width:30rem;margin:0 auto;padding:1rem}h1{font-size:1.25rem}table{width:100%;border-collapse:collapse}td{padding:.25rem 0}
        td:last-child{text-align:right;white-space:nowrap}tr.total td{border-top:1px solid #c1c9d2;font-weight:700;font-size:1.25rem}
        section{background:#fff;border:1px solid #d5dbe1;border-radius:.5rem;padding:1rem;margin:1rem 0}h2{font-size:1rem;margin:0 0 .5rem}
        label{display:block;margin:.5rem 0}input{width:100%;font:inherit;padding:.6rem;border:1px solid #8792a2;border-radius:.375rem}
        button{width:100%;font:inherit;padding:.75rem;margin-top:.5rem;border:1px solid #3b4ac9;border-radius:.375rem;background:#3b4ac9;color:#fff}
        button.other{background:#fff;color:#1a1f36;border-color:#8792a2}.note{color:#4f566b;font-size:.875rem}
        .error{border:1px solid #b3093c;color:#b3093c;background:#fff0f3;border-radius:.5rem;padding:.75rem 1rem}a{color:#3b4ac9}
        """;

    static readonly string[] Cards = ["4242 4242 4242 4242", "4000 0000 0000 0002", "4000 0000 0000 9995", "4000 0000 0000 0259"];

    public void Map(WebApplication app)
    {
        app.MapGet("/c/pay/{id}", Show);
        app.MapPost("/c/pay/{id}", Pay);
        app.MapGet("/setup/{id}", Setup);
        app.MapPost("/setup/{id}", FinishSetup);
        app.MapGet("/receipts/{id}", Receipt);
    }

    async Task Show(HttpContext context, string id)
    {
        await clock.Refresh();
        var session = account.Do(() => account.Store.Find(Sessions.Kind, id)?.Copy());
        if (session is null) await Page(context, 404, Words.Of(null, context.Request), "404", "");
        else await Page(context, session, null);
    }

    async Task Pay(HttpContext context, string id)
    {
        await clock.Refresh();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (method, number, fails) = (form["method"].ToString(), form["number"].ToString(), form["outcome"] == "fail");
        string? error = null;
        var session = account.Do(() =>
        {
            if (account.Store.Find(Sessions.Kind, id) is not { } found) return null;
            if (found.Text("status") != "open") return found.Copy();
            var words = Words.Of(found.Text("locale"), context.Request);
            var known = found["payment_method_types"]!.AsArray().Any(m => (string?)m == method);
            var instrument = !known ? null : method == "card" ? TestCards.Read(number) : TestCards.Wallet(method, !fails);
            var decline = instrument is null ? null : account.Sessions.Pay(found, instrument, takesTime: false);
            error = instrument is null ? words.NoCard : words.Lang == "en" ? decline?.Message : decline?.MessageZh;
            return found.Copy();
        });
        if (session is null) await Page(context, 404, Words.Of(null, context.Request), "404", "");
        else if (session.Text("status") == "complete") See(context, Sessions.Finish(session));
        else await Page(context, session, error);
    }

    async Task Setup(HttpContext context, string id)
    {
        var words = Words.Of(null, context.Request);
        var known = account.Do(() => account.Store.Find("account", id) is not null);
        await Page(context, known ? 200 : 404, words, words.Onboarding, known
            ? $"""<section><p>{Safe(id)}</p><form method="post"><button>{words.Finish}</button></form></section>""" : "");
    }

    async Task FinishSetup(HttpContext context, string id)
    {
        await clock.Refresh();
        var back = account.Do(() =>
        {
            if (account.Store.Find("account", id) is not { } connected) return null;
            account.Accounts.Set(connected, transfersActive: true, payoutsEnabled: true);
            return connected.Text("_returnUrl");
        });
        if (back is null) context.Response.StatusCode = 404;
        else See(context, back);
    }

    Task Receipt(HttpContext context, string id)
    {
        var charge = account.Do(() => account.Store.Find("charge", id)?.Copy());
        var words = Words.Of(null, context.Request);
        return Page(context, charge is null ? 404 : 200, words, Safe(id),
            charge is null ? "" : $"<section><p>{Amount(charge.Number("amount"), charge.Text("currency")!)}</p></section>");
    }

    static Task Page(HttpContext context, JsonObject session, string? error)
    {
        var words = Words.Of(session.Text("locale"), context.Request);
        var body = new StringBuilder();
        if (session.Text("status") != "open")
        {
            body.Append(CultureInfo.InvariantCulture, $"""<p role="status">{(session.Text("status") == "complete" ? words.Paid : words.Expired)}</p>""");
            body.Append(Back(session, words));
            return Page(context, 200, words, words.Title, body.ToString());
        }
        if (error is not null) body.Append(CultureInfo.InvariantCulture, $"""<p class="error" role="alert">{Safe(error)}</p>""");
        body.Append(Items(session, words));
        foreach (var method in session["payment_method_types"]!.AsArray()) body.Append(Method((string)method!, session, words));
        return Page(context, 200, words, words.Title, body.Append(Back(session, words)).ToString());
    }

    static string Items(JsonObject session, Words words)
    {
        var currency = session.Text("currency")!;
        var rows = session["_line_items"]!.AsArray().Select(i => i!.AsObject()).Select(i =>
            $"<tr><td>{Safe(i.Text("description")!)} × {i.Number("quantity").ToString(CultureInfo.InvariantCulture)}</td><td>{Amount(i.Number("amount_total"), currency)}</td></tr>");
        return $"""
            <section><table>{string.Concat(rows)}
            <tr class="total"><td>{words.Total}</td><td>{Amount(session.Number("amount_total"), currency)}</td></tr></table></section>
            """;
    }

    static string Method(string method, JsonObject session, Words words)
    {
        var pay = $"{words.Pay} {Amount(session.Number("amount_total"), session.Text("currency")!)}";
        var fields = method == "card"
            ? $"""
                <label>{words.Number}<input name="number" required inputmode="numeric" autocomplete="off" maxlength="23" placeholder="4242 4242 4242 4242"></label>
                <label>{words.Expiry}<input name="expiry" inputmode="numeric" autocomplete="off" maxlength="7" placeholder="12/34"></label>
                <label>{words.Code}<input name="code" inputmode="numeric" autocomplete="off" maxlength="4" placeholder="123"></label>
                <button name="outcome" value="pay">{pay}</button><ul class="note">{string.Concat(Cards.Zip(words.Outcomes, (card, outcome) => $"<li>{card} {outcome}</li>"))}</ul>
                """
            : $"""
                <button name="outcome" value="authorise">{words.Authorise}</button>
                <button name="outcome" value="fail" class="other">{words.Fail}</button>
                """;
        return $"""
            <section id="{method}"><h2>{words.Of(method)}</h2><form method="post" autocomplete="off">
            <input type="hidden" name="method" value="{method}">{fields}</form></section>
            """;
    }

    static string Back(JsonObject session, Words words) =>
        session.Text("cancel_url") is { } back ? $"""<p><a id="back" href="{Safe(back)}">{words.Back}</a></p>""" : "";

    static Task Page(HttpContext context, int status, Words words, string title, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        return context.Response.WriteAsync($"""
            <!doctype html><html lang="{words.Lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title><style>{Style}</style></head><body><main><h1>{title}</h1><p class="note">{words.Test}</p>{body}</main></body></html>
            """, context.RequestAborted);
    }

    static void See(HttpContext context, string address)
    {
        context.Response.StatusCode = 303;
        context.Response.Headers.Location = address;
    }

    static string Amount(long amount, string currency) => currency == "cny"
        ? string.Create(CultureInfo.InvariantCulture, $"¥{amount / 100:#,0}.{amount % 100:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{amount / 100:#,0}.{amount % 100:00} {currency.ToUpperInvariant()}");

    static string Safe(string text) => WebUtility.HtmlEncode(text);
}
