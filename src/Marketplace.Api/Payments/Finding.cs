using System.Text.Json.Serialization;
using Billing;

namespace Marketplace.Api.Payments;

/// <summary>In what the two sides differ.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Difference>))]
public enum Difference
{
    /// <summary>The processor has it, the ledger has not.</summary>
    [JsonStringEnumMemberName("missingHere")] MissingHere,

    /// <summary>The ledger has it, the processor has not.</summary>
    [JsonStringEnumMemberName("missingThere")] MissingThere,

    [JsonStringEnumMemberName("amount")] Amount,

    /// <summary>It is in another currency than yuan.</summary>
    [JsonStringEnumMemberName("currency")] Currency,
}

[JsonConverter(typeof(JsonStringEnumConverter<FindingState>))]
public enum FindingState
{
    /// <summary>Somebody has to look into it.</summary>
    [JsonStringEnumMemberName("open")] Open,

    /// <summary>News had been missed; what the processor has was written down.</summary>
    [JsonStringEnumMemberName("repaired")] Repaired,

    /// <summary>A later comparison did not find it any more.</summary>
    [JsonStringEnumMemberName("gone")] Gone,

    /// <summary>An operator has looked into it, and said what came of it.</summary>
    [JsonStringEnumMemberName("settled")] Settled,
}

/// <summary>A difference between the ledger and the payment processor, with both sides.</summary>
/// <param name="Subject">The processor's id of what it is about.</param>
/// <param name="Order">The order's id, where it is about one.</param>
/// <param name="Ours">In the ledger; null where it is not there.</param>
/// <param name="Theirs">At the processor; null where it is not there.</param>
/// <param name="Step">What to do now.</param>
public sealed record Finding(
    long Id, DateOnly Day, MovementKind Kind, Difference Difference, string Subject, string? Order, Money? Ours, Money? Theirs, FindingState State,
    DateTimeOffset FoundAt, string? SettledBy, DateTimeOffset? SettledAt, string? Note)
{
    public ProposedStep Step => ProposedStep.For(Kind, Difference, State);
}

/// <summary>What somebody should do about a finding.</summary>
/// <param name="Code">Stable, for programs and texts.</param>
public sealed record ProposedStep(string Code, string Text, string TextZh)
{
    static readonly ProposedStep Nothing = new("none", "Nothing more to do.", "无需处理。");

    static readonly ProposedStep ForeignCharge = new("refund-foreign-charge",
        "Nobody was charged this through the marketplace: find out in the processor's dashboard whose payment it is, and give it back there or settle the finding.",
        "本平台没有对应的收款：请在支付平台后台核实付款人，并在后台退款或登记处理结果。");

    static readonly ProposedStep ForeignOutflow = new("find-who-moved-it",
        "It was made past the marketplace, without a second person: find out in the processor's dashboard by whom and why, have it put right, and settle the finding.",
        "该资金变动未经本平台双人办理：请在支付平台后台核实经办人与原因，纠正后登记处理结果。");

    static readonly ProposedStep AskProcessor = new("ask-processor",
        "The ledger has a movement that the processor does not show: ask the processor with this id, and do not pay anything again before the answer.",
        "账簿有记录而支付平台无此记录：请持该编号向支付平台查询，答复前不得重复付款。");

    static readonly ProposedStep CompareAmounts = new("compare-amounts",
        "Compare both amounts with the processor's receipt; what is wrong here is put right by a new movement, never by changing the record.",
        "请与支付平台的回单核对双方金额；账簿错误只能以新的分录更正，不得修改记录。");

    static readonly ProposedStep SettleInYuan = new("settle-in-yuan",
        "The processor's account settles in another currency: have it settle in yuan, or book the exchange by hand.", "支付平台账户以其他币种结算：请改为人民币结算或人工登记汇兑。");

    public static ProposedStep For(MovementKind kind, Difference difference, FindingState state) => (state, difference) switch
    {
        (not FindingState.Open, _) => Nothing,
        (_, Difference.Currency) => SettleInYuan,
        (_, Difference.Amount) => CompareAmounts,
        (_, Difference.MissingThere) => AskProcessor,
        (_, Difference.MissingHere) => kind == MovementKind.Charge ? ForeignCharge : ForeignOutflow,
        _ => throw new ArgumentOutOfRangeException(nameof(difference), difference, "No such difference."),
    };
}
