using Npgsql;

namespace Marketplace.Api.Demo;

/// <summary>What a visitor needs first: where the server is, and with which keys to come in.</summary>
static class DemoBanner
{
    /// <summary>Whom the demo's people of a company and of a vendor speak for.</summary>
    const string Examples =
        $"""
        select c.id, c.name from people.people p join read.companies c on c.id = p.scope where p.user_name = '{DemoPeople.Company}'
        union all
        select v.id, v.name from people.people p join read.vendors v on v.id = p.scope where p.user_name = '{DemoPeople.Vendor}'
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
                city (市工信局)          demo-city-340100                       Hefei (合肥); likewise each of the 16 cities; -second: a colleague
                vendor (供应商)          demo-vendor-{vendor.Item1}    {vendor.Item2}
                company (企业)           demo-company-{company.Item1}   {company.Item2}

              Demo people, for {url}/sign-in, all with the password {DemoPeople.Password}:
                demo-operator, demo-province, demo-auditor, demo-city, demo-city-second (these set up a second factor first), demo-company, demo-vendor

              Waiting for them: demo-city has half of its sample to verify, and demo-city-second to confirm it; demo-province has a withdrawal and a
              recovery to decide upon; demo-operator has a parked vendor and a payout file for the bank; demo-vendor has an invoice to record.

              ops/tour plays the story of a subscription against this server and checks every figure.

            """);
    }
}
