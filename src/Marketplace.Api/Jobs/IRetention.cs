namespace Marketplace.Api.Jobs;

/// <summary>Something that is kept for a time only; <see cref="RetentionJob"/> lets it go every night.</summary>
public interface IRetention
{
    /// <summary>Forgets what is past its time; safe to do twice.</summary>
    Task Purge(CancellationToken cancel);
}
