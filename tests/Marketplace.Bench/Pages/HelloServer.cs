using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Marketplace.Bench.Pages;

/// <summary>The least that can answer a Razor component as our pages are answered: no session, no data, no frame, no compression.</summary>
static class HelloServer
{
    public const string Verb = "hello-server";

    public static async Task<int> Run()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRazorComponents();
        await using var app = builder.Build();
        app.MapGet("/", () => new RazorComponentResult<Hello> { PreventStreamingRendering = true });
        await app.RunAsync();
        return 0;
    }
}
