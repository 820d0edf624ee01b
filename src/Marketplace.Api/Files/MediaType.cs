using System.Xml;

namespace Marketplace.Api.Files;

/// <summary>The kinds of files that are taken, and whether content is what it is said to be.</summary>
static class MediaType
{
    public const string Png = "image/png", Jpeg = "image/jpeg", Webp = "image/webp", Svg = "image/svg+xml", Pdf = "application/pdf";

    public static readonly string[] All = [Png, Jpeg, Webp, Svg, Pdf];

    const string SvgNamespace = "http://www.w3.org/2000/svg";

    public static bool Fits(string mediaType, ReadOnlySpan<byte> content) => mediaType switch
    {
        Png => content.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
        Jpeg => content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]),
        Webp => content.Length > 12 && content.StartsWith("RIFF"u8) && content[8..].StartsWith("WEBP"u8),
        Pdf => content.StartsWith("%PDF-"u8),
        Svg => IsStillPicture(content.ToArray()),
        _ => false,
    };

    /// <summary>Well-formed, an SVG, and nothing in it that acts. Browsers are told so again when it is fetched.</summary>
    static bool IsStillPicture(byte[] content)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(content), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            if (reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != "svg" || reader.NamespaceURI != SvgNamespace) return false;
            do
            {
                if (reader.NodeType == XmlNodeType.Element && Acts(reader)) return false;
            }
            while (reader.Read());
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    static bool Acts(XmlReader element)
    {
        if (element.LocalName is "script" or "foreignObject" or "iframe") return true;
        for (var i = 0; i < element.AttributeCount; i++)
        {
            element.MoveToAttribute(i);
            var acts = element.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase)
                || (element.LocalName == "href" && !element.Value.StartsWith('#'));
            if (acts) return true;
        }
        element.MoveToElement();
        return false;
    }
}
