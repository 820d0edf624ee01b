using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Companies;

/// <summary>Records under a list's idempotency key what the list was; its rows are commands of their own.</summary>
/// <param name="Content">A digest of all rows.</param>
public sealed record TakeList(string Content) : ITurn
{
    public IEnumerable<IGrainKey> Needs() => [];

    public Reply Run(Turn turn) => Reply.With(new { Content });
}
