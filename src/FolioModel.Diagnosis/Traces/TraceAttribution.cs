namespace FolioModel.Diagnosis;

/// <summary>Says for a change of a reference count whose reference it was, from the event and its stack.</summary>
internal sealed class TraceAttribution(TraceStacks stacks)
{
    private static readonly HolderKind[] s_generic =
        [HolderKind.Lookup, HolderKind.Get, HolderKind.GupGet, HolderKind.Allocation, HolderKind.Isolation];

    private static readonly HolderKind[] s_pin = [HolderKind.GupPin];

    // By the number of the stack: a stack is judged once.
    private Taking[] _takings = [];
    private HolderKind[]?[] _givings = [];

    /// <summary>The reason for taking a reference.</summary>
    /// <param name="Kind">The holder.</param>
    /// <param name="Taker">The function that wanted it, or "" without a stack; null while the stack is not judged.</param>
    /// <param name="IsKnown">Whether a rule says so.</param>
    /// <param name="InFault">Whether a page fault takes it, which ends with an entry of a page table.</param>
    /// <param name="IsPin">Whether a function of the stack pins.</param>
    public readonly record struct Taking(HolderKind Kind, string Taker, bool IsKnown, bool InFault, bool IsPin);

    public Taking Take(in TraceEvent change)
    {
        Taking taking = OfStack(change.Stack);
        if (!taking.IsKnown && change.Stack == 0)
        {
            return WithoutStack(change);
        }

        return taking.Kind == HolderKind.GupGet && (taking.IsPin || change.Value >= Folio.PinBias - 1)
            ? taking with { Kind = HolderKind.GupPin }
            : taking;
    }

    /// <summary>The function that takes references where the stack is this one.</summary>
    public string TakerOf(int stack) => stack == 0 ? "" : OfStack(stack).Taker;

    /// <summary>The holder whose reference is given back: the first of these that has one.</summary>
    /// <returns>The holders; none where nothing is known.</returns>
    public HolderKind[] GiveBack(in TraceEvent change)
    {
        if (change.Value <= -Folio.PinBias)
        {
            return s_pin;
        }

        MakeRoom(ref _givings, change.Stack);
        return _givings[change.Stack] ??= JudgeGiving(stacks.FunctionsOf(change.Stack));
    }

    private Taking OfStack(int stack)
    {
        MakeRoom(ref _takings, stack);
        ref Taking taking = ref _takings[stack];
        if (taking.Taker is null)
        {
            taking = Judge(stacks.FunctionsOf(stack));
        }

        return taking;
    }

    private void MakeRoom<T>(ref T[] array, int stack)
    {
        if (stack >= array.Length)
        {
            Array.Resize(ref array, Math.Max(stacks.Count + 1, array.Length * 2));
        }
    }

    private static Taking WithoutStack(in TraceEvent change) => change.Kind switch
    {
        TraceEventKind.ReferenceSet => new Taking(HolderKind.Allocation, "", true, false, false),
        TraceEventKind.ReferenceTried => new Taking(HolderKind.Speculative, "", true, false, false),
        _ when change.Value % Folio.PinBias == 0 => new Taking(HolderKind.GupPin, "", true, false, true),
        _ => new Taking(HolderKind.Get, "", false, false, false),
    };

    private static Taking Judge(IReadOnlyList<string> stack)
    {
        bool isPin = stack.Any(static f => f.StartsWith("pin_user", StringComparison.Ordinal));
        bool inFault = stack.Any(static f => f is "handle_mm_fault" or "__handle_mm_fault");
        string taker = stack.FirstOrDefault(f => !TraceRules.IsInterface(f) && !TraceRules.Takes(f, out _))
            ?? (stack.Count > 0 ? stack[0] : "");
        foreach (string function in stack)
        {
            if (TraceRules.Takes(Base(function), out TraceRole role))
            {
                bool serves = TraceRules.IsInterface(function) || role.Kind == HolderKind.Lookup || role.Kind == HolderKind.GupGet;
                return new Taking(role.Kind, serves ? taker : function, true, inFault, isPin);
            }
        }

        return new Taking(HolderKind.Get, taker, stack.Count > 0, inFault, isPin);
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
