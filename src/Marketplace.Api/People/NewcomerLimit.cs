using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.RateLimiting;

namespace Marketplace.Api.People;

/// <summary>
/// How often one address may try what is open to strangers and makes something: registering, claiming, accepting an
/// invitation. Looking is not limited.
/// </summary>
public static class NewcomerLimit
{
    public const string Policy = "newcomers";

    /// <summary>Of one address, unless <c>Newcomers:TriesPerMinute</c> says otherwise.</summary>
    const int TriesPerMinute = 30;

    static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    static readonly Refusal TooMany = new(RefusalKind.Overloaded, "request.too-many",
        "Too many attempts from your address; try again in a minute.", "来自您网络地址的尝试过多，请一分钟后再试。");

    public static void AddNewcomerLimit(this IServiceCollection services, IConfiguration configuration)
    {
        var tries = configuration.GetValue("Newcomers:TriesPerMinute", TriesPerMinute);
        services.AddRateLimiter(limiter =>
        {
            limiter.AddPolicy(Policy, context => HttpMethods.IsPost(context.Request.Method)
                ? RateLimitPartition.GetFixedWindowLimiter(
                    SourceOf(context.Connection.RemoteIpAddress),
                    _ => new FixedWindowRateLimiterOptions { PermitLimit = tries, Window = Window })
                : RateLimitPartition.GetNoLimiter("reading"));
            limiter.OnRejected = async (rejected, _) => await Problems.Write(rejected.HttpContext, TooMany, StatusCodes.Status429TooManyRequests);
        });
    }

    /// <summary>One subscriber: in IPv6 that is a network of 64 bits, whose addresses are as many as anybody likes.</summary>
    public static string SourceOf(IPAddress? address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8)) : address?.MapToIPv4().ToString() ?? "";

    public static TBuilder IsForNewcomers<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.ForThePublic().RequireRateLimiting(Policy);
}
