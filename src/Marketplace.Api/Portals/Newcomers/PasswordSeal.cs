using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Marketplace.Api.Portals.Newcomers;

/// <summary>
/// Carries a password from the form over the page of answers to the confirmation, sealed by the server: a page shows no
/// password, and the server keeps none that it may never need.
/// </summary>
public sealed class PasswordSeal(IDataProtectionProvider protection)
{
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <param name="form">The form's key: the seal is good for no other form.</param>
    public string Seal(Guid form, string password) => For(form).Protect(password, Lifetime);

    /// <summary>Null when it is too old, or not ours.</summary>
    public string? Open(Guid form, string? sealedPassword)
    {
        if (string.IsNullOrEmpty(sealedPassword)) return null;
        try
        {
            return For(form).Unprotect(sealedPassword);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    ITimeLimitedDataProtector For(Guid form) => protection.CreateProtector("registration", form.ToString()).ToTimeLimitedDataProtector();
}
