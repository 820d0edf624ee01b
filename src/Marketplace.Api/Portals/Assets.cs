using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Marketplace.Api.Portals;

/// <summary>
/// The files of <c>wwwroot</c>. A page names them with a digest of their content, so that browsers may keep them for ever.
/// </summary>
public sealed class Assets : IDisposable
{
    readonly PhysicalFileProvider _files = new(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
    readonly ConcurrentDictionary<string, string> _urls = new(StringComparer.Ordinal);

    /// <param name="path">Below <c>wwwroot</c>, such as <c>lib/htmx.min.js</c>.</param>
    public string Url(string path) => _urls.GetOrAdd(path, p =>
    {
        using var file = _files.GetFileInfo(p).CreateReadStream();
        return $"/{p}?v={Convert.ToHexStringLower(SHA256.HashData(file).AsSpan(0, 6))}";
    });

    public StaticFileOptions ToOptions() => new()
    {
        FileProvider = _files,
        OnPrepareResponse = file => file.Context.Response.Headers[HeaderNames.CacheControl] =
            file.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "public, max-age=3600",
    };

    public void Dispose() => _files.Dispose();
}
