using Marketplace.Api.Access;
using Marketplace.Api.Http;
using Marketplace.Grains.Runtime;
using Npgsql;

namespace Marketplace.Api.People;

/// <summary>
/// Asks a person who is signed in for another one-time code, before something that moves much money. Keys for machines have no
/// second factor: whoever makes one for a bureau answers for it.
/// </summary>
public sealed class FreshCode(Accounts accounts, SecondFactor secondFactor, NpgsqlDataSource database)
{
    static readonly Refusal Required = PeopleRefusal.CodeWrong with
    {
        Code = "second-factor.code-required",
        Reason = "Send the code that your authenticator app shows now.",
        ReasonZh = "请输入身份验证器当前显示的 6 位数字。",
    };

    public Task<Refusal?> Prove(HttpContext context, string? code) =>
        Prove(context, code, Commands.ReadKey(context, out var key) is null ? key : null);

    /// <param name="command">The key of what the code is for.</param>
    public async Task<Refusal?> Prove(HttpContext context, string? code, Guid? command)
    {
        var requester = context.Requester();
        if (await accounts.Find(requester) is not { } person) return null;
        // A code works once; who sends the same command again, having missed its answer, is not asked for another.
        if (command is { } known && await WasDone(known, requester.Actor, context.RequestAborted)) return null;
        return string.IsNullOrWhiteSpace(code) ? Required : await secondFactor.Prove(person, code.Trim());
    }

    async Task<bool> WasDone(Guid command, string actor, CancellationToken cancel)
    {
        await using var question = database.CreateCommand("select exists (select from es.commands where id = $1 and actor = $2)");
        question.Parameters.AddWithValue(command);
        question.Parameters.AddWithValue(actor);
        return await question.ExecuteScalarAsync(cancel) is true;
    }
}
