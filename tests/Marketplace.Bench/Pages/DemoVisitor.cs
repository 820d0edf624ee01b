using System.Net;
using System.Text.RegularExpressions;

namespace Marketplace.Bench.Pages;

/// <summary>Signs in as a browser would, and hands on what the browser would send from then on.</summary>
static partial class DemoVisitor
{
    const string UserName = "demo-company";

    /// <summary>Of all people of the demo, as <c>serve --demo</c> prints it.</summary>
    const string Password = "Demo-password-2026";

    /// <returns>The value of the <c>Cookie</c> header.</returns>
    public static async Task<string> SignIn(Uri server)
    {
        var cookies = new CookieContainer();
        using var client = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = server };
        var page = await client.GetStringAsync("/sign-in");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["userName"] = UserName, ["password"] = Password, ["__RequestVerificationToken"] = WebUtility.HtmlDecode(Token().Match(page).Groups[1].Value),
        });
        using var answer = await client.PostAsync("/sign-in", form);
        return answer.StatusCode == HttpStatusCode.SeeOther
            ? cookies.GetCookieHeader(server)
            : throw new NotMeasurableException($"{UserName} could not sign in: POST /sign-in answers {(int)answer.StatusCode}.");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
