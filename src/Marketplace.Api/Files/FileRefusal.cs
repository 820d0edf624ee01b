using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Files;

public static class FileRefusal
{
    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "file.unknown", "There is no such file.", "未找到该文件。", "id");

    public static readonly Refusal WrongKind = new(RefusalKind.Invalid, "file.wrong-kind",
        "Send a PNG, JPEG, WebP, SVG or PDF as the body, with its media type as Content-Type; scripts in an SVG are not taken.",
        "请直接以 PNG、JPEG、WebP、SVG 或 PDF 内容作为请求体，并在 Content-Type 中写明类型；不接受含脚本的 SVG。", "Content-Type");

    public static readonly Refusal TooMany = new(RefusalKind.Rule, "file.too-many",
        $"Within a day one company or vendor stores at most {Evidence.PerDayMax} files; try again tomorrow.", $"每家企业或供应商每天最多上传 {Evidence.PerDayMax} 个文件，请明天再试。", "Content-Type");

    public static Refusal EvidenceNotStored(string id) => new(RefusalKind.Invalid, "file.not-stored",
        $"There is no evidence {id} of yours; store it first with POST /api/v1/evidence.", $"证据 {id} 不存在，请先上传。", "evidence");

    public static Refusal NotStored(string id) => new(RefusalKind.Invalid, "file.not-stored",
        $"There is no file {id}; store it first with POST /api/v1/files.", $"文件 {id} 不存在，请先上传。", "file");
}
