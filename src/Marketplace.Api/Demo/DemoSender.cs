using System.Globalization;
using Marketplace.Api.Access;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Demo;

/// <summary>
/// Sends the demo's commands to the engine. Their ids follow from what they are for, so a year broken off can be lived again
/// from its beginning without anything happening twice.
/// </summary>
sealed class DemoSender(IGrains grains)
{
    static readonly Guid Origin = new("d3a0c0de-2024-0930-8000-000000000001");

    public static readonly string Operator = Actor(Role.Operator), Province = Actor(Role.ProvinceBureau);

    public IGrains Grains => grains;

    public static Guid IdOf(string purpose) => HashChain.Derive(Origin, purpose, 0);

    /// <summary>The answer; null when a rule of the programme refuses, as it may. Anything else is a fault of the demo data.</summary>
    public async Task<string?> Send(ITurn turn, string actor, string purpose)
    {
        var sent = await grains.Send(turn, new Caller(actor, IdOf(purpose)));
        return sent.Refusal is not { } refusal || refusal.Kind == RefusalKind.Rule
            ? sent.Answer
            : throw new InvalidOperationException($"Demo data: {purpose}: {refusal.Code}: {refusal.Reason}");
    }

    /// <summary>For what no rule may refuse.</summary>
    public async Task Demand(ITurn turn, string actor, string purpose)
    {
        var sent = await grains.Send(turn, new Caller(actor, IdOf(purpose)));
        if (sent.Refusal is { } refusal) throw Fault(purpose, refusal);
    }

    public static void Demand(Refusal? refusal, string purpose)
    {
        if (refusal is not null) throw Fault(purpose, refusal);
    }

    public static string Actor(Role role, string? scope = null) => new Requester(role, scope, "demo", "demo", Rights.All).Actor;

    /// <summary>A colleague, for what one person may not do alone.</summary>
    public static string Second(Role role, string? scope = null) => new Requester(role, scope, "demo-second", "demo-second", Rights.All).Actor;

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    static InvalidOperationException Fault(string purpose, Refusal refusal) => new($"Demo data: {purpose}: {refusal.Code}: {refusal.Reason}");
}
