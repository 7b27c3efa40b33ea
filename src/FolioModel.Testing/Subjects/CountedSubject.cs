namespace FolioModel.Testing;

/// <summary>
/// Any type with a reference count of its own. The kit keeps the true balance beside it: after every step the count must be the number of
/// references held, and the thing must be gone exactly when it has no holder.
/// </summary>
/// <typeparam name="T">The type.</typeparam>
public abstract class CountedSubject<T> : Subject
    where T : class
{
    private readonly Scope<Reference> _references;
    private readonly Dictionary<T, int> _balance = new(ReferenceEqualityComparer.Instance);
    private BalanceTree? _tree;
    private Func<string> _step = static () => "";

    /// <summary>Sets up the operations that every counted type has: make, take, drop.</summary>
    protected CountedSubject()
    {
        _references = NewScope<Reference>();
        Define("make", 2, () => Hold(Make(), taken: 1, "make"));
        Define("take", 3, Held(_references), r =>
        {
            Take(r.Thing);
            return Hold(r.Thing, 1, "take");
        });
        Define("drop", 5, Held(_references), Drop, givesBack: true);
    }

    /// <summary>The references that the program holds.</summary>
    protected Scope<Reference> References => _references;

    /// <summary>Makes a thing with one reference.</summary>
    protected abstract T Make();

    /// <summary>Takes one more reference.</summary>
    /// <param name="thing">A thing that has a holder.</param>
    protected abstract void Take(T thing);

    /// <summary>Drops a reference.</summary>
    /// <param name="thing">A thing that the program holds.</param>
    protected abstract void Drop(T thing);

    /// <summary>The thing's count; 0 once it is gone.</summary>
    /// <param name="thing">The thing.</param>
    protected abstract int CountOf(T thing);

    /// <summary>Whether the thing has let go of what it owned.</summary>
    /// <param name="thing">The thing.</param>
    protected abstract bool IsGone(T thing);

    /// <inheritdoc/>
    public override Finding? CheckStep()
    {
        foreach ((T thing, int held) in _balance)
        {
            if (CountOf(thing) != held || IsGone(thing) != (held == 0))
            {
                string gone = IsGone(thing) ? "gone" : "there";
                string what = $"the count of {thing} is {CountOf(thing)} and it is {gone}, but {held} reference(s) are held";
                return Finding.Of(PageInvariants.LedgerSumEqualsCount, what) with { Concerned = [thing] };
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override Finding? Finish()
    {
        foreach (Reference reference in References.Things.ToList())
        {
            Drop(reference);
        }

        return CheckStep() is { } finding
            ? finding with
            {
                Invariant = ReferenceInvariants.BalancedProgramLeaksNothing,
                Id = ReferenceInvariants.BalancedProgramLeaksNothing.Id
            } : null;
    }

    /// <inheritdoc/>
    public override BalanceTree? RecordBalance(Func<string> step)
    {
        _step = step;
        return _tree = new BalanceTree();
    }

    /// <summary>Notes that an operation gave the program a reference.</summary>
    /// <param name="thing">To what.</param>
    /// <param name="taken">References of the thing that are behind it: 1, but for types that count otherwise.</param>
    /// <param name="how">By which operation.</param>
    protected StepResult Hold(T thing, int taken, string how)
    {
        _balance[thing] = _balance.GetValueOrDefault(thing) + taken;
        References.Add(new Reference(thing, taken));
        _tree?.Book(thing, $"{thing}", "program", taken, $"{how}, step {_step()}");
        return StepResult.Ok;
    }

    private StepResult Drop(Reference reference)
    {
        References.Remove(reference);
        _balance[reference.Thing] -= reference.Count;
        _tree?.Book(reference.Thing, $"{reference.Thing}", "program", -reference.Count, $"drop, step {_step()}");
        Drop(reference.Thing);
        return StepResult.Ok;
    }

    /// <summary>A reference that the program holds.</summary>
    /// <param name="thing">To what.</param>
    /// <param name="count">References of the thing behind it.</param>
    protected sealed class Reference(T thing, int count)
    {
        /// <summary>To what.</summary>
        public T Thing { get; } = thing;

        /// <summary>References of the thing behind it.</summary>
        public int Count { get; } = count;
    }
}
