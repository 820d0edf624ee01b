using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Companies;

public static class CompanyRefusal
{
    public static readonly Refusal CreditCodeInvalid = new(RefusalKind.Invalid, "company.credit-code-invalid",
        "The credit code must have 18 characters of 0-9 and A-Z without I, O, S, V, Z, and the right check character (GB 32100-2015).",
        "统一社会信用代码应为 18 位（不含 I、O、S、V、Z），且校验位正确（GB 32100-2015）。", "creditCode");

    public static readonly Refusal TooLarge = new(RefusalKind.Rule, "company.too-large",
        "A large company (1,000 people or more and 400 million yuan or more) is not a beneficiary; the programme is for medium, small and micro manufacturers.",
        "大型企业（从业人员 1000 人及以上且营业收入 4 亿元及以上）不在补助范围；本政策面向中小微制造业企业。", "employees", "S003 art.2");

    public static readonly Refusal NotManufacturing = new(RefusalKind.Rule, "company.not-manufacturing",
        "The company must be a manufacturer: GB/T 4754 section C, divisions C13 to C43.",
        "企业须属制造业：GB/T 4754 门类 C，大类 C13 至 C43。", "industry", "S003 art.2");

    public static readonly Refusal NotInProvince = new(RefusalKind.Rule, "company.not-in-province",
        "The company must be in one of the 16 cities of Anhui; give the city's code, such as 340100.",
        "企业须在安徽省 16 个市内；请填写市代码，例如 340100。", "city", "S003 art.2");

    public static readonly Refusal Exists = new(RefusalKind.Conflict, "company.exists",
        "A company with this credit code is enrolled with other particulars.",
        "该统一社会信用代码已入库，且登记内容不同。", "creditCode");

    public static readonly Refusal Unknown = new(RefusalKind.Unknown, "company.unknown",
        "No such company is enrolled.", "未找到该企业。", "company");
}
