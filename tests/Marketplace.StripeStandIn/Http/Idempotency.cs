using System.Text.Json.Nodes;
using Marketplace.StripeStandIn.Objects;

namespace Marketplace.StripeStandIn.Http;

/// <summary>What was answered to an idempotency key, for 24 hours. Answers are kept in the same change as what they tell of.</summary>
sealed class Idempotency(PlatformAccount account)
{
    const string Kind = "_answer";
    const int KeyMax = 255;
    const long Remembered = 24 * 60 * 60;

    readonly HashSet<string> _running = new(StringComparer.Ordinal);

    /// <summary>The answer to repeat; null when the key is new, which then counts as running.</summary>
    public (int Status, string Body)? Begin(string key, string hash) => account.Do<(int, string)?>(() =>
    {
        if (key.Length > KeyMax) throw StripeError.Malformed("idempotency_key_too_long", $"Idempotency keys have at most {KeyMax} characters.", "Idempotency-Key");
        if (account.Store.Find(IdOf(key)) is { } kept && kept.Number("at") + Remembered > account.Now)
            return kept.Text("hash") == hash ? ((int)kept.Number("status"), kept.Text("body")!) : throw StripeError.KeyOfOther(key);
        return _running.Add(key) ? null : throw StripeError.KeyInUse(key);
    });

    public void Keep(string? key, string hash, int status, string body)
    {
        if (key is null) return;
        if (account.Store.Find(IdOf(key)) is not null) account.Store.Remove(IdOf(key));
        account.Store.Put(new JsonObject
        {
            ["id"] = IdOf(key), ["object"] = Kind, ["hash"] = hash, ["status"] = status, ["body"] = body, ["at"] = account.Now,
        });
    }

    /// <summary>Lets go of what is too old to be repeated.</summary>
    public static void Forget(PlatformAccount account)
    {
        foreach (var old in account.Store.All(Kind).Where(a => a.Number("at") + Remembered <= account.Now).ToList()) account.Store.Remove(old.Id());
    }

    public void End(string? key)
    {
        if (key is not null) account.Do(() => _running.Remove(key));
    }

    static string IdOf(string key) => "_answer:" + key;
}
