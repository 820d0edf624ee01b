using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Marketplace.Api.Files;

/// <param name="Id">SHA-256 of the content; what listings name.</param>
/// <param name="Url">Where everybody can fetch it.</param>
public sealed record FileView(string Id, string MediaType, int Bytes, string Url);

public static class FileEndpoints
{
    /// <summary>A file is looked at and does nothing, whatever somebody has hidden in it.</summary>
    const string NothingRuns = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    const string ForEver = "public, max-age=31536000, immutable";

    public static void MapFiles(this IEndpointRouteBuilder api)
    {
        api.MapPost("/files", Store).For(Role.Operator).WithMetadata(new RequestSizeLimitAttribute(FileStore.BytesMax))
            .WithSummary("Store a picture or a paper that listings show: the raw bytes as the body, at most 2 MiB, with their media type.")
            .Produces<FileView>(StatusCodes.Status201Created).Produces<FileView>()
            .AddOpenApiOperationTransformer(DescribeBody);
        api.MapGet("/files/{id}", Get).ForThePublic()
            .WithSummary("A stored file; it never changes.")
            .Produces<byte[]>(StatusCodes.Status200OK, MediaType.Png, MediaType.Jpeg, MediaType.Webp, MediaType.Svg, MediaType.Pdf);
    }

    /// <summary>Relative to this site.</summary>
    public static string UrlOf(string id) => $"/api/v1/files/{id}";

    /// <summary>Said here only: as a rule of routing it would answer before anybody has looked who asks.</summary>
    static Task DescribeBody(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var bytes = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
        operation.RequestBody = new OpenApiRequestBody { Required = true, Content = MediaType.All.ToDictionary(t => t, _ => bytes) };
        return Task.CompletedTask;
    }

    static async Task<IResult> Store(HttpContext context, FileStore files)
    {
        var mediaType = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var sent) ? sent.MediaType.Value ?? "" : "";
        if (!MediaType.All.Contains(mediaType)) return Problems.Result(FileRefusal.WrongKind);
        using var memory = new MemoryStream();
        await context.Request.Body.CopyToAsync(memory, context.RequestAborted);
        var file = new StoredFile(mediaType, memory.ToArray());
        if (!MediaType.Fits(mediaType, file.Content)) return Problems.Result(FileRefusal.WrongKind);
        var stored = await files.Store([file], context.Requester().Actor, context.RequestAborted);
        return Results.Json(
            new FileView(file.Id, file.MediaType, file.Content.Length, UrlOf(file.Id)), ApiJson.Options,
            statusCode: stored > 0 ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    static async Task<IResult> Get(string id, HttpContext context, FileStore files)
    {
        if (await files.Find(id, context.RequestAborted) is not { } file) return Problems.Result(FileRefusal.Unknown);
        var headers = context.Response.Headers;
        headers.CacheControl = ForEver;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = NothingRuns;
        // A browser's own PDF viewer does not start in a sandbox.
        if (file.MediaType == MediaType.Pdf) headers.ContentDisposition = $"attachment; filename=\"{id[..12]}.pdf\"";
        return Results.Bytes(file.Content, file.MediaType, entityTag: new EntityTagHeaderValue($"\"{id}\""));
    }
}
