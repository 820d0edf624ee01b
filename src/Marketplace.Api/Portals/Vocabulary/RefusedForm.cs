using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Portals.Vocabulary;

/// <summary>One of the forms of a page, which was sent and refused; the page shows it again as it was filled in.</summary>
/// <param name="Name">Tells it from the others of the page.</param>
public sealed record RefusedForm(string Name, IFormCollection Sent, Refusal Problem)
{
    /// <summary>What is wrong with this form; null for the others of the page.</summary>
    public static Refusal? ProblemOf(RefusedForm? refused, string name) => refused?.Name == name ? refused.Problem : null;

    /// <summary>What was sent in a field of this form.</summary>
    public static string? ValueOf(RefusedForm? refused, string name, string field) => refused?.Name == name ? refused.Sent[field].ToString() : null;
}
