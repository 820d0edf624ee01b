using Npgsql;

namespace Marketplace.Api.Demo;

/// <summary>What a visitor needs first: where the server is, and with which keys to come in.</summary>
static class DemoBanner
{
    /// <summary>The company with the most orders and the vendor that provisioned most of all.</summary>
    const string Examples =
        """
        (select c.id, c.name from read.companies c join read.orders o on o.company = c.id group by c.id, c.name order by count(*) desc, c.id limit 1)
        union all
        (select v.id, v.name from read.vendors v join read.orders o on o.vendor = v.id group by v.id, v.name order by count(*) desc, v.id limit 1)
        """;

    public static void Write(WebApplication app, NpgsqlDataSource database, TextWriter say)
    {
        var url = app.Urls.FirstOrDefault() ?? "http://127.0.0.1:5000";
        using var command = database.CreateCommand(Examples);
        using var reader = command.ExecuteReader();
        var examples = new List<(string Code, string Name)>();
        while (reader.Read()) examples.Add((reader.GetString(0), reader.GetString(1)));
        var (company, vendor) = examples is [var first, var second] ? (first, second) : (("<creditCode>", ""), ("<creditCode>", ""));
        say.WriteLine(
            $"""

              The marketplace is at {url}   API: {url}/api/v1   description: {url}/openapi/v1.json

              Demo keys, for Authorization: Bearer <key>
                operator (平台)          demo-operator
                province (省工信厅)      demo-province
                auditor (审计)           demo-auditor
                city (市工信局)          demo-city-340100                       Hefei (合肥); likewise each of the 16 cities
                vendor (供应商)          demo-vendor-{vendor.Item1}    {vendor.Item2}
                company (企业)           demo-company-{company.Item1}   {company.Item2}

              Demo people, for POST /api/v1/session, all with the password {DemoPeople.Password}:
                demo-operator, demo-province, demo-auditor, demo-city (these set up a second factor first), demo-company, demo-vendor

              ops/tour plays the story of a subscription against this server and checks every figure.

            """);
    }
}
