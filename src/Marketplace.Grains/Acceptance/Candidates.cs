using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Billing;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Storage;
using Marketplace.Grains.Usage;
using Marketplace.Grains.Vendors;
using Npgsql;

namespace Marketplace.Grains.Acceptance;

/// <summary>
/// Finds the orders that a month's batch is for: those that hold money of the funds and whose usage, by the rule they were
/// confirmed with, makes some of it due; and those that appeal. Reads closed months only, so that it finds the same again.
/// </summary>
public sealed class Candidates(NpgsqlDataSource database)
{
    /// <summary>Orders that are judged together.</summary>
    const int ChunkMax = 250;

    /// <summary>An order with what its line rests on, as the database has it.</summary>
    /// <param name="Order">Its document, and that of its company.</param>
    /// <param name="Months">Closed ones up to the batch's, the oldest first.</param>
    /// <param name="Hashes">Of the months.</param>
    /// <param name="LateUses">Corrections to earlier months that arrived in the batch's.</param>
    sealed record Held(string Order, string Company, VendorRow Vendor, UsageMonth[] Months, byte[][] Hashes, long LateUses);

    /// <summary>By city and number. Some are read while others are judged, which takes longer.</summary>
    public async IAsyncEnumerable<(string City, ProposedLine Line)> Of(
        string month, IReadOnlyDictionary<OrderId, EquatableList<Flag>> flags, DateOnly today, [EnumeratorCancellation] CancellationToken cancel)
    {
        var rules = await RuleBook.Read(database, cancel);
        var judged = new Queue<Task<(string City, ProposedLine Line)[]>>();
        await foreach (var chunk in HeldOrders(month, cancel).Chunk(ChunkMax))
        {
            judged.Enqueue(Task.Run(() => Lines(chunk), cancel));
            if (judged.Count < Environment.ProcessorCount) continue;
            foreach (var line in await judged.Dequeue()) yield return line;
        }
        while (judged.TryDequeue(out var last))
            foreach (var line in await last) yield return line;

        (string City, ProposedLine Line)[] Lines(Held[] chunk) => [.. chunk.Select(h => Line(h, rules, month, flags, today)).OfType<(string, ProposedLine)>()];
    }

    static (string City, ProposedLine Line)? Line(
        Held held, RuleBook rules, string month, IReadOnlyDictionary<OrderId, EquatableList<Flag>> flags, DateOnly today)
    {
        var (order, company) = ((OrderRow)OrderRow.Table.Read(held.Order), (CompanyRow)CompanyRow.Table.Read(held.Company));
        var verdict = UsageVerdict.Of(rules.Of(order), order.FreeTerm!, held.Months, month, firstUseOn: order.FirstUsedOn);
        var isAppeal = order.Resubmission is not null;
        var percent = isAppeal ? 100 : DuePercent(verdict, month) - order.DecidedPercent;
        var asked = isAppeal ? order.Shortfall!.Shares.Sum() : Due(order, percent);
        if (!asked.IsPositive) return null;
        var counted = verdict.Months.Where(m => m.IsUsed).ToList();
        return (order.City, new ProposedLine(
            order.Id, order.Number, order.Company, order.Vendor, order.Listing, percent, asked, order.UsageRule,
            new UsageSummary(
                counted.Sum(m => m.Uses), counted.Sum(m => m.ActiveDays), counted.Select(m => m.DistinctUsers).DefaultIfEmpty().Max(),
                verdict.MonthsMet, held.LateUses),
            EvidenceOf(held.Hashes), flags.GetValueOrDefault(order.Id) ?? [],
            Eligibilities.Judge(company, held.Vendor, ChinaTime.DayOf(order.PlacedAt)),
            Eligibilities.Judge(company, held.Vendor, today), isAppeal, order.LastBatch));
    }

    /// <summary>Of hundred, what is due by the end of the month; for the months of use only while the rule holds, which may ask for use to this day.</summary>
    static int DuePercent(UsageVerdict verdict, string month) => verdict.Installments
        .Where(i => i.DueIn is { } due && !ChinaMonth.IsAfter(due, month) && (i.When != InstallmentMoment.Usage || verdict.IsMet))
        .Sum(i => i.Percent);

    /// <summary>What of the whole subsidy is newly due, at most what the order still holds.</summary>
    static Money Due(OrderRow order, int percent)
    {
        if (percent <= 0) return Money.Zero;
        var whole = order.Split.Province + order.Split.City;
        return Money.Min(Allocation.UpTo(whole, order.DecidedPercent + percent) - Allocation.UpTo(whole, order.DecidedPercent), order.Held);
    }

    async IAsyncEnumerable<Held> HeldOrders(string month, [EnumeratorCancellation] CancellationToken cancel)
    {
        var vendors = await Vendors(cancel);
        await using var command = database.CreateCommand(
            """
            select o.doc, c.doc, m.months, m.uses, m.days, m.users, m.hashes, coalesce(a.uses, 0)::bigint, o.vendor
            from read.orders o
            join read.companies c on c.id = o.company
            left join lateral (
              select array_agg(month order by month) as months, array_agg(uses order by month) as uses, array_agg(active_days order by month) as days,
                array_agg(distinct_users order by month) as users, array_agg(hash order by month) as hashes
              from usage.monthly where order_id = o.id and month <= $1) m on true
            left join (select order_id, sum(uses) as uses from usage.adjustments where month = $1 group by order_id) a on a.order_id = o.id
            where o.held > 0 and o.status in ('confirmed', 'provisioned', 'ended') and read.instant(o.doc #>> '{freeTerm,from}') < $2
            order by o.city, o.number
            """);
        command.CommandTimeout = 0;
        command.Parameters.Add(Sql.Param(month));
        command.Parameters.Add(Sql.Param(ChinaMonth.End(month).UtcDateTime));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var isUsed = !reader.IsDBNull(2);
            yield return new Held(
                reader.GetString(0), reader.GetString(1), vendors[reader.GetString(8)], isUsed ? Months(reader) : [],
                isUsed ? reader.GetFieldValue<byte[][]>(6) : [], reader.GetInt64(7));
        }
    }

    async Task<Dictionary<string, VendorRow>> Vendors(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select id, doc from read.vendors");
        var vendors = new Dictionary<string, VendorRow>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) vendors.Add(reader.GetString(0), (VendorRow)VendorRow.Table.Read(reader.GetString(1)));
        return vendors;
    }

    static UsageMonth[] Months(NpgsqlDataReader reader)
    {
        var (months, uses) = (reader.GetFieldValue<string[]>(2), reader.GetFieldValue<long[]>(3));
        var (days, users) = (reader.GetFieldValue<int[]>(4), reader.GetFieldValue<int[]>(5));
        return [.. months.Select((month, i) => new UsageMonth(month, uses[i], days[i], users[i]))];
    }

    /// <summary>SHA-256, in hexadecimal, over the hashes of the months, one after the other.</summary>
    static string EvidenceOf(byte[][] months)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var month in months) hash.AppendData(month);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
