using Marketplace.Api.Hosting;

return await (args.FirstOrDefault() switch
{
    null or "serve" => Serve.Run(args),
    "verify" => Verify.Run(args),
    "create-operator" => CreateOperator.Run(args),
    _ => Usage(),
});

static Task<int> Usage()
{
    Console.Error.WriteLine(
        """
        Marketplace.Api serve [--demo]   serve (and migrate); with --demo load demo data once and allow demo keys
        Marketplace.Api verify           recompute every hash and every balance; exit 1 and say so at the first difference
        Marketplace.Api create-operator NAME   make the first operator; the password is read from standard input
        """);
    return Task.FromResult(2);
}

/// <summary>The server, so that tests can host it.</summary>
public partial class Program;
