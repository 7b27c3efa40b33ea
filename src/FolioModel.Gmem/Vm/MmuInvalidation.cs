namespace FolioModel.Gmem;

/// <summary>Tells a guest fault that is on its way whether what it found may have gone meanwhile.</summary>
/// <remarks>
/// Models <c>mmu_invalidate_seq</c>, <c>mmu_invalidate_in_progress</c> and the recorded range. Lock required for everything but reading the
/// sequence: the VM's <c>mmu_lock</c>. The guest's mappings hold no references: this protocol is all that protects them.
/// </remarks>
[SharedState(PartOf = "_vm")]
public sealed partial class MmuInvalidation
{
    private readonly VirtualMachine _vm;

    [Shared]
    private ulong _first;

    [Shared]
    private ulong _behind;

    /// <summary>Advances at the end of every invalidation.</summary>
    [Shared]
    public partial long Sequence { get; private set; }

    /// <summary>Invalidations begun and not ended.</summary>
    [Shared]
    public partial int InProgress { get; private set; }

    internal MmuInvalidation(VirtualMachine vm) => _vm = vm;

    internal void Begin()
    {
        TrackState();
        if (InProgress++ == 0)
        {
            _first = ulong.MaxValue;
            _behind = 0;
        }
    }

    /// <summary>Widens the recorded range; it is one hull around all ranges that are being invalidated.</summary>
    internal void AddRange(ulong first, ulong behind)
    {
        TrackState();
        _first = Math.Min(_first, first);
        _behind = Math.Max(_behind, behind);
    }

    internal void End()
    {
        // The sequence first: a fault that sees nothing in progress any more must see the new number.
        TrackState();
        Sequence++;
        if (--InProgress < 0)
        {
            throw new KernelBugException("kvm_mmu_invalidate_end: more invalidations were ended than begun")
            {
                Task = _vm.Machine.Current,
                Invariant = GmemInvariants.InvalidationsAreBalanced,
            };
        }
    }

    /// <summary>Whether a fault that read the sequence earlier must start again.</summary>
    /// <param name="sequence">What it read.</param>
    /// <param name="frame">The guest frame it wants to map.</param>
    /// <remarks>Models <c>mmu_invalidate_retry_gfn</c>.</remarks>
    public bool IsStale(long sequence, ulong frame) =>
        Sequence != sequence || (InProgress > 0 && frame >= _first && frame < _behind);
}
