using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Marketplace.Api.People;

/// <summary>Where ASP.NET Core Identity keeps people; the tables are made by our own SQL migrations.</summary>
public sealed class PeopleDb(DbContextOptions<PeopleDb> options) : IdentityUserContext<Person, Guid>(options)
{
    public DbSet<PersonChange> Changes => Set<PersonChange>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    /// <summary>Changes among the people of one company or vendor wait for each other, so that who counts them counts right.</summary>
    public async Task<IDbContextTransaction> BeginFor(string roleName, string? scope, CancellationToken cancel)
    {
        var transaction = await Database.BeginTransactionAsync(cancel);
        await Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"people {roleName} {scope}"}, 0))", cancel);
        return transaction;
    }

    /// <summary>False when the company's record was claimed meanwhile: then the code of this generation opens nothing any more.</summary>
    public async Task<bool> RaiseClaimGeneration(string company, int from, CancellationToken cancel) =>
        await Database.ExecuteSqlAsync(
            $"""
            insert into people.claim_generations as g (company, generation) values ({company}, {from + 1})
            on conflict (company) do update set generation = {from + 1} where g.generation = {from}
            """, cancel) == 1;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema("people");
        builder.Entity<Person>().ToTable("people").Ignore(p => p.Role);
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("tokens");
        builder.Entity<IdentityUserPasskey<Guid>>().ToTable("passkeys").OwnsOne(p => p.Data, data => data.ToJson("data"));
        builder.Entity<PersonChange>().ToTable("changes").HasOne<Person>().WithMany().HasForeignKey(c => c.PersonId);
        builder.Entity<Invitation>().ToTable("invitations").Ignore(i => i.Role).HasOne<Person>().WithMany().HasForeignKey(i => i.AcceptedBy);
        foreach (var entity in builder.Model.GetEntityTypes().Where(e => !e.IsOwned()))
            foreach (var property in entity.GetProperties())
                property.SetColumnName(SnakeCase(property.Name));
    }

    static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
