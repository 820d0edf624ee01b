using Billing;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Marketplace.Api.Http;

/// <summary>What the OpenAPI document says beyond what the endpoints say themselves.</summary>
public static class ApiDescription
{
    public static void Configure(OpenApiOptions options)
    {
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type != typeof(Money) && context.JsonTypeInfo.Type != typeof(Money?)) return Task.CompletedTask;
            schema.Type = JsonSchemaType.String;
            schema.Pattern = @"^-?\d{1,14}(\.\d{1,2})?$";
            schema.Description = "Yuan with at most two decimals.";
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
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
            document.Components.SecuritySchemes["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" };
            return Task.CompletedTask;
        });
    }
}
