namespace Marketplace.Grains.Companies;

/// <summary>Industry codes of GB/T 4754: a section letter, then two to four digits, such as <c>C34</c>.</summary>
public static class Industry
{
    public static bool IsWellFormed(string code) =>
        code is { Length: >= 3 and <= 5 } && code[0] is >= 'A' and <= 'T' && !code.AsSpan(1).ContainsAnyExceptInRange('0', '9');

    /// <summary>Section C, divisions 13 to 43 (S003 art.2).</summary>
    public static bool IsManufacturing(string code) =>
        IsWellFormed(code) && code[0] == 'C' && (code[1] - '0') * 10 + (code[2] - '0') is >= 13 and <= 43;
}
