using System.Text.Json;
using System.Text.Json.Serialization;
using Marketplace.Api.Portals.Vocabulary;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Primitives;

namespace Marketplace.Api.Portals.SignIn;

/// <summary>
/// A form that came when its sender was not signed in any more, or with a token that no longer holds: nothing of it is
/// lost. It is shown again after signing in, and sent when the person says so once more.
/// </summary>
/// <param name="Path">Where it was sent to.</param>
public sealed record HeldForm(string Path, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <summary>The person who filled it in; null when it was filled in by a stranger.</summary>
    [JsonIgnore] public string? Sender => Fields.FirstOrDefault(f => f.Key == FormKey.Sender).Value;

    /// <summary>False when another person has signed in since; what one person fills in, another neither sees nor sends.</summary>
    public bool Belongs(string personId) => Sender is null || Sender == personId;

    /// <summary>What the person typed or chose, to be recognised by.</summary>
    [JsonIgnore] public IEnumerable<string> Typed =>
        Fields.Where(f => f.Key is not (FormKey.Field or FormKey.Sender) && f.Value.Length > 0 && !f.Key.EndsWith("Id", StringComparison.Ordinal)).Select(f => f.Value);

    const string Purpose = "held form";
    const int ValuesMax = 32 * 1024;

    static readonly TimeSpan Kept = TimeSpan.FromMinutes(30);

    /// <summary>Null when there is nothing that could be held: files, secrets, too much, or a form that another site has sent.</summary>
    public static async Task<HeldForm?> Of(HttpContext context)
    {
        var request = context.Request;
        context.Features.Set<IAntiforgeryValidationFeature>(null); // the token is wrong, that is why we are here
        if (!request.HasFormContentType || request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none")) return null;
        var form = await request.ReadFormAsync(context.RequestAborted);
        var fields = form.Where(f => !f.Key.StartsWith("__", StringComparison.Ordinal))
            .SelectMany(f => f.Value, (f, value) => KeyValuePair.Create(f.Key, value ?? "")).ToArray();
        return form.Files.Count == 0 && fields.Sum(f => f.Key.Length + f.Value.Length) <= ValuesMax
            && !fields.Any(f => f.Key.Contains("password", StringComparison.OrdinalIgnoreCase))
                ? new HeldForm(request.Path, fields) : null;
    }

    /// <summary>Sealed, so that what comes back is what was held.</summary>
    public string Seal(IDataProtectionProvider protection) =>
        protection.CreateProtector(Purpose).ToTimeLimitedDataProtector().Protect(JsonSerializer.Serialize(this), Kept);

    /// <summary>Null when it is none of ours, or too old.</summary>
    public static HeldForm? Open(StringValues text, IDataProtectionProvider protection)
    {
        try
        {
            return StringValues.IsNullOrEmpty(text)
                ? null
                : JsonSerializer.Deserialize<HeldForm>(protection.CreateProtector(Purpose).ToTimeLimitedDataProtector().Unprotect(text.ToString()));
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
