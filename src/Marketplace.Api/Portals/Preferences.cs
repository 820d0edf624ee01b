namespace Marketplace.Api.Portals;

public enum Theme
{
    Light,
    Dark,
}

/// <summary>How a reader wants pages to look; kept in a cookie, needed by no program.</summary>
public sealed record Preferences(Language Language, Theme Theme, bool LargeType)
{
    const string CookieName = "marketplace-preferences";

    static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    /// <summary>
    /// From the cookie; without one Chinese, and light or dark as the browser says it prefers. A language in the address
    /// goes before: so search engines find each page in both.
    /// </summary>
    public static Preferences Of(HttpRequest request)
    {
        var parts = (request.Cookies[CookieName] ?? "").Split('.');
        var prefersDark = request.Headers["Sec-CH-Prefers-Color-Scheme"].ToString().Contains("dark", StringComparison.OrdinalIgnoreCase);
        return new Preferences(
            Languages.Parse(request.Query["lang"]) ?? Languages.Parse(parts[0]) ?? Language.Chinese,
            parts.Contains("dark") || (prefersDark && !parts.Contains("light")) ? Theme.Dark : Theme.Light,
            parts.Contains("large"));
    }

    public void Keep(HttpContext context) => context.Response.Cookies.Append(
        CookieName, string.Join('.', Language.Tag(), Theme == Theme.Dark ? "dark" : "light", LargeType ? "large" : "normal"),
        new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = Kept, IsEssential = true, Path = "/",
            Secure = context.Request.IsHttps || !context.RequestServices.GetRequiredService<Demo.DemoMode>().IsOn,
        });
}
