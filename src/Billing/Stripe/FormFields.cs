using System.Collections;
using System.Globalization;
using System.Text;

namespace Billing.Stripe;

/// <summary>
/// Fields as Stripe wants them in a body or a query: <c>a=1&amp;b[c]=2&amp;d[0][e]=3</c>. What is null is left out.
/// </summary>
sealed class FormFields : IEnumerable<KeyValuePair<string, string>>
{
    readonly List<KeyValuePair<string, string>> fields = [];

    public void Add(string key, string? value)
    {
        if (value is not null) fields.Add(new(key, value));
    }

    public void Add(string key, long value) => Add(key, value.ToString(CultureInfo.InvariantCulture));

    public void Add(string key, DateTimeOffset value) => Add(key, value.ToUnixTimeSeconds());

    public void Add(string key, FormFields nested)
    {
        foreach (var (inner, value) in nested)
        {
            // b around c[d] is b[c][d]: only the first name of the inner key gets brackets.
            var end = inner.IndexOf('[') is var bracket and >= 0 ? bracket : inner.Length;
            Add($"{key}[{inner[..end]}]{inner[end..]}", value);
        }
    }

    public void Add(string key, IEnumerable<string> values)
    {
        foreach (var (index, value) in values.Index()) Add(string.Create(CultureInfo.InvariantCulture, $"{key}[{index}]"), value);
    }

    public void Add(string key, IEnumerable<FormFields> rows)
    {
        foreach (var (index, row) in rows.Index()) Add(string.Create(CultureInfo.InvariantCulture, $"{key}[{index}]"), row);
    }

    public string Encode()
    {
        var text = new StringBuilder();
        foreach (var (key, value) in fields)
        {
            if (text.Length > 0) text.Append('&');
            // Brackets stay as they are, so that a request can be read.
            text.Append(Uri.EscapeDataString(key).Replace("%5B", "[", StringComparison.Ordinal).Replace("%5D", "]", StringComparison.Ordinal))
                .Append('=').Append(Uri.EscapeDataString(value));
        }
        return text.ToString();
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
