using Marketplace.Bench;
using Marketplace.Bench.Http;
using Marketplace.Bench.Orders;
using Marketplace.Bench.Pages;
using Marketplace.Bench.Usage;

if (args is [HelloServer.Verb]) return await HelloServer.Run();

using var interruption = Child.EndAllWhenInterrupted();
try
{
    return args.FirstOrDefault() switch
    {
        null => List(),
        "orders" => await OrdersBench.Run(Arguments.Read(args, seconds: "20", callers: "8,64,512")),
        "pages" => await PagesBench.Run(Arguments.Read(args, seconds: "10", callers: "1,8,64")),
        "usage" => await UsageBench.Run(Arguments.Read(args, seconds: "10", callers: "1,4,16"), Arguments.Rows(args, otherwise: 3_000_000)),
        var unknown => Unknown(unknown),
    };
}
catch (NotMeasurableException reason)
{
    Console.Error.WriteLine(reason.Message);
    return 1;
}

static int List()
{
    Console.WriteLine("orders [--seconds N] [--callers 8,64,512] [--json FILE]   placing orders: pgbench, bare groups, engine, HTTP");
    Console.WriteLine("pages  [--seconds N] [--callers 1,8,64] [--json FILE] [--only /company,/company/wallet]   pages on demo data, beside a bare one");
    Console.WriteLine("usage  [--seconds N] [--callers 1,4,16] [--rows N] [--json FILE]   usage events over HTTP beside bare COPY, and filling up to N of them");
    return 0;
}

static int Unknown(string name)
{
    Console.Error.WriteLine($"There is no benchmark {name}.");
    List();
    return 2;
}
