using Marketplace.Api.Access;

namespace Marketplace.Api.Notices;

/// <summary>What somebody is to be told before something happens.</summary>
/// <param name="Scope">Whose: a credit code or a city's code; empty for roles without a scope.</param>
/// <param name="Kind">Its texts are <c>notices.{Kind}</c> and, for companies, <c>company.attention.{Kind}</c> and <c>company.todo.{Kind}</c>.</param>
/// <param name="Order">The order it is about.</param>
/// <param name="DueOn">The day on which it happens, in Asia/Shanghai.</param>
/// <param name="Step">Which of several notices before that day, as the days before it: 60, 30, 7.</param>
public sealed record NewNotice(Role Role, string Scope, string Kind, string Order, DateOnly DueOn, int Step);

/// <summary>A notice as its recipient has it.</summary>
/// <param name="SeenAt">When somebody said that they have seen it; null until then.</param>
public sealed record Notice(long Id, string Kind, string Order, DateOnly DueOn, int Step, DateTimeOffset MadeAt, DateTimeOffset? SeenAt);
