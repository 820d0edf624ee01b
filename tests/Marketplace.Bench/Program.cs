using Marketplace.Bench;
using Marketplace.Bench.Http;
using Marketplace.Bench.Orders;

using var interruption = Child.EndAllWhenInterrupted();
try
{
    return args.FirstOrDefault() switch
    {
        null => List(),
        "orders" => await OrdersBench.Run(Arguments.Read(args, seconds: "20", callers: "8,64,512")),
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
    return 0;
}

static int Unknown(string name)
{
    Console.Error.WriteLine($"There is no benchmark {name}.");
    List();
    return 2;
}
