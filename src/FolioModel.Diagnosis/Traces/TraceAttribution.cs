namespace FolioModel.Diagnosis;

/// <summary>Says for a change of a reference count whose reference it was, from the event and its stack.</summary>
internal sealed class TraceAttribution(TraceStacks stacks)
{
    private static readonly HolderKind[] s_generic =
        [HolderKind.Lookup, HolderKind.Get, HolderKind.GupGet, HolderKind.Allocation, HolderKind.Isolation];

    private readonly Dictionary<int, Taking> _takings = [];
    private readonly Dictionary<int, HolderKind[]> _givings = [];

    /// <summary>The reason for taking a reference.</summary>
    /// <param name="Kind">The holder.</param>
    /// <param name="Taker">The function that wanted it, or "" without a stack.</param>
    /// <param name="IsKnown">Whether a rule says so.</param>
    /// <param name="InFault">Whether a page fault takes it, which ends with an entry of a page table.</param>
    public readonly record struct Taking(HolderKind Kind, string Taker, bool IsKnown, bool InFault);

    public Taking Take(in TraceEvent change)
    {
        if (!_takings.TryGetValue(change.Stack, out Taking taking))
        {
            taking = Judge(stacks.FunctionsOf(change.Stack));
            _takings.Add(change.Stack, taking);
        }

        if (!taking.IsKnown && change.Stack == 0)
        {
            return WithoutStack(change);
        }

        return taking.Kind == HolderKind.GupGet && IsPin(change) ? taking with { Kind = HolderKind.GupPin } : taking;
    }

    /// <summary>The holder whose reference is given back: the first of these that has one.</summary>
    /// <returns>The holders; none where nothing is known.</returns>
    public HolderKind[] GiveBack(in TraceEvent change)
    {
        if (!_givings.TryGetValue(change.Stack, out HolderKind[]? kinds))
        {
            kinds = JudgeGiving(stacks.FunctionsOf(change.Stack));
            _givings.Add(change.Stack, kinds);
        }

        return change.Value <= -Folio.PinBias ? [HolderKind.GupPin] : kinds;
    }

    private bool IsPin(in TraceEvent change) =>
        change.Value >= Folio.PinBias - 1
        || stacks.FunctionsOf(change.Stack).Any(static function => function.StartsWith("pin_user", StringComparison.Ordinal));

    private static Taking WithoutStack(in TraceEvent change) => change.Kind switch
    {
        TraceEventKind.ReferenceSet => new Taking(HolderKind.Allocation, "", true, false),
        TraceEventKind.ReferenceTried => new Taking(HolderKind.Speculative, "", true, false),
        _ when change.Value % Folio.PinBias == 0 => new Taking(HolderKind.GupPin, "", true, false),
        _ => new Taking(HolderKind.Get, "", false, false),
    };

    private static Taking Judge(IReadOnlyList<string> stack)
    {
        bool inFault = stack.Any(static f => f is "handle_mm_fault" or "__handle_mm_fault");
        string taker = stack.FirstOrDefault(f => !TraceRules.IsInterface(f) && !TraceRules.Takes(f, out _))
            ?? (stack.Count > 0 ? stack[0] : "");
        foreach (string function in stack)
        {
            if (TraceRules.Takes(Base(function), out TraceRole role))
            {
                bool serves = TraceRules.IsInterface(function) || role.Kind == HolderKind.Lookup || role.Kind == HolderKind.GupGet;
                return new Taking(role.Kind, serves ? taker : function, true, inFault);
            }
        }

        return new Taking(HolderKind.Get, taker, stack.Count > 0, inFault);
    }

    private static HolderKind[] JudgeGiving(IReadOnlyList<string> stack)
    {
        foreach (string function in stack)
        {
            if (TraceRules.GivesBack(Base(function), out TraceRole role))
            {
                return [role.Kind, .. role.Others];
            }
        }

        return stack.Count > 0 ? s_generic : [];
    }

    /// <summary>A function without what the compiler adds to its name.</summary>
    private static string Base(string function)
    {
        int dot = function.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? function : function[..dot];
    }
}
