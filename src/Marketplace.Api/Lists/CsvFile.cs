using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace Marketplace.Api.Lists;

/// <summary>Rows as CSV: UTF-8 with a byte order mark, so that Chinese opens right; no cell that a spreadsheet would run.</summary>
public static class CsvFile
{
    const int ChunkBytes = 64 * 1024;

    static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape };

    /// <summary>Writes row by row, so that a long list needs no more memory than a short one.</summary>
    /// <param name="documents">JSON objects.</param>
    public static async Task Write(Stream output, IReadOnlyList<Column> columns, IAsyncEnumerable<string> documents, CancellationToken cancel)
    {
        using var chunk = new MemoryStream();
        await using var text = new StreamWriter(chunk, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = new CsvWriter(text, Configuration);
        foreach (var column in columns) csv.WriteField(column.Field);
        await csv.NextRecordAsync();
        await foreach (var row in documents.WithCancellation(cancel))
        {
            using var document = JsonDocument.Parse(row);
            foreach (var column in columns) csv.WriteField(Cells.Text(document.RootElement, column.Field));
            await csv.NextRecordAsync();
            if (chunk.Length > ChunkBytes) await Send();
        }
        await Send();

        async Task Send()
        {
            await text.FlushAsync(cancel);
            await output.WriteAsync(chunk.GetBuffer().AsMemory(0, (int)chunk.Length), cancel);
            chunk.SetLength(0);
        }
    }
}
