namespace Billing.Stripe;

/// <summary>
/// One call with all its attempts: it remembers whether any of them may have moved money, since a later attempt that surely
/// did not says nothing about an earlier one that was lost sight of.
/// </summary>
sealed class StripeCall(StripeRequest request)
{
    bool before;

    public StripeRequest Request => request;

    public string Method => request.Changes ? "POST" : "GET";

    public bool MayHaveHappened { get; private set; }

    /// <summary>How the latest attempt ended; null if there was none.</summary>
    public StripeException? LastFailure { get; set; }

    /// <summary>An attempt begins; until it is known how it ended, it may have done what it was to do.</summary>
    public void Sent()
    {
        before = MayHaveHappened;
        MayHaveHappened = request.Changes;
        LastFailure = null;
    }

    /// <summary>The attempt surely did nothing; what came before stays as it was.</summary>
    public bool Unheard() => MayHaveHappened = before;

    /// <summary>Nobody knows what the attempt did.</summary>
    public bool Uncertain() => MayHaveHappened;

    /// <summary>Stripe itself says that it did not do this: with one key for all attempts, the earlier ones did not either.</summary>
    public bool Denied() => MayHaveHappened = false;
}
