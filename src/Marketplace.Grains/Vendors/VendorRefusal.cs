using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Vendors;

public static class VendorRefusal
{
    public static readonly Refusal Exists = new(RefusalKind.Conflict, "vendor.exists",
        "A vendor with this credit code is registered with other particulars.",
        "该统一社会信用代码的供应商已登记，且登记内容不同。", "creditCode");

    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "vendor.unknown",
        "No such vendor is registered.", "未找到该供应商。", "vendor");
}
