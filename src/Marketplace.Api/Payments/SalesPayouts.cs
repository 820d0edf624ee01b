using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Billing.Subsidies;
using Marketplace.Api.Personal;
using Marketplace.Api.Settlements;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Vendors;
using Npgsql;

namespace Marketplace.Api.Payments;

/// <summary>A vendor that could not be paid this time, and why.</summary>
public sealed record ParkedPayout(CreditCode Vendor, string Code, string Reason, string ReasonZh);

/// <summary>What drawing a month's payouts came to.</summary>
public sealed record PayoutRun(string Month, IReadOnlyList<PayoutAnswer> Drawn, IReadOnlyList<ParkedPayout> Parked);

/// <summary>Pays vendors without a connected account their share of what companies paid, with a file for the bank once a month.</summary>
public sealed class SalesPayouts(NpgsqlDataSource database, IGrains grains, PersonalData personalData, SubsidyPolicy policy, TimeProvider clock)
{
    const int ReferenceLength = 16;

    static readonly Refusal Unresolved = new(RefusalKind.Rule, "payout.unresolved",
        "An earlier payout of this vendor waits for approval, its file, or the bank's answer.", "该供应商仍有未完成的打款。", "vendor");

    /// <summary>Draws what waits for each vendor. Safe to run again: what is drawn does not wait any more.</summary>
    public async Task<PayoutRun> Draw(string month, string by, Caller caller, CancellationToken cancel)
    {
        var (drawn, parked) = (new List<PayoutAnswer>(), new List<ParkedPayout>());
        foreach (var (vendor, number, isUnresolved, orders) in await Waiting(month, cancel))
        {
            var turn = new DrawPayout(PayoutId.Of(month, vendor, number), month, vendor, orders, by) { Policy = policy };
            var sent = isUnresolved ? null : await grains.Send(turn, caller with { CommandId = null }, cancel);
            if ((isUnresolved ? Unresolved : sent!.Refusal) is { } refusal) parked.Add(new ParkedPayout(vendor, refusal.Code, refusal.Reason, refusal.ReasonZh));
            else drawn.Add((PayoutAnswer)CanonicalJson.Read(sent!.Answer!, typeof(PayoutAnswer)));
        }
        return new PayoutRun(month, drawn, parked);
    }

    async Task<List<(CreditCode Vendor, int Number, bool IsUnresolved, EquatableList<OrderId> Orders)>> Waiting(string month, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select p.vendor, (select count(*) + 1 from read.payouts o where o.vendor = p.vendor and o.month = $1)::int,
              exists (select from read.payouts o where o.vendor = p.vendor and o.status in ('drawn', 'approved', 'listed')),
              (array_agg(p.id order by p.number))[1:{VendorPayout.LinesMax}]
            from read.payments p where p.payable > 0 group by p.vendor order by p.vendor
            """);
        command.Parameters.AddWithValue(month);
        var waiting = new List<(CreditCode, int, bool, EquatableList<OrderId>)>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            waiting.Add((new CreditCode(reader.GetString(0)), reader.GetInt32(1), reader.GetBoolean(2), [.. reader.GetFieldValue<string[]>(3).Select(id => new OrderId(id))]));
        return waiting;
    }

    /// <summary>The list for the bank: of what is approved and in no file; else the last one of the month again.</summary>
    public async Task<(byte[]? Content, Refusal? Refusal)> File(string month, string by, Caller caller, CancellationToken cancel)
    {
        // One whose standing has become bad since waits, and nobody else for it.
        var (approved, obstacle) = await Fit(await Payouts(month, "status = 'approved'", cancel), cancel);
        if (approved.Count == 0)
        {
            var last = await Payouts(month,
                "doc ->> 'sha256' = (select doc ->> 'sha256' from read.payouts where month = $1 and reference is not null order by version desc, drawn_at desc, id limit 1)", cancel);
            if (last.Count == 0) return (null, obstacle ?? PayoutRefusal.NothingToPay);
            return await Write(last, cancel) is { } again ? (again, null) : (null, PayoutRefusal.AccountErased);
        }
        if (await Write(approved, cancel) is not { } content) return (null, PayoutRefusal.AccountErased);
        var rows = approved.Select(p => new ListedPayout(p.Id, ReferenceOf(p.Id)));
        var sent = await grains.Send(
            new ListPayouts([.. rows], Convert.ToHexStringLower(SHA256.HashData(content)), by) { Policy = policy }, caller with { CommandId = null }, cancel);
        return sent.Refusal is { } refusal ? (null, refusal) : (content, null);
    }

    /// <summary>A bank takes 20 characters.</summary>
    static string ReferenceOf(PayoutId id) => $"S{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(id.Value)))[..ReferenceLength]}";

    /// <summary>The payout that a bank's reference names.</summary>
    public async Task<PayoutId?> Find(string reference, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select id from read.payouts where reference = $1");
        command.Parameters.AddWithValue(reference);
        return await command.ExecuteScalarAsync(cancel) is string id ? new PayoutId(id) : null;
    }

    async Task<List<(PayoutId Id, PayoutTerms Terms)>> Payouts(string month, string which, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select id from read.payouts where month = $1 and {which} order by id");
        command.Parameters.AddWithValue(month);
        var ids = new List<PayoutId>();
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel)) ids.Add(new PayoutId(reader.GetString(0)));
        return await grains.Read(turn => ids.Select(id => (id, turn.Read(VendorPayout.Grain[id.Value]).Terms!)).Where(p => p.Item2 is not null).ToList(), cancel);
    }

    /// <summary>Those whose vendors may be paid today, and what the first of the others has against it.</summary>
    async Task<(List<(PayoutId Id, PayoutTerms Terms)> Fit, Refusal? Obstacle)> Fit(List<(PayoutId Id, PayoutTerms Terms)> payouts, CancellationToken cancel)
    {
        var today = ChinaTime.DayOf(clock.GetUtcNow());
        var obstacles = await grains.Read(
            turn => payouts.ToDictionary(p => p.Id, p => turn.Read(Vendor.Grain[p.Terms.Vendor.Value]).CreditObstacle(today, policy)), cancel);
        return ([.. payouts.Where(p => obstacles[p.Id] is null)], obstacles.Values.FirstOrDefault(o => o is not null));
    }

    /// <summary>Null when an account can no longer be opened.</summary>
    async Task<byte[]?> Write(List<(PayoutId Id, PayoutTerms Terms)> payouts, CancellationToken cancel)
    {
        var rows = new List<BankRow>(payouts.Count);
        foreach (var (id, terms) in payouts)
        {
            if (await PayeeAccount.Open(personalData, terms.Vendor, terms.Account, cancel) is not { } account) return null;
            rows.Add(new BankRow(ReferenceOf(id), terms.PayeeName, account, terms.Total(), string.Create(CultureInfo.InvariantCulture, $"软件订阅款 {id}"), id.Value));
        }
        return await BankFile.Write(rows);
    }
}
