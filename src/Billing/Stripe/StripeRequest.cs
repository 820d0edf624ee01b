namespace Billing.Stripe;

/// <summary>One thing asked of Stripe; the template stands for the path wherever something is written down.</summary>
/// <param name="Key">The idempotency key; null when something is only read.</param>
sealed record StripeRequest(string Template, string Path, FormFields Fields, string? Key = null)
{
    public const int KeyMax = 255;
    const int IdMax = 255;

    public bool Changes => Key is not null;

    public static StripeRequest Get(string template, string? id, FormFields fields) => new(template, Fill(template, id), fields);

    public static StripeRequest Post(string template, string? id, FormFields fields, string key)
    {
        if (key.Length is 0 or > KeyMax || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new ArgumentException($"An idempotency key is 1 to {KeyMax} visible ASCII characters.", nameof(key));
        return new(template, Fill(template, id), fields, key);
    }

    /// <summary>The message of one attempt; a message can be sent only once.</summary>
    public HttpRequestMessage Message(StripeOptions options)
    {
        var fields = Fields.Encode();
        var address = new Uri(options.ApiBase, Changes || fields.Length == 0 ? Path : $"{Path}?{fields}");
        var message = new HttpRequestMessage(Changes ? HttpMethod.Post : HttpMethod.Get, address);
        message.Headers.Authorization = new("Bearer", options.ApiKey);
        message.Headers.Add("Stripe-Version", StripeOptions.ApiVersion);
        message.Headers.UserAgent.ParseAdd(StripeClient.UserAgent);
        message.Headers.Accept.ParseAdd("application/json");
        if (!Changes) return message;
        message.Headers.Add("Idempotency-Key", Key);
        message.Content = new StringContent(fields, mediaType: new("application/x-www-form-urlencoded"));
        return message;
    }

    static string Fill(string template, string? id)
    {
        if (id is null) return template;
        // An id may come from an address that anybody can type: what cannot be one must not become another path.
        if (id.Length is 0 or > IdMax || !id.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw new StripeException(StripeFault.UnknownObject, "This is not an id of Stripe; it was not asked.");
        return template.Replace("{id}", id, StringComparison.Ordinal);
    }
}
