namespace Marketplace.Grains.Runtime;

/// <summary>What the engine itself refuses, whatever the command.</summary>
public static class HostRefusal
{
    public static readonly Refusal IdempotencyConflict = new(RefusalKind.Conflict, "idempotency.conflict",
        "This Idempotency-Key was used for another command. Use a new key for a new command.",
        "该幂等键已用于另一请求；新的请求请使用新的键。", "Idempotency-Key");

    public static readonly Refusal QueueFull = new(RefusalKind.Overloaded, "host.overloaded",
        "Too many commands are waiting. Send it again a little later, with the same key.",
        "系统繁忙，请稍后用同一幂等键重试。");

    public static readonly Refusal OutcomeUnknown = new(RefusalKind.Overloaded, "store.unavailable",
        "The store does not answer, so the outcome is not known. Send it again with the same key to learn it.",
        "存储暂不可用，结果未知；请稍后用同一幂等键重试以获知结果。");

    public static readonly Refusal Contended = new(RefusalKind.Overloaded, "host.contended",
        "Others keep changing the same records. Send it again with the same key.",
        "相关记录正被频繁修改，请稍后用同一幂等键重试。");

    public static readonly Refusal Stopping = new(RefusalKind.Overloaded, "host.stopping",
        "This node is stopping. Send it again with the same key.",
        "该节点正在停止，请用同一幂等键重试。");

    public static Refusal Overdrawn(string account) => new(RefusalKind.Rule, "ledger.overdrawn",
        $"The account {account} does not hold this much.", $"账户 {account} 余额不足。");
}
