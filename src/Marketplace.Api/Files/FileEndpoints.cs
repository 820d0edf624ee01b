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
        api.MapEvidence();
    }

    /// <summary>Evidence is stored like other files, and shown to those whom it concerns.</summary>
    static void MapEvidence(this IEndpointRouteBuilder api)
    {
        api.MapPost("/evidence", StoreEvidence).For(Role.CityBureau | Role.Operator | Role.Vendor | Role.Company, Right.Order)
            .WithMetadata(new RequestSizeLimitAttribute(FileStore.BytesMax))
            .WithSummary("Store a photo or a paper that proves something: the raw bytes as the body, at most 2 MiB, with their media type. Not public.")
            .Produces<FileView>(StatusCodes.Status201Created).Produces<FileView>()
            .AddOpenApiOperationTransformer(DescribeBody);
        api.MapGet("/evidence/{id}", GetEvidence).For(Roles.All).WithSummary("Evidence that the own side has stored; operator, province and auditor see all, a city all but other cities'.")
            .Produces<byte[]>(StatusCodes.Status200OK, MediaType.Png, MediaType.Jpeg, MediaType.Webp, MediaType.Svg, MediaType.Pdf);
    }

    /// <summary>Relative to this site.</summary>
    public static string UrlOf(string id) => $"/api/v1/files/{id}";

    public static string EvidenceUrlOf(string id) => $"/api/v1/evidence/{id}";

    /// <summary>Said here only: as a rule of routing it would answer before anybody has looked who asks.</summary>
    static Task DescribeBody(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var bytes = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
        operation.RequestBody = new OpenApiRequestBody { Required = true, Content = MediaType.All.ToDictionary(t => t, _ => bytes) };
        return Task.CompletedTask;
    }

    static async Task<IResult> Store(HttpContext context, FileStore files)
    {
        if (await ReadBody(context) is not { } file) return Problems.Result(FileRefusal.WrongKind);
        return Stored(file, UrlOf(file.Id), await files.Store([file], context.Requester().Actor, context.RequestAborted) > 0);
    }

    static async Task<IResult> StoreEvidence(HttpContext context, Evidence evidence)
    {
        if (await evidence.Limit(context.Requester(), context.RequestAborted) is { } full) return Problems.Result(full);
        if (await ReadBody(context) is not { } file) return Problems.Result(FileRefusal.WrongKind);
        return Stored(file, EvidenceUrlOf(file.Id), await evidence.Store(file, context.Requester(), context.RequestAborted));
    }

    /// <summary>Null when the content is not of a kind that is taken, or not of the kind that it is said to be.</summary>
    static async Task<StoredFile?> ReadBody(HttpContext context)
    {
        var mediaType = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var sent) ? sent.MediaType.Value ?? "" : "";
        if (!MediaType.All.Contains(mediaType)) return null;
        using var memory = new MemoryStream();
        await context.Request.Body.CopyToAsync(memory, context.RequestAborted);
        var file = new StoredFile(mediaType, memory.ToArray());
        return MediaType.Fits(mediaType, file.Content) ? file : null;
    }

    static IResult Stored(StoredFile file, string url, bool isNew) => Results.Json(
        new FileView(file.Id, file.MediaType, file.Content.Length, url), ApiJson.Options,
        statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);

    static async Task<IResult> Get(string id, HttpContext context, FileStore files)
    {
        if (await files.Find(id, context.RequestAborted) is not { } file) return Problems.Result(FileRefusal.Unknown);
        context.Response.Headers.CacheControl = ForEver;
        return Show(file, context);
    }

    static async Task<IResult> GetEvidence(string id, HttpContext context, Evidence evidence)
    {
        if (await evidence.Find(id, context.Requester(), context.RequestAborted) is not { } file) return Problems.Result(FileRefusal.Unknown);
        context.Response.Headers.CacheControl = "private, no-store";
        return Show(file, context);
    }

    static IResult Show(StoredFile file, HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = NothingRuns;
        // A browser's own PDF viewer does not start in a sandbox.
        if (file.MediaType == MediaType.Pdf) headers.ContentDisposition = $"attachment; filename=\"{file.Id[..12]}.pdf\"";
        return Results.Bytes(file.Content, file.MediaType, entityTag: new EntityTagHeaderValue($"\"{file.Id}\""));
    }
}
