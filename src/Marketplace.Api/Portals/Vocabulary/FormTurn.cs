using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Vocabulary;

/// <summary>What a form asks for.</summary>
public static class FormTurn
{
    /// <summary>Sends it once however often the form comes, and waits until lists show it. Null when it is done, else why it is not.</summary>
    public static async Task<Refusal?> Send(this IGrains grains, ITurn turn, IFormCollection form, HttpContext context, Freshness freshness)
    {
        var sent = await grains.Send(turn, context.Caller(FormKey.Of(form)), context.RequestAborted);
        if (sent.Refusal is null) await freshness.Reach(sent.Seq, context.RequestAborted);
        return sent.Refusal;
    }
}
