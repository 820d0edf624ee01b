using Billing;
using Billing.Ledger;
using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Tests.Simulation;
using Marketplace.Grains.Wallets;

namespace Marketplace.Grains.Tests.Runtime;

public sealed class GrainHostTests
{
    static readonly Guid Key = new("0198c0de-0000-7000-8000-000000000001");

    readonly HostUnderTest _host = new();

    static Money Available(Turn turn, string wallet) => turn.Read(Wallet.Grain[wallet]).Available;

    [Fact]
    public async Task A_caller_is_answered_when_its_facts_are_durable_and_not_before()
    {
        var answer = _host.Send(Ask.ToOpen("w1"));
        Assert.False(answer.IsCompleted);

        _host.Commit();

        Assert.Equal("""{"done":"w1"}""", (await answer).Answer);
        Assert.Single(_host.Store.Stream("wallet-w1"));
    }

    [Fact]
    public async Task Turns_that_arrive_during_a_commit_go_into_the_next_one_together()
    {
        var first = _host.Send(Ask.ToOpen("w1"));
        Task<Sent>[] others = [.. Enumerable.Range(2, 5).Select(i => _host.Send(Ask.ToOpen($"w{i}")))];
        Assert.Equal([1], _host.CommitsInFlight);

        _host.Commit();
        Assert.Equal([5], _host.CommitsInFlight);
        Assert.True(first.IsCompleted);
        Assert.DoesNotContain(others, o => o.IsCompleted);

        _host.Commit();
        Assert.All(await Task.WhenAll(others), sent => Assert.Null(sent.Refusal));
    }

    [Fact]
    public async Task A_turn_sees_what_was_decided_before_it_though_it_is_not_committed_yet()
    {
        await _host.Done(Ask.ToOpen("w1"));
        var first = _host.Send(Ask.ToReserve("w1", "o1", 60));
        var second = _host.Send(Ask.ToReserve("w1", "o2", 60));

        _host.CommitAll();

        Assert.Null((await first).Refusal);
        Assert.Equal(WalletRefusal.Insufficient, (await second).Refusal);
    }

    [Fact]
    public void A_commit_takes_so_many_turns_and_no_more()
    {
        var host = new HostUnderTest(options: new GrainHostOptions { BatchMax = 3 });
        for (var i = 0; i < 8; i++) host.Send(Ask.ToOpen($"w{i}"));

        List<int> sizes = [];
        while (host.CommitsInFlight is [var size])
        {
            sizes.Add(size);
            host.Commit();
        }

        Assert.Equal([1, 3, 3, 1], sizes);
    }

    [Fact]
    public async Task Beyond_the_bound_of_the_queue_a_command_is_told_to_come_again()
    {
        var host = new HostUnderTest(options: new GrainHostOptions { QueueMax = 2 });
        Task<Sent>[] waiting = [host.Send(Ask.ToOpen("w1")), host.Send(Ask.ToOpen("w2"))];

        Assert.Equal("host.overloaded", (await host.Send(Ask.ToOpen("w3"))).Refusal?.Code);

        host.CommitAll();
        Assert.All(await Task.WhenAll(waiting), sent => Assert.Null(sent.Refusal));
        Assert.Null((await host.Done(Ask.ToOpen("w3"))).Refusal);
    }

    [Fact]
    public async Task Memory_is_bounded_and_what_was_forgotten_comes_back_from_the_store()
    {
        var host = new HostUnderTest(options: new GrainHostOptions { GrainsMax = 3 });
        for (var i = 0; i < 10; i++) await host.Done(Ask.ToOpen($"w{i}"));

        Assert.Equal(3, host.Host.ActiveGrains);
        Assert.Equal(WalletRefusal.Insufficient, (await host.Done(Ask.ToReserve("w0", "o1", 101))).Refusal);
        Assert.Null((await host.Done(Ask.ToReserve("w0", "o1", 100))).Refusal);
        Assert.Equal(3, host.Host.ActiveGrains);
    }

    [Fact]
    public void Grains_of_a_commit_in_flight_are_not_forgotten()
    {
        var host = new HostUnderTest(options: new GrainHostOptions { GrainsMax = 1 });
        host.Send(Ask.ToOpen("w1"));
        host.Send(Ask.ToOpen("w2"));
        Assert.Equal(2, host.Host.ActiveGrains);

        host.CommitAll();
        Assert.Equal(1, host.Host.ActiveGrains);
    }

    [Fact]
    public async Task The_same_command_sent_twice_at_once_is_done_once_and_both_hear_of_it()
    {
        var first = _host.Send(Ask.ToOpen("w1"), Key);
        var twin = _host.Send(Ask.ToOpen("w1"), Key);
        var other = await _host.Send(Ask.ToOpen("w2"), Key);
        _host.CommitAll();

        Assert.Equal((await first).Answer, (await twin).Answer);
        Assert.Equal(HostRefusal.IdempotencyConflict, other.Refusal);
        Assert.Single(_host.Store.Journal);
    }

    [Fact]
    public async Task A_command_sent_again_gets_its_first_answer_from_any_host()
    {
        var first = await _host.Done(Ask.ToOpen("w1"), Key);
        var elsewhere = new HostUnderTest(_host.Store);

        Assert.Equal(first with { Repeated = true }, await elsewhere.Done(Ask.ToOpen("w1"), Key));
        Assert.Equal(HostRefusal.IdempotencyConflict, (await elsewhere.Done(Ask.ToOpen("w2"), Key)).Refusal);
        Assert.Single(_host.Store.Journal);
    }

    [Fact]
    public async Task A_refused_command_leaves_its_key_unused()
    {
        await _host.Done(Ask.ToOpen("w1"));
        Assert.Equal(WalletRefusal.Insufficient, (await _host.Done(Ask.ToReserve("w1", "o1", 101), Key)).Refusal);

        Assert.Null((await _host.Done(Ask.ToReserve("w1", "o1", 99), Key)).Refusal);
    }

    [Fact]
    public async Task A_turn_that_throws_harms_only_itself()
    {
        _ = _host.Send(Ask.ToOpen("w0"));
        var before = _host.Send(Ask.ToOpen("w1"));
        var broken = _host.Send(new Ask("broken", _ => throw new DivideByZeroException()), Key);
        var after = _host.Send(Ask.ToOpen("w2"));
        _host.CommitAll();

        await Assert.ThrowsAsync<DivideByZeroException>(() => broken);
        Assert.Null((await before).Refusal);
        Assert.Null((await after).Refusal);
        Assert.Null((await _host.Done(Ask.ToOpen("w3"), Key)).Refusal);
    }

    [Fact]
    public async Task A_turn_that_throws_when_it_is_decided_again_holds_nobody_up()
    {
        await _host.Done(Ask.ToOpen("w1"));
        await _host.Done(Ask.ToOpen("w2"));
        var isAgain = false;
        var broken = _host.Send(new Ask("broken", turn => isAgain
            ? throw new DivideByZeroException()
            : Ask.ToReserve("w1", "o1", 1).Run(turn)));
        isAgain = true;
        _host.HoldsLoads = true;
        _host.Commit(CommitOutcome.Conflict);
        var waiting = _host.Send(Ask.ToReserve("w2", "o2", 1));

        _host.HoldsLoads = false;
        _host.AnswerLoad();
        _host.CommitAll();

        await Assert.ThrowsAsync<DivideByZeroException>(() => broken);
        Assert.True(waiting.IsCompleted, "The turn that waited for the broken one was forgotten.");
    }

    [Fact]
    public async Task When_a_commit_is_refused_only_the_guilty_turn_is()
    {
        await _host.Done(new Ask("fund", OpenFund));
        await _host.Done(Drawing("o0", 10));
        var elsewhere = new HostUnderTest(_host.Store);
        await elsewhere.Done(Drawing("o1", 70));

        _ = _host.Send(Ask.ToOpen("busy"));
        var modest = _host.Send(Drawing("o2", 15));
        var guilty = _host.Send(Drawing("o3", 50));
        var innocent = _host.Send(Ask.ToOpen("w1"));
        _host.Commit();
        Assert.Equal([3], _host.CommitsInFlight);
        Assert.Equal(CommitOutcome.Overdrawn, _host.Commit());
        _host.CommitAll();

        Assert.Null((await modest).Refusal);
        Assert.Equal("ledger.overdrawn", (await guilty).Refusal?.Code);
        Assert.Null((await innocent).Refusal);
    }

    [Fact]
    public async Task Turns_decided_on_top_of_a_refused_commit_are_decided_again()
    {
        await _host.Done(Ask.ToOpen("w1"));
        var elsewhere = new HostUnderTest(_host.Store);
        var first = _host.Send(Ask.ToReserve("w1", "o1", 60));
        var onTop = _host.Send(Ask.ToReserve("w1", "o2", 40));
        await elsewhere.Done(Ask.ToReserve("w1", "o3", 50));

        Assert.Equal(CommitOutcome.Conflict, _host.Commit());
        _host.CommitAll();

        Assert.Equal(WalletRefusal.Insufficient, (await first).Refusal);
        Assert.Null((await onTop).Refusal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_an_unknown_outcome_a_command_is_done_exactly_once(bool isWritten)
    {
        var answer = _host.Send(Ask.ToOpen("w1"), Key);
        _host.Commit(CommitOutcome.Unknown, isWritten);
        Assert.False(answer.IsCompleted);

        _host.Pass(TimeSpan.FromSeconds(1));
        _host.CommitAll();

        Assert.Equal("""{"done":"w1"}""", (await answer).Answer);
        Assert.Single(_host.Store.Journal);
    }

    [Fact]
    public async Task A_command_that_the_store_cannot_take_fails_alone()
    {
        _ = _host.Send(Ask.ToOpen("busy"));
        var faulty = _host.Send(Ask.ToOpen("w1"));
        var other = _host.Send(Ask.ToOpen("w2"));
        _host.Commit();
        _host.Commit(CommitOutcome.Faulty);
        _host.Commit(CommitOutcome.Faulty);
        _host.CommitAll();

        await Assert.ThrowsAsync<InvalidOperationException>(() => faulty);
        Assert.Null((await other).Refusal);
    }

    [Fact]
    public async Task A_command_that_others_keep_winning_against_is_told_to_come_again()
    {
        var host = new HostUnderTest(options: new GrainHostOptions { AttemptsMax = 4 });
        var answer = host.Send(Ask.ToOpen("w1"));
        while (!answer.IsCompleted) host.Commit(CommitOutcome.Conflict);

        Assert.Equal(HostRefusal.Contended, (await answer).Refusal);
        Assert.Empty(host.Store.Journal);
    }

    [Fact]
    public async Task When_the_store_is_gone_for_long_a_command_is_told_so_and_may_come_again()
    {
        _host.LoadsFail = true;
        var answer = _host.Send(Ask.ToOpen("w1"), Key);
        for (var i = 0; i < 10 && !answer.IsCompleted; i++) _host.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(HostRefusal.OutcomeUnknown, (await answer).Refusal);

        _host.LoadsFail = false;
        _host.Pass(TimeSpan.FromSeconds(3));
        Assert.Null((await _host.Done(Ask.ToOpen("w1"), Key)).Refusal);
    }

    [Fact]
    public async Task A_read_waits_for_what_it_rests_on_and_never_shows_what_came_to_nothing()
    {
        await _host.Done(Ask.ToOpen("w1"));
        _ = _host.Send(Ask.ToReserve("w1", "o1", 60));
        var read = _host.Read(turn => Available(turn, "w1"));
        Assert.False(read.IsCompleted);

        _host.Commit(CommitOutcome.Faulty);
        _host.CommitAll();

        Assert.Equal(Money.Yuan(100), await read);
    }

    [Fact]
    public async Task A_read_sees_what_another_host_has_acknowledged()
    {
        await _host.Done(Ask.ToOpen("w1"));
        var elsewhere = new HostUnderTest(_host.Store);
        await elsewhere.Done(Ask.ToReserve("w1", "o1", 60));

        Assert.Equal(Money.Yuan(40), await _host.Read(turn => Available(turn, "w1")));
        Assert.Equal(Money.Yuan(40), await _host.Read(turn => turn.Balance(AccountId.WalletAvailable("w1"))));
    }

    [Fact]
    public async Task A_refusal_rests_on_what_is_true_now_and_not_on_memory()
    {
        await _host.Done(Ask.ToOpen("w1"));
        await _host.Done(Ask.ToReserve("w1", "o1", 60));
        var elsewhere = new HostUnderTest(_host.Store);
        await elsewhere.Done(new Ask("release", turn => Ask.Answered(turn.Do(Wallet.Grain["w1"], new WalletCommand.Release(new("o1"))), "o1")));

        Assert.Null((await _host.Done(Ask.ToReserve("w1", "o2", 100))).Refusal);
    }

    [Fact]
    public async Task A_host_that_stops_answers_what_it_has_accepted_and_takes_no_more()
    {
        var accepted = _host.Send(Ask.ToOpen("w1"));
        var stopped = _host.Stop();
        var late = await _host.Send(Ask.ToOpen("w2"));
        Assert.False(stopped.IsCompleted);

        _host.CommitAll();
        await stopped;

        Assert.Null((await accepted).Refusal);
        Assert.Equal(HostRefusal.Stopping, late.Refusal);
    }

    [Fact]
    public async Task Every_fact_follows_the_hash_of_the_one_before()
    {
        await _host.Done(Ask.ToOpen("w1"));
        await _host.Done(Ask.ToReserve("w1", "o1", 1));
        await _host.Done(Ask.ToReserve("w1", "o2", 1));

        var hash = HashChain.Beginning;
        foreach (var fact in _host.Store.Stream("wallet-w1"))
            Assert.Equal(hash = HashChain.OfFact(hash, fact.Row), fact.Row.Hash);
    }

    static Reply OpenFund(Turn turn)
    {
        var refusal = turn.Do(Fund.Grain["f"], new FundCommand.Open("province", 2026))
            ?? turn.Do(Fund.Grain["f"], new FundCommand.Appropriate(Money.Yuan(100), "test"));
        return Ask.Answered(refusal, "f");
    }

    /// <summary>An order that draws on the fund, decided without asking what the fund holds.</summary>
    static Ask Drawing(string order, long yuan) => new($"draw {order} {yuan}", turn =>
    {
        var amount = Money.Yuan(yuan);
        var terms = new OrderTerms(
            order, new CreditCode("c"), "340100", "w", new CreditCode("v"), new("l"), "p", amount,
            new SubsidySplit(amount, Money.Zero, Money.Zero), [new FundShare(new FundId("f"), amount)], "1", 1, 7);
        return Ask.Answered(turn.Do(Order.Grain[order], new OrderCommand.Place(terms, turn.Now, turn.Now), isNew: true), order);
    });
}
