using System.Security.Claims;
using Marketplace.Api.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Marketplace.Api.People;

/// <summary>How people sign in: rules for passwords and lock-out, cookies, second factor (level-3 protection).</summary>
public static class PeopleSetup
{
    const string EitherScheme = "CookieOrBearer";
    const int PasswordLengthMin = 12;
    const int TriesMax = 5;

    static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(15);

    /// <summary>A session ends after so long without a request.</summary>
    static readonly TimeSpan SessionIdleMax = TimeSpan.FromMinutes(30);

    /// <summary>So long a session may still show rights that were taken away, or an account that was closed.</summary>
    static readonly TimeSpan SessionDelayMax = TimeSpan.FromSeconds(5);

    /// <param name="isForTrying">Cookies also without TLS.</param>
    public static void AddPeople(this IServiceCollection services, bool isForTrying)
    {
        services.AddDbContext<PeopleDb>((s, o) => o.UseNpgsql(s.GetRequiredService<NpgsqlDataSource>()));
        services.AddIdentityCore<Person>(o =>
        {
            o.Password = new PasswordOptions { RequiredLength = PasswordLengthMin, RequireNonAlphanumeric = false };
            o.Lockout = new LockoutOptions { MaxFailedAccessAttempts = TriesMax, DefaultLockoutTimeSpan = LockedFor };
            o.User.AllowedUserNameCharacters += "·";
            o.Stores.SchemaVersion = IdentitySchemaVersions.Version3; // with passkeys
        }).AddEntityFrameworkStores<PeopleDb>().AddSignInManager().AddDefaultTokenProviders();
        services.AddScoped<IUserClaimsPrincipalFactory<Person>, Principals>();
        services.AddScoped<SignIn>();
        services.AddScoped<Guesses>();
        services.AddScoped<FreshCode>();
        services.AddScoped<Accounts>();
        services.AddScoped<Members>();
        services.AddScoped<Invitations>();
        services.AddScoped<Handouts>();
        services.AddScoped<Newcomers>();
        services.AddScoped<SecondFactor>();
        services.AddScoped<Passkeys>();
        services.AddSingleton<ClaimCodes>();
        services.Configure<IdentityPasskeyOptions>(Passkeys.Configure);

        services.AddDataProtection().SetApplicationName("marketplace");
        services.AddSingleton<CookieKeys>();
        services.AddOptions<KeyManagementOptions>().Configure<CookieKeys>((o, keys) => o.XmlRepository = keys);

        services.AddAuthentication(EitherScheme)
            .AddScheme<AuthenticationSchemeOptions, BearerAuthentication>(BearerAuthentication.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, SignedAuthentication>(SignedAuthentication.SchemeName, null)
            .AddPolicyScheme(EitherScheme, null, o => o.ForwardDefaultSelector = context =>
                BearerAuthentication.Applies(context) ? BearerAuthentication.SchemeName
                : RequestSignature.Applies(context) ? SignedAuthentication.SchemeName : IdentityConstants.ApplicationScheme)
            .AddCookie(IdentityConstants.ApplicationScheme, cookie => Configure(cookie, isForTrying))
            .AddCookie(IdentityConstants.TwoFactorRememberMeScheme) // never set; Identity removes it when it ends a session
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme, cookie => ConfigureChallenge(cookie, isForTrying));
        services.Configure<SecurityStampValidatorOptions>(o =>
        {
            o.ValidationInterval = SessionDelayMax;
            o.TimeProvider = TimeProvider.System;
        });
    }

    /// <summary>Where the challenge of a passkey stays until the browser has answered it.</summary>
    static void ConfigureChallenge(CookieAuthenticationOptions cookie, bool isForTrying)
    {
        Shut(cookie, "marketplace.challenge", isForTrying);
        cookie.ExpireTimeSpan = Passkeys.ChallengeLifetime;
        cookie.SlidingExpiration = false;
        cookie.TimeProvider = TimeProvider.System;
    }

    static void Shut(CookieAuthenticationOptions cookie, string name, bool isForTrying)
    {
        cookie.Cookie.Name = name;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = isForTrying ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
    }

    static void Configure(CookieAuthenticationOptions cookie, bool isForTrying)
    {
        Shut(cookie, "marketplace", isForTrying);
        cookie.ExpireTimeSpan = SessionIdleMax;
        cookie.SlidingExpiration = true;
        cookie.TimeProvider = TimeProvider.System; // a session is of the real world, also where the demo's clock is moved
        cookie.Events.OnValidatePrincipal = SecurityStampValidator.ValidatePrincipalAsync;
    }

    sealed class Principals : IUserClaimsPrincipalFactory<Person>
    {
        public Task<ClaimsPrincipal> CreateAsync(Person user)
        {
            var identity = new ClaimsIdentity(user.ToRequester().ToClaims(), IdentityConstants.ApplicationScheme);
            identity.AddClaim(new Claim("AspNet.Identity.SecurityStamp", user.SecurityStamp ?? ""));
            return Task.FromResult(new ClaimsPrincipal(identity));
        }
    }
}
