using Billing;
using Marketplace.Api.Personal;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;

namespace Marketplace.Api.Demo;

/// <param name="Size">What its headcount and revenue come to.</param>
sealed record DemoCompany(
    CreditCode Code, string Name, City City, County County, string Industry, int Employees, Money AnnualRevenue, CompanySize Size,
    Contact Contact);

/// <summary>Made-up manufacturers, spread over cities, trades and sizes much as they are in reality.</summary>
static class DemoCompanies
{
    public const int Count = 3_000;

    /// <summary>Companies in a hundred.</summary>
    static readonly (string City, double Share)[] Cities =
    [
        ("340100", 22), ("340200", 11), ("340300", 6), ("340400", 3.5), ("340500", 7), ("340600", 3), ("340700", 3), ("340800", 7),
        ("341000", 2), ("341100", 10), ("341200", 8), ("341300", 5), ("341500", 6), ("341600", 4.5), ("341700", 2.5), ("341800", 7),
    ];

    static readonly (string Industry, double Share, string[] Trades)[] Industries =
    [
        ("C13", 6, ["粮油", "米业", "农产品加工", "水产食品", "饲料", "面业"]),
        ("C14", 5, ["食品", "调味品", "乳业", "休闲食品", "炒货食品"]),
        ("C15", 2.5, ["酒业", "茶业", "饮料"]),
        ("C17", 5, ["纺织", "棉纺", "家纺", "针织", "印染"]),
        ("C18", 5, ["服饰", "制衣", "服装"]),
        ("C19", 2, ["鞋业", "皮具", "羽绒制品"]),
        ("C20", 2.5, ["木业", "竹木制品", "板材"]),
        ("C21", 2, ["家具", "家居", "门窗"]),
        ("C22", 2, ["纸业", "包装", "纸箱"]),
        ("C23", 2, ["印务", "彩印包装", "印刷"]),
        ("C24", 2, ["工艺品", "文具", "体育用品", "玩具"]),
        ("C25", 0.3, ["燃料", "焦化"]),
        ("C26", 5, ["化工", "新材料", "涂料", "精细化工", "生物科技"]),
        ("C27", 3, ["药业", "中药饮片", "医药", "生物制药"]),
        ("C28", 0.8, ["化纤", "纤维材料"]),
        ("C29", 6, ["塑业", "橡塑", "塑胶制品", "包装材料", "密封件"]),
        ("C30", 6, ["建材", "玻璃", "陶瓷", "石英", "耐火材料", "混凝土制品"]),
        ("C31", 1.2, ["特钢", "铸业", "金属材料"]),
        ("C32", 2, ["铜业", "铝业", "铜材", "有色金属"]),
        ("C33", 8, ["五金", "金属制品", "紧固件", "模具", "钢结构", "精密制造"]),
        ("C34", 8, ["机械", "精密机械", "泵业", "阀门", "轴承", "液压", "压缩机", "齿轮"]),
        ("C35", 6, ["智能装备", "农业机械", "矿山机械", "环保设备", "医疗器械", "包装机械"]),
        ("C36", 6, ["汽车零部件", "汽车配件", "车桥", "汽车内饰", "汽车电子"]),
        ("C37", 0.8, ["船舶配件", "轨道交通装备", "电动车"]),
        ("C38", 7, ["电气", "电缆", "电器", "新能源", "变压器", "电池", "照明"]),
        ("C39", 4, ["电子", "光电", "半导体", "传感器", "显示材料"]),
        ("C40", 1.5, ["仪表", "仪器", "自动化仪表"]),
        ("C41", 0.8, ["日用制品", "刷业"]),
        ("C42", 0.8, ["再生资源", "循环科技"]),
        ("C43", 0.6, ["机械维修", "设备工程"]),
    ];

    /// <summary>Lower and upper bounds that leave no doubt about the size (工信部联企业〔2011〕300号).</summary>
    static readonly (CompanySize Size, double Share, (int, int) Employees, (int, int) RevenueTenThousands)[] Sizes =
    [
        (CompanySize.Micro, 54, (3, 19), (40, 900)),
        (CompanySize.Small, 37, (20, 290), (320, 9_800)),
        (CompanySize.Medium, 9, (300, 980), (2_100, 39_000)),
    ];

    public static IReadOnlyList<DemoCompany> Make(Chance chance)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var companies = new List<DemoCompany>(Count);
        while (companies.Count < Count)
        {
            var city = Province.Cities[chance.Of(Cities, c => c.Share).City];
            var (industry, _, trades) = chance.Of(Industries, i => i.Share);
            var name = $"{ShortName(city)}{DemoNames.Brand(chance)}{chance.Of(trades)}有限公司";
            if (!names.Add(name)) continue;
            var county = chance.Of(city.Counties);
            var (size, _, employees, revenue) = chance.Of(Sizes, s => s.Share);
            companies.Add(new DemoCompany(
                DemoCreditCodes.Of(county.Code, companies.Count), name, city, county, industry, Skewed(chance, employees),
                Money.Yuan(Skewed(chance, revenue) * 10_000L), size,
                new Contact(DemoNames.Person(chance), DemoNames.Phone(companies.Count), null)));
        }
        return companies;
    }

    /// <summary>The name without 市.</summary>
    public static string ShortName(City city) => city.Name[..^1];

    /// <summary>There are more companies near the lower bound than near the upper one.</summary>
    static int Skewed(Chance chance, (int Min, int Max) bounds)
    {
        var part = chance.Between(0.0, 1.0);
        return bounds.Min + (int)((bounds.Max - bounds.Min) * part * part);
    }
}
