using System.Text;

namespace Marketplace.Api.Http;

/// <summary>What somebody sent, made fit to be stored and shown: PostgreSQL takes no NUL, and nobody reads a megabyte.</summary>
public static class PlainText
{
    /// <summary>The beginning, without control characters and halves of characters.</summary>
    public static string Of(string text, int max) =>
        string.Concat(text.EnumerateRunes().Where(r => !Rune.IsControl(r) && r != Rune.ReplacementChar).Take(max));
}
