using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Files;

/// <summary>Photos and papers that a page's form brings, beside those that it has kept from before.</summary>
public static class EvidenceForm
{
    /// <summary>Of one form.</summary>
    public const int FilesMax = 10;

    /// <summary>Of a request with as many files as may be, and the form around them.</summary>
    public const int BytesMax = FilesMax * FileStore.BytesMax + 64 * 1024;

    static readonly Refusal WrongKind = Refusal.Invalid("photos",
        "Photos are JPEG, PNG or WebP and papers PDF, each at most 2 MiB.", "照片应为 JPEG、PNG 或 WebP，材料应为 PDF，每个不超过 2 MiB。");

    /// <summary>Chosen, or taken with the camera just now.</summary>
    static readonly string[] Fields = ["photos", "camera"];

    static readonly string[] Taken = [MediaType.Jpeg, MediaType.Png, MediaType.Webp, MediaType.Pdf];

    /// <summary>Stores what was sent; what is stored stays, also when the form is refused afterwards.</summary>
    /// <returns>The ids of all that the form names now: kept ones first.</returns>
    public static async Task<EquatableList<string>> Read(this Evidence evidence, IFormCollection form, Checked check, HttpContext context)
    {
        var kept = form["photo"].Where(id => !string.IsNullOrEmpty(id)).Select(id => id!).Distinct().ToList();
        var files = form.Files.Where(f => Fields.Contains(f.Name) && f.Length > 0).ToList();
        check.That(kept.Count + files.Count <= FilesMax, "photos", "At most ten photos and papers.", "照片和材料最多 10 个。");
        if (check.Refusal is null && await evidence.FirstMissing(kept, context.Requester(), context.RequestAborted) is { } missing)
            check.Accept(FileRefusal.EvidenceNotStored(missing) with { Field = "photos" });
        if (files.Count > 0 && await evidence.Limit(context.Requester(), context.RequestAborted) is { } full) check.Accept(full with { Field = "photos" });
        foreach (var file in files)
        {
            if (check.Refusal is not null) break;
            if (await Open(file, context.RequestAborted) is not { } stored) check.Accept(WrongKind);
            else
            {
                await evidence.Store(stored, context.Requester(), context.RequestAborted);
                kept.Add(stored.Id);
            }
        }
        return [.. kept.Distinct()];
    }

    /// <summary>Null when it is too large, of no kind that is taken, or not of the kind that it is said to be.</summary>
    static async Task<StoredFile?> Open(IFormFile file, CancellationToken cancel)
    {
        if (file.Length > FileStore.BytesMax || !Taken.Contains(file.ContentType)) return null;
        using var memory = new MemoryStream();
        await file.CopyToAsync(memory, cancel);
        return MediaType.Fits(file.ContentType, memory.GetBuffer().AsSpan(0, (int)memory.Length)) ? new StoredFile(file.ContentType, memory.ToArray()) : null;
    }
}
