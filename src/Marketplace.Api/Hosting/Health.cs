using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Npgsql;

namespace Marketplace.Api.Hosting;

public static class Health
{
    /// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: its database does too.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" }, ApiJson.Options)).ForThePublic();
        app.MapGet("/health/ready", async (NpgsqlDataSource database, CancellationToken cancel) =>
        {
            await using var command = database.CreateCommand("select 1");
            try
            {
                await command.ExecuteScalarAsync(cancel);
                return Results.Json(new { status = "ready" }, ApiJson.Options);
            }
            catch (NpgsqlException)
            {
                return Results.Json(new { status = "waiting for the database" }, ApiJson.Options, statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        }).ForThePublic();
    }
}
