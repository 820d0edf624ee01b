using Marketplace.Grains.Companies;

namespace Marketplace.Api.Demo;

/// <summary>Chance that can be repeated: the same seed makes the same data.</summary>
sealed class Chance(int seed)
{
    readonly Random _random = new(seed);

    /// <summary>A whole number from min to max, both included.</summary>
    public int Between(int min, int max) => _random.Next(min, max + 1);

    public double Between(double min, double max) => min + _random.NextDouble() * (max - min);

    public bool Happens(double probability) => _random.NextDouble() < probability;

    public T Of<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>An item by its weight; the weights need not add up to anything.</summary>
    public T Of<T>(IReadOnlyList<T> items, Func<T, double> weight)
    {
        var rest = _random.NextDouble() * items.Sum(weight);
        foreach (var item in items)
            if ((rest -= weight(item)) < 0)
                return item;
        return items[^1];
    }

    /// <summary>Some of the items, each once, in their order.</summary>
    public T[] Some<T>(IReadOnlyList<T> items, int count)
    {
        var left = Enumerable.Range(0, items.Count).ToList();
        while (left.Count > count) left.RemoveAt(_random.Next(left.Count));
        return [.. left.Select(i => items[i])];
    }
}

/// <summary>Credit codes for made-up firms, valid in both check characters (GB 32100-2015, GB 11714).</summary>
static class DemoCreditCodes
{
    const int SerialMax = 1_000_000;

    /// <param name="place">Six digits of the registering office.</param>
    /// <param name="serial">Unique among the made-up firms, below a million.</param>
    public static CreditCode Of(string place, int serial)
    {
        var scattered = (int)(serial * 48_271L % SerialMax);
        var organisation = $"MY{scattered:000000}";
        var first17 = $"91{place}{organisation}{OrganisationCheck(organisation)}";
        return new CreditCode(first17 + CreditCode.CheckCharacter(first17));
    }

    static char OrganisationCheck(string first8)
    {
        ReadOnlySpan<int> weights = [3, 7, 9, 10, 5, 8, 4, 2];
        var sum = 0;
        for (var i = 0; i < first8.Length; i++)
            sum += weights[i] * (char.IsAsciiDigit(first8[i]) ? first8[i] - '0' : first8[i] - 'A' + 10);
        return "0X987654321"[sum % 11];
    }
}

/// <summary>Names of people and firms that nobody bears on purpose.</summary>
static class DemoNames
{
    const int PhonesMax = 10_000;

    /// <summary>Has no divisor in common with <see cref="PhonesMax"/>, so that no number comes twice.</summary>
    const int PhoneStep = 4_827;

    const string Surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万";
    const string Given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉萍红建国文斌宇浩凯婷雪梅佳慧博晨阳志远海波云飞鹏程立新思源振宏家辉春燕秋菊";
    const string First = "恒瑞华鑫盛宏安徽皖天金永福新润德博科智泰祥顺正兴凯联创嘉亿昌康佳美力信优卓远景锦";
    const string Second = "达泰源丰信润兴业峰腾远通隆诚禾江川海林发旺利和升晟辰宇航飞杰邦固威灵捷明朗越翔众";

    public static string Person(Chance chance) =>
        chance.Happens(0.3)
            ? $"{chance.Of(Surnames.ToCharArray())}{chance.Of(Given.ToCharArray())}"
            : $"{chance.Of(Surnames.ToCharArray())}{chance.Of(Given.ToCharArray())}{chance.Of(Given.ToCharArray())}";

    /// <summary>Two characters such as 恒达.</summary>
    public static string Brand(Chance chance)
    {
        while (true)
        {
            var (first, second) = (chance.Of(First.ToCharArray()), chance.Of(Second.ToCharArray()));
            if (first != second) return $"{first}{second}";
        }
    }

    /// <summary>Nobody else's: two firms with one phone would be a sign of fraud.</summary>
    /// <param name="serial">Unique among the made-up firms, below ten thousand.</param>
    public static string Phone(int serial) => $"1380000{serial * PhoneStep % PhonesMax:0000}";
}
