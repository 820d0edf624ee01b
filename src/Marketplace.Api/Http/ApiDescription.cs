using Billing;
using Marketplace.Api.Access;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Marketplace.Api.Http;

/// <summary>What the OpenAPI document says beyond what the endpoints say themselves.</summary>
public static class ApiDescription
{
    const string SecurityScheme = "key";

    public static void Configure(OpenApiOptions options)
    {
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(Money) || context.JsonTypeInfo.Type == typeof(Money?)) DescribeMoney(schema);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(async (operation, context, cancel) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancel);
            Describe(operation, context.Description.HttpMethod ?? "GET", context.Description.RelativePath ?? "", metadata, problem, context.Document!);
        });
    }

    static void DescribeMoney(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.String;
        schema.Pattern = @"^-?\d{1,14}(\.\d{1,2})?$";
        schema.Description = "Yuan with at most two decimals.";
    }

    static void Describe(OpenApiDocument document)
    {
        document.Info.Title = "Marketplace";
        document.Info.Version = "v1";
        document.Info.Description =
            $"""
            Subsidised cloud software for small manufacturers. Money is a string in yuan; times are ISO 8601 with offset.
            Send `{Commands.KeyHeader}` (a UUID) with every POST: the same key with the same content answers the same again.
            Changes answer with `{Commands.SeqHeader}`; a GET with `?after=` that number sees them. Errors are problem details
            (RFC 9457) with a stable `code`.
            """;
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[SecurityScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" };
    }

    static void Describe(
        OpenApiOperation operation, string method, string path, IEnumerable<object> metadata, OpenApiSchema problem, OpenApiDocument document)
    {
        operation.Parameters ??= [];
        operation.Responses ??= [];
        var isCommand = metadata.OfType<IdempotencyRequired>().Any();
        if (method == "POST")
            operation.Parameters.Add(Parameter(Commands.KeyHeader, ParameterLocation.Header, "A UUID; the same key with the same content answers the same again.", "uuid", isCommand));
        if (method == "GET" && path.StartsWith("api/", StringComparison.Ordinal))
            operation.Parameters.Add(Parameter("after", ParameterLocation.Query, $"Wait, 2 seconds at most, for the change that answered this {Commands.SeqHeader}.", "int64"));
        if (metadata.OfType<PagedList>().LastOrDefault() is { } paged)
        {
            foreach (var filter in paged.Filters) operation.Parameters.Add(Words(filter, "Only rows with this."));
            operation.Parameters.Add(Parameter("page", ParameterLocation.Query, "From 1.", "int32"));
            operation.Parameters.Add(Parameter("size", ParameterLocation.Query, $"Rows in a page, 1 to {Page.SizeMax}; {Page.SizeDefault} if not given.", "int32"));
            if (!paged.Filters.Contains("order"))
            {
                operation.Parameters.Add(Words("sort", "A field of the rows to sort by."));
                operation.Parameters.Add(Words("order", "asc or desc."));
            }
            operation.Parameters.Add(Words("columns", "Fields of a file, with commas between; all if not given."));
            operation.Parameters.Add(Words("format", "json, csv or xlsx, where Accept cannot say it."));
            operation.Parameters.Add(Words("lang", "Language of an .xlsx: zh-CN, or en."));
        }
        if (metadata.OfType<AccessRule>().LastOrDefault() is { Public: false } rule)
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SecurityScheme, document)] = [] }];
            operation.Description = $"For: {string.Join(", ", Enum.GetValues<Role>().Where(r => r != Role.None && rule.Roles.Includes(r)).Select(r => r.Name()))}."
                + (rule.Right == Right.None ? "" : $" A person of a company needs the right: {string.Join(", ", rule.Right.Names())}.");
        }
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "A problem: 400 malformed, 401 and 403 not allowed, 404 unknown, 409 contradicts, 422 forbidden by a rule, 503 come again.",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = problem } },
        };
    }

    static OpenApiParameter Words(string name, string description) => new()
    {
        Name = name, In = ParameterLocation.Query, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    static OpenApiParameter Parameter(string name, ParameterLocation place, string description, string format, bool required = false) => new()
    {
        Name = name, In = place, Description = description, Required = required,
        Schema = new OpenApiSchema { Type = format == "uuid" ? JsonSchemaType.String : JsonSchemaType.Integer, Format = format },
    };
}

/// <summary>Marks an endpoint that moves money or rights: it demands an idempotency key.</summary>
public sealed record IdempotencyRequired;

/// <summary>Marks an endpoint that answers a page of a list, filtered by query parameters.</summary>
public sealed record PagedList(IReadOnlyList<string> Filters);
