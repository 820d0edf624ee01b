using Marketplace.Api.Companies;
using Marketplace.Api.Http;
using Marketplace.Api.Personal;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.Signals;

/// <summary>What somebody has to tell.</summary>
/// <param name="About"><c>order</c>, <c>company</c>, <c>vendor</c> or <c>other</c>.</param>
/// <param name="Named">An order's number, or the name or credit code of a company or vendor, as far as it is known.</param>
/// <param name="Contact">Only of whoever wants to be asked back.</param>
public sealed record TipInput(string? What, string? About, string? Named, ContactInput? Contact);

/// <summary>The tip box (举报箱): open to everybody, and nobody is asked who they are.</summary>
public sealed class Tips(NpgsqlDataSource database, PersonalData personalData, TimeProvider clock)
{
    public const int WhatMax = 4000;

    public const int NamedMax = 100;

    /// <summary>Not whoever is signed in by chance: whoever wants to be known leaves a contact.</summary>
    public const string Public = "public";

    public static readonly IReadOnlyList<string> Subjects = ["order", "company", "vendor", "other"];

    /// <summary>Takes a tip in, once for each key; tells the number it has got.</summary>
    public async Task<(long Number, Refusal? Refusal)> Take(TipInput input, Guid key, CancellationToken cancel)
    {
        var check = new Checked();
        var what = check.Text("what", input.What, WhatMax);
        var about = check.OptionalText("about", input.About, 20) ?? "other";
        check.That(Subjects.Contains(about), "about", "about is order, company, vendor or other.", "举报对象应为 order、company、vendor 或 other。");
        var named = check.OptionalText("named", input.Named, NamedMax);
        var contact = ReadContact(check, input.Contact);
        if (check.Refusal is { } malformed) return (0, malformed);

        var id = HashChain.Derive(key, "tip", 0);
        var sealedContact = contact is null ? null : await personalData.Seal(SubjectOf(id), contact, cancel);
        await using var command = database.CreateCommand(Insert);
        foreach (var value in new object?[] { id, clock.GetUtcNow(), Public, what, about, named, sealedContact }) command.Parameters.AddWithValue(value ?? DBNull.Value);
        if (await command.ExecuteScalarAsync(cancel) is long number) return (number, null);
        return await Repeated(id, what, named, cancel) is { } before ? (before, null) : (0, HostRefusal.IdempotencyConflict);
    }

    /// <summary>Whose key the contact of a tip is sealed under.</summary>
    public static string SubjectOf(Guid tip) => $"tip-{tip:N}";

    /// <summary>
    /// What is named is looked up in silence: the public does not learn here who takes part. An order of theirs says more than
    /// the company's name, so both are kept.
    /// </summary>
    const string Insert =
        """
        insert into signals.tips (id, received_at, actor, what, about, named, order_id, company, vendor, city, contact)
        select $1, $2, $3, $4, $5, $6, o.id, coalesce(o.company, c.id), v.id, coalesce(o.city, c.city), $7
        from (select upper($6::text) as named) n
        left join read.orders o on $5 = 'order' and o.number = n.named
        left join lateral (select id, city from read.companies where $5 = 'company' and (id = n.named or upper(name) = n.named) order by id limit 1) c on true
        left join lateral (select id from read.vendors where $5 = 'vendor' and (id = n.named or upper(name) = n.named) order by id limit 1) v on true
        on conflict (id) do nothing
        returning number
        """;

    async Task<long?> Repeated(Guid id, string what, string? named, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select number from signals.tips where id = $1 and what = $2 and named is not distinct from $3::text");
        foreach (var value in new object?[] { id, what, named }) command.Parameters.AddWithValue(value ?? DBNull.Value);
        return await command.ExecuteScalarAsync(cancel) as long?;
    }

    /// <summary>A phone number or an e-mail address is enough to be asked back.</summary>
    static Contact? ReadContact(Checked check, ContactInput? input)
    {
        var name = check.OptionalText("contact.name", input?.Name, 50);
        var phone = check.OptionalText("contact.phone", input?.Phone, 30);
        var email = check.OptionalText("contact.email", input?.Email, 100);
        return name is null && phone is null && email is null ? null : new Contact(name ?? "", phone ?? "", email);
    }
}
