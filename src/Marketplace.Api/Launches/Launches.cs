using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Api.Jobs;
using Marketplace.Api.Personal;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;

namespace Marketplace.Api.Launches;

/// <summary>What became of a token: the answer as JSON, or why there is none.</summary>
/// <param name="Repeated">The answer was given before, to the same idempotency key.</param>
public sealed record Resolution(string? Answer, Refusal? Refusal, bool Repeated = false)
{
    public static implicit operator Resolution(Refusal refusal) => new(null, refusal);
}

/// <summary>
/// One-time tokens with which a company's people enter the software they subscribe to, without another password. They are
/// stored hashed with who made them and who resolved them.
/// </summary>
public sealed class Launches(NpgsqlDataSource database, IGrains grains, PersonalDataOptions secrets, TimeProvider clock) : IRetention
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Logs are kept for six months at least (level-3 protection).</summary>
    static readonly TimeSpan Kept = TimeSpan.FromDays(184);

    public const int TokenMax = 64;
    const int TokenBytes = 32;

    /// <summary>A token for an order of the requester's own company.</summary>
    public async Task<(Launch? Launch, Refusal? Refusal)> Make(OrderId id, Requester requester, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var (order, listing) = await Read(id, cancel);
        if (order.Terms is not { } terms || terms.Company.Value != requester.Scope) return (null, OrderRefusal.Unknown);
        if (!IsUsable(order, now)) return (null, LaunchRefusal.NotProvisioned);
        if (listing.Content?.LaunchUrl is not { } url) return (null, LaunchRefusal.NoAddress);

        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        await using var command = database.CreateCommand(
            """
            insert into access.launches (hash, order_id, vendor, user_id, created_at, created_by, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7)
            """);
        foreach (var value in new object[] { Hash(token), id.Value, terms.Vendor.Value, PseudonymOf(requester, terms.Vendor), now, requester.Actor, now + Lifetime })
            command.Parameters.AddWithValue(value);
        await command.ExecuteNonQueryAsync(cancel);
        return (new Launch(token, QueryHelpers.AddQueryString(url, "token", token), ChinaTime.Of(now + Lifetime)), null);
    }

    /// <summary>Takes a token in for the vendor it was made for: once, but for repetitions under the same idempotency key.</summary>
    public async Task<Resolution> Resolve(string token, CreditCode vendor, string resolvedBy, Guid? key, CancellationToken cancel)
    {
        var hash = Hash(token);
        while (true)
        {
            if (await Find(hash, cancel) is not { } stored || stored.Vendor != vendor.Value) return LaunchRefusal.Unknown;
            if (stored.Answer is { } answered) return key is not null && stored.Key == key ? new Resolution(answered, null, Repeated: true) : LaunchRefusal.Used;
            var now = clock.GetUtcNow();
            if (now >= stored.ExpiresAt) return LaunchRefusal.Expired;
            var (order, listing) = await Read(stored.Order, cancel);
            if (!IsUsable(order, now)) return LaunchRefusal.NotProvisioned;
            var company = await grains.Read(t => t.Read(Company.Grain[order.Terms!.Company.Value]), cancel);
            var answer = JsonSerializer.Serialize(View(stored, order, listing, company), ApiJson.Options);
            try
            {
                if (await Take(hash, now, resolvedBy, key, answer, cancel)) return new Resolution(answer, null);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                return HostRefusal.IdempotencyConflict;
            }
            // Somebody else was first; what is stored now says what that means.
        }
    }

    /// <summary>How often the software of an order was entered; only launches that are still on record count.</summary>
    public async Task<Openings> Of(OrderId order, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select count(*)::int, max(resolved_at) from access.launches where order_id = $1 and resolved_at is not null");
        command.Parameters.AddWithValue(order.Value);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new Openings(reader.GetInt32(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }

    /// <summary>For whom a token was made; for the stand-in that plays every vendor's software.</summary>
    public async Task<CreditCode?> VendorOf(string token, CancellationToken cancel) =>
        await Find(Hash(token), cancel) is { } stored ? new CreditCode(stored.Vendor) : null;

    /// <summary>Forgets what nobody needs to look up any more.</summary>
    public async Task Purge(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("delete from access.launches where expires_at < $1");
        command.Parameters.AddWithValue(clock.GetUtcNow() - Kept);
        await command.ExecuteNonQueryAsync(cancel);
    }

    static bool IsUsable(Order order, DateTimeOffset now) => order.Status == OrderStatus.Provisioned && now < order.FreeTerm?.To;

    Task<(Order Order, Listing Listing)> Read(OrderId id, CancellationToken cancel) => grains.Read(turn =>
    {
        var order = turn.Read(Order.Grain[id.Value]);
        return (order, order.Terms is { } terms ? turn.Read(Listing.Grain[terms.Listing.Value]) : Listing.Initial);
    }, cancel);

    static LaunchView View(Stored stored, Order order, Listing listing, Company company)
    {
        var terms = order.Terms!;
        return new LaunchView(
            new LaunchCompany(terms.Company.Value, company.Profile!.Name, terms.City),
            new LaunchOrder(stored.Order, terms.Number, terms.Plan, listing.Plan(terms.Plan)?.Seats ?? 1, order.FreeTerm, order.Status),
            new LaunchUser(stored.User));
    }

    /// <summary>Nobody without our key can tell who it is, or that two vendors mean the same person.</summary>
    string PseudonymOf(Requester requester, CreditCode vendor) => Convert.ToHexStringLower(
        HMACSHA256.HashData(secrets.MasterKey, Encoding.UTF8.GetBytes($"launch\n{requester.Actor}\n{vendor}")).AsSpan(0, 16));

    static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    sealed record Stored(OrderId Order, string Vendor, string User, DateTimeOffset ExpiresAt, Guid? Key, string? Answer);

    async Task<Stored?> Find(byte[] hash, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select order_id, vendor, user_id, expires_at, resolution_key, answer from access.launches where hash = $1");
        command.Parameters.AddWithValue(hash);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new Stored(
                new OrderId(reader.GetString(0)), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3),
                reader.IsDBNull(4) ? null : reader.GetGuid(4), reader.IsDBNull(5) ? null : reader.GetString(5))
            : null;
    }

    /// <summary>True for exactly one caller.</summary>
    async Task<bool> Take(byte[] hash, DateTimeOffset now, string resolvedBy, Guid? key, string answer, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            update access.launches set resolved_at = $2, resolved_by = $3, resolution_key = $4, answer = $5
            where hash = $1 and resolved_at is null
            """);
        command.Parameters.AddWithValue(hash);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(resolvedBy);
        command.Parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = key });
        command.Parameters.AddWithValue(answer);
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }
}
