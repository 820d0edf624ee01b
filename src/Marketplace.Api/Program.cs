using Marketplace.Api.Access;
using Marketplace.Api.Demo;
using Marketplace.Api.Hosting;

try
{
    return await Run(args);
}
catch (SettingException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}

static Task<int> Run(string[] args) => args.FirstOrDefault() switch
{
    null or "serve" => Serve.Run(args),
    "verify" => Verify.Run(),
    "tour" => Tour.Run(args),
    "rebuild" => Rebuild.Run(),
    "create-operator" => CreatePerson.Run(args, Role.Operator),
    "create-province" => CreatePerson.Run(args, Role.ProvinceBureau),
    _ => Usage(),
};

static Task<int> Usage()
{
    Console.Error.WriteLine(
        """
        Marketplace.Api serve [--demo | --demo-keys]
                                         serve (and migrate); --demo-keys allows demo keys, --demo loads demo data too, once
        Marketplace.Api verify           recompute every hash and every balance; exit 1 and say so at the first difference
        Marketplace.Api tour [--url URL] play a subscription against a server with demo data, and check every figure
        Marketplace.Api rebuild          empty the read tables and fold every fact again
        Marketplace.Api create-operator NAME, create-province NAME
                                         make the first people; the password is read from standard input
        """);
    return Task.FromResult(2);
}

/// <summary>The server, so that tests can host it.</summary>
public partial class Program;
