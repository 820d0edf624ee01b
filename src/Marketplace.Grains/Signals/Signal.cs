using Marketplace.Grains.Places;
using Npgsql;

namespace Marketplace.Grains.Signals;

/// <summary>
/// One kind of sign that something may be wrong with an order. It only raises a hand: its flag puts the order into the sample,
/// and a person decides.
/// </summary>
public abstract class Signal
{
    /// <summary>Orders that money still hangs on; a flag on any other would lead nowhere.</summary>
    protected const string OpenOrders = "(select * from read.orders where held > 0)";

    /// <summary>What was used in the month, as corrected. The bounds are parameters, so that only its partition is read.</summary>
    protected const string Events =
        """
        (select e.* from usage.events e where e.at >= $2 and e.at < $3 and e.count > 0
          and not exists (select from usage.replaced r where r.vendor = e.vendor and r.id = e.id))
        """;

    /// <summary>The wall clock of Asia/Shanghai; the fixed offset is exact and, over millions of rows, much cheaper than the zone's name.</summary>
    protected const string Clock = "(e.at at time zone interval '8 hours')";

    protected const string Day = $"{Clock}::date";

    /// <summary>Names of other firms in an evidence; the number says how many there are.</summary>
    protected const int NamesMax = 3;

    /// <summary>Stable, such as <c>usage.around-the-clock</c>; its sentence is <c>signals.{Name}</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// One question for all orders at once: rows of an order's id and its evidence, at most one for an order. <c>$1</c> is the month,
    /// <c>$2</c> and <c>$3</c> are its first moment and the first one after it.
    /// </summary>
    protected abstract string Question { get; }

    internal NpgsqlCommand Ask(string month, NpgsqlConnection connection) => new(Question, connection)
    {
        Parameters =
        {
            Storage.Sql.Param(month), Storage.Sql.Param(ChinaMonth.Begin(month).ToUniversalTime()),
            Storage.Sql.Param(ChinaMonth.End(month).ToUniversalTime()),
        },
    };

    /// <summary>Some names of the firms of an array, but for one of them.</summary>
    protected static string Names(string firms, string except, string table = "read.companies") =>
        $"""
        (select coalesce(string_agg(other.name, '、' order by other.id), '') from (
          select known.id, known.name from {table} known
          where known.id = any({firms}) and known.id <> {except} order by known.id limit {NamesMax}) other)
        """;
}
