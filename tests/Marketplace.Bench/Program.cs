using Marketplace.Bench.Orders;

return args.FirstOrDefault() switch
{
    null => List(),
    "orders" => await OrdersBench.Run(args[1..]),
    var unknown => Unknown(unknown),
};

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
