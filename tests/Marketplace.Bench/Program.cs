using Marketplace.Bench;
using Marketplace.Bench.Http;
using Marketplace.Bench.Orders;
using Marketplace.Bench.Pages;
using Marketplace.Bench.Settlement;
using Marketplace.Bench.Usage;

if (args is [HelloServer.Verb]) return await HelloServer.Run();
if (args is [SettlementWork.Verb, var connectionString]) return await SettlementWork.Run(connectionString);

using var interruption = Child.EndAllWhenInterrupted();
try
{
    return args.FirstOrDefault() switch
    {
        null => List(),
        "orders" => await OrdersBench.Run(Arguments.Read(args, seconds: "20", callers: "8,64,512")),
        "pages" => await PagesBench.Run(Arguments.Read(args, seconds: "10", callers: "1,8,64")),
        "usage" => await UsageBench.Run(Arguments.Read(args, seconds: "10", callers: "1,4,16"), Arguments.Number(args, "--rows", 3_000_000)),
        "settlement" => await SettlementBench.Run(
            Arguments.Read(args, seconds: "0", callers: "1"), (int)Arguments.Number(args, "--orders", 20_000), Arguments.Number(args, "--aggregates", 2_000_000)),
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
    Console.WriteLine("settlement [--orders N] [--aggregates N] [--json FILE]   acceptance and settlement of N orders with N days of use, beside the bare sum of them");
    return 0;
}

static int Unknown(string name)
{
    Console.Error.WriteLine($"There is no benchmark {name}.");
    List();
    return 2;
}
