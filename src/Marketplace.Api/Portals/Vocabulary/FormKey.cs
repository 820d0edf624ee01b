namespace Marketplace.Api.Portals.Vocabulary;

/// <summary>The idempotency key that a form carries, so that sending it twice does nothing twice.</summary>
public static class FormKey
{
    public const string Field = "key";

    /// <summary>Who filled the form in, so that nobody else sends it after a change of person.</summary>
    public const string Sender = "sender";

    /// <summary>A form without a proper key is one of its own.</summary>
    public static Guid Of(IFormCollection form) => Guid.TryParseExact(form[Field], "D", out var key) ? key : Guid.NewGuid();
}
