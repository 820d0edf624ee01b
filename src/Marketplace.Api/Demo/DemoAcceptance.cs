using Billing;
using Marketplace.Api.Access;
using Marketplace.Api.Jobs;
using Marketplace.Api.Orders;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Places;
using Marketplace.Grains.Runtime;

namespace Marketplace.Api.Demo;

/// <summary>How far a month's batch comes in the demo's year.</summary>
enum DemoCourse
{
    /// <summary>To its end.</summary>
    Whole,

    /// <summary>To its end, after the province has returned it once.</summary>
    Returned,

    /// <summary>The cities are at it when the visitor comes.</summary>
    UnderWay,

    /// <summary>It was just opened.</summary>
    Opened,
}

/// <summary>The acceptance of a month: batch, cities, province, appeals (S003 art.19).</summary>
/// <param name="usageIsIn">Waits until all usage of the month has been taken in.</param>
sealed class DemoAcceptance(DemoSender sender, BatchWork work, IdleJob idle, Func<CancellationToken, Task> usageIsIn)
{
    /// <summary>The city whose people the visitor may play: half of its sample is left to them.</summary>
    const string Visitors = "340100";

    /// <summary>Orders of a month whose companies or vendors appeal.</summary>
    const int AppealsMax = 3;

    const string MachineUse = "usage.around-the-clock";

    static readonly string[] Found =
    [
        "现场查看生产看板，与平台数据一致。", "电话核实经办人，每天使用。", "抽查三天的报工单，数量相符。", "仓库扫码枪在用，员工能熟练操作。", "财务核对过对账单，确认使用。",
    ];

    /// <summary>When the month's batch is opened, by the job's schedule.</summary>
    public static DateTimeOffset OpensAt(string month) => ChinaMonth.End(month).AddDays(7) + new TimeSpan(1, 10, 0);

    /// <summary>So long a batch is under way at least before another course than <see cref="DemoCourse.Opened"/> suits it.</summary>
    public static readonly TimeSpan UnderWayMin = TimeSpan.FromHours(36);

    public IEnumerable<DemoStep> Steps(string month, DemoCourse course)
    {
        var (opened, day) = (OpensAt(month), ChinaMonth.End(month).AddDays(7));
        yield return new DemoStep(opened, cancel => Open(month, cancel));
        yield return new DemoStep(day + new TimeSpan(2, 30, 0), cancel => EndIdle(day, cancel));
        if (course == DemoCourse.Opened) yield break;
        if (course == DemoCourse.UnderWay)
        {
            yield return new DemoStep(day + DemoStep.Noon, _ => Submit(month));
            yield return new DemoStep(day + DemoStep.Evening, _ => VerifyAll(month, areVisitorsDone: false));
            yield return new DemoStep(day.AddDays(1) + DemoStep.Noon, _ => ConfirmAll(month, city => city != Visitors && DemoHabits.Draw(city[3] - '0', 5, 3) > 0, ""));
            yield break;
        }
        yield return new DemoStep(day.AddDays(1) + DemoStep.Noon, _ => Submit(month));
        yield return new DemoStep(day.AddDays(3) + DemoStep.Noon, _ => VerifyAll(month, areVisitorsDone: true));
        yield return new DemoStep(day.AddDays(4) + DemoStep.Noon, _ => ConfirmAll(month, _ => true, ""));
        if (course == DemoCourse.Returned)
        {
            yield return new DemoStep(day.AddDays(5) + DemoStep.Noon, _ => Return(month));
            yield return new DemoStep(day.AddDays(6) + DemoStep.Noon, _ => SubmitAgain(month));
            yield return new DemoStep(day.AddDays(7) + DemoStep.Noon, _ => ConfirmAll(month, _ => true, " again"));
        }
        yield return new DemoStep(day.AddDays(8) + DemoStep.Noon, cancel => Approve(month, cancel));
        yield return new DemoStep(day.AddDays(18) + DemoStep.Noon, _ => Appeal(month));
    }

    async Task Open(string month, CancellationToken cancel)
    {
        await usageIsIn(cancel);
        DemoSender.Demand(await work.Prepare(month, new Caller(Caller.Platform), cancel), $"batch {month}");
    }

    async Task EndIdle(DateTimeOffset day, CancellationToken cancel)
    {
        var run = new JobRun(day);
        await idle.Run(run, cancel);
        if (run.Findings.FirstOrDefault() is { } finding) throw new InvalidOperationException($"Demo data: idle orders: {finding}");
    }

    async Task Submit(string month)
    {
        var state = await State(month);
        if (state.Batch.Cities.Count == 0) return; // nothing was due in it
        if (Adjusted(state) is { Count: > 0 } adjustments) await sender.Demand(new AdjustBatch(month, adjustments), DemoSender.Operator, $"adjust {month}");
        await sender.Demand(new SubmitBatch(month, DemoSender.Operator), DemoSender.Operator, $"submit {month}");
    }

    static EquatableList<Adjustment> Adjusted(BatchState state) =>
    [
        .. from line in state.Lines
           where DemoHabits.Draw(Serial(line), 11, 150) == 0
           select new Adjustment(line.Proposed.Order, Allocation.UpTo(line.Proposed.Asked, 90), "usage.partly", "部分模块停用，平台核减一成。"),
    ];

    async Task VerifyAll(string month, bool areVisitorsDone)
    {
        foreach (var (city, part) in (await State(month)).Parts)
        {
            var selected = part.InOrder.Where(l => l.State != ReviewState.NotSelected).ToArray();
            if (city == Visitors && !areVisitorsDone) selected = selected[..((selected.Length + 1) / 2)];
            var by = DemoSender.Actor(Role.CityBureau, city);
            foreach (var (i, chunk) in selected.Chunk(Verification.ChunkMax).Index())
                await sender.Demand(new VerifyLines(month, city, by, [.. chunk.Select(CheckOf)]), by, $"verify {month} {city} {i}");
        }
    }

    /// <summary>Flags reject nothing by themselves; somebody has looked.</summary>
    static Check CheckOf(BatchLine line)
    {
        var (order, draw, notes) = (line.Proposed.Order, DemoHabits.Draw(Serial(line), 12, 100), Found[DemoHabits.Draw(Serial(line), 13, Found.Length)]);
        if (line.Proposed.Flags.Any(f => f.Signal == MachineUse) && !line.Proposed.IsAppeal)
            return new Check(order, CheckResult.Reject, null, "usage.not-real", "使用记录昼夜不停、间隔相同，企业现场说没有人操作，属于机器刷量。", "两家企业的电脑由供应商代管。", []);
        return draw switch
        {
            < 3 => new Check(order, CheckResult.Reject, null, "usage.not-real", "车间已停用，使用记录来自供应商的演示账号。", "现场照片见市局存档。", []),
            < 8 => new Check(order, CheckResult.Deduct, Allocation.UpTo(line.AdjustedStep.Amount, 60), "usage.partly", "只开通了部分账号，按实际开通数核减。", notes, []),
            < 9 => new Check(order, CheckResult.Bypass, null, "company.moved", "企业正在搬迁，本月无法现场核验，下月补查。", null, []),
            _ => new Check(order, CheckResult.Pass, null, null, null, notes, []),
        };
    }

    async Task ConfirmAll(string month, Func<string, bool> isMeant, string again)
    {
        foreach (var (city, _) in (await State(month)).Parts.Where(p => isMeant(p.City)))
        {
            var by = DemoSender.Second(Role.CityBureau, city);
            await sender.Demand(new ConfirmVerification(month, city, by, "抽查属实，同意上报。"), by, $"confirm {month} {city}{again}");
        }
    }

    async Task Return(string month)
    {
        if ((await State(month)).Batch.Cities.Count > 0)
            await sender.Demand(new ReturnBatch(month, "个别订单的套餐与合同不一致，请平台核对后重新提交。"), DemoSender.Province, $"return {month}");
    }

    async Task SubmitAgain(string month)
    {
        var state = await State(month);
        if (state.Batch.Cities.Count == 0) return;
        var first = state.Lines.Where(l => l.Check is null).OrderBy(l => l.Proposed.Number, StringComparer.Ordinal).First();
        var put = new Adjustment(first.Proposed.Order, Allocation.UpTo(first.Proposed.Asked, 80), "plan.differs", "合同为基础版，按基础版金额核减。");
        await sender.Demand(new AdjustBatch(month, [put]), DemoSender.Operator, $"adjust {month} again");
        await sender.Demand(new SubmitBatch(month, DemoSender.Operator), DemoSender.Operator, $"submit {month} again");
    }

    async Task Approve(string month, CancellationToken cancel)
    {
        if ((await State(month)).Batch.Cities.Count == 0) return;
        await sender.Demand(new ApproveBatch(month, DemoSender.Province, "同意按核验结果验收。"), DemoSender.Province, $"approve {month}");
        DemoSender.Demand(await work.Apply(month, new Caller(DemoSender.Province), null, cancel), $"carry out {month}");
    }

    async Task Appeal(string month)
    {
        var refused = (await State(month)).Lines
            .Where(l => l is { Proposed.IsAppeal: false, Check.Result: CheckResult.Reject or CheckResult.Deduct })
            .OrderBy(l => l.Proposed.Number, StringComparer.Ordinal).Take(AppealsMax);
        foreach (var line in refused)
        {
            var company = line.Proposed.Company.Value;
            await sender.Send(
                new ResubmitOrder(line.Proposed.Order, company, "我们每天都在用，附上本月的报工记录和操作员名单，请复核。", []),
                DemoSender.Actor(Role.Company, company), $"appeal {month} {line.Proposed.Number}");
        }
    }

    Task<BatchState> State(string month) => sender.Grains.Read(turn => BatchState.Of(turn, month));

    /// <summary>The running number of the order.</summary>
    static int Serial(BatchLine line) => int.Parse(line.Proposed.Number.AsSpan(3, 7), System.Globalization.CultureInfo.InvariantCulture);
}
