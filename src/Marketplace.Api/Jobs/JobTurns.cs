using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Jobs;

/// <summary>How jobs send many commands: some at a time, so that they are committed together, and none stops the others.</summary>
public static class JobTurns
{
    const int TogetherMax = 200;

    /// <summary>A refused turn becomes a finding about its subject.</summary>
    public static async Task SendAll(this IGrains grains, IEnumerable<(string Subject, ITurn Turn)> turns, JobRun run, CancellationToken cancel)
    {
        foreach (var chunk in turns.Chunk(TogetherMax))
        {
            var sent = await Task.WhenAll(chunk.Select(t => grains.Send(t.Turn, new Caller(Caller.Platform), cancel)));
            foreach (var (subject, refusal) in chunk.Zip(sent, (turn, answer) => (turn.Subject, answer.Refusal)))
                if (refusal is not null) run.Finding(subject, refusal.Code, refusal.Reason, refusal.ReasonZh);
        }
    }
}
