using Marketplace.Grains.Listings;
using Npgsql;

namespace Marketplace.Api.Listings;

/// <summary>What a company wrote about a software; who it was is not told.</summary>
public sealed record RatingComment(bool Satisfied, string Text, DateTimeOffset RatedAt);

/// <summary>Reads what companies say of a software.</summary>
public sealed class ListingRatings(NpgsqlDataSource database)
{
    public const int CommentsMax = 8;

    /// <summary>The newest comments.</summary>
    public async Task<IReadOnlyList<RatingComment>> CommentsOn(ListingId listing, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select o.satisfied, o.doc #>> '{"{rating,comment}"}', e.timestamp
            from read.orders o
            cross join lateral (
              select max(timestamp) as timestamp from es.mt_events where stream_id = 'order-' || o.id and type = 'order_rated') e
            where o.listing = $1 and o.satisfied is not null and o.doc #>> '{"{rating,comment}"}' is not null
            order by e.timestamp desc, o.id limit {CommentsMax}
            """);
        command.Parameters.AddWithValue(listing.Value);
        var comments = new List<RatingComment>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            comments.Add(new RatingComment(reader.GetBoolean(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2)));
        return comments;
    }
}
