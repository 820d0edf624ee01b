namespace Marketplace.Grains.Signals;

/// <summary>What a mark is made of. A mark is a keyed hash: it tells that two are the same, and not what they are.</summary>
public enum MarkKind
{
    /// <summary>A name with an e-mail address.</summary>
    Person,
    Phone,

    /// <summary>A bank account.</summary>
    Account,
}

public static class MarkKinds
{
    /// <summary>As <c>signals.marks</c> has it.</summary>
    public static string Code(this MarkKind kind) => kind switch
    {
        MarkKind.Person => "person",
        MarkKind.Phone => "phone",
        MarkKind.Account => "account",
    };
}
