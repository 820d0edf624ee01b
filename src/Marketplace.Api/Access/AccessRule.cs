using Marketplace.Api.Http;

namespace Marketplace.Api.Access;

/// <summary>Who may call an endpoint. Every endpoint has one; an endpoint without is closed to all.</summary>
/// <param name="Right">What a person of a company needs besides the role.</param>
public sealed record AccessRule(Role Roles, bool Public, Right Right = Right.None)
{
    public static readonly AccessRule Everybody = new(Access.Roles.All, Public: true);
}

public static class AccessRules
{
    /// <summary>For these roles only; what each may see or do inside the endpoint is decided by its scope.</summary>
    /// <param name="right">Needed too; every change that a company may make names one.</param>
    public static TBuilder For<TBuilder>(this TBuilder endpoint, Role roles, Right right = Right.None) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessRule(roles, Public: false, right));

    /// <summary>For everybody, signed in or not.</summary>
    public static TBuilder ForThePublic<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(AccessRule.Everybody);

    /// <summary>Refuses whoever the endpoint is not for: 401 to strangers, 403 to others and to people without the right.</summary>
    public static IApplicationBuilder UseAccessRules(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint) // others only say 405 or 415
        {
            var rule = endpoint.Metadata.GetMetadata<AccessRule>();
            var requester = Access.Requester.From(context.User);
            if (rule is not { Public: true })
            {
                if (requester is null)
                {
                    context.Response.Headers.WWWAuthenticate = "Bearer";
                    var reason = context.Features.Get<SignedAuthentication.Failure>()?.Refusal ?? AccessRefusal.NotSignedIn;
                    await Problems.Write(context, reason, StatusCodes.Status401Unauthorized);
                    return;
                }
                if (IsForged(context))
                {
                    await Problems.Write(context, AccessRefusal.FromAnotherSite);
                    return;
                }
                if (rule is null || !rule.Roles.Includes(requester.Role))
                {
                    await Problems.Write(context, AccessRefusal.NotYours);
                    return;
                }
                if (!requester.Rights.Includes(rule.Right))
                {
                    await Problems.Write(context, AccessRefusal.RightMissing(rule.Right));
                    return;
                }
            }
        }
        await next();
    });

    /// <summary>A change that another site has the browser send with our cookie; keys are sent by nobody's browser.</summary>
    static bool IsForged(HttpContext context) =>
        !BearerAuthentication.Applies(context) && !HttpMethods.IsGet(context.Request.Method)
        && context.Request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none");

    /// <summary>The requester of an endpoint that is not public.</summary>
    public static Requester Requester(this HttpContext context) =>
        Access.Requester.From(context.User) ?? throw new InvalidOperationException("This endpoint is public.");
}
