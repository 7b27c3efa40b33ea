using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FolioModel;

/// <summary>The one place that changes a reference count. Ledger and events hang here and nowhere else.</summary>
/// <remarks>
/// Models <c>include/linux/page_ref.h</c>: <c>folio_get</c>, <c>folio_try_get</c>, <c>folio_put_testzero</c>, <c>folio_ref_add</c>,
/// <c>folio_ref_sub_and_test</c>, <c>folio_ref_freeze</c>, <c>folio_ref_unfreeze</c>, <c>set_page_refcounted</c>. A machine belongs to one
/// thread, so a plain increment is atomic. Every method takes the kernel function in whose name it happens.
/// </remarks>
internal sealed class ReferenceCounts(Machine machine, MemoryMap map)
{
    private readonly MemoryMap _map = map;

    public Instrumentation? Hooks { get; set; }

    /// <summary>0 to 1: the allocator hands out a block (<c>set_page_refcounted</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetAllocated(ref PageDescriptor page, int pfn, string function)
    {
        if (page.RefCount != 0)
        {
            ThrowNotFresh(pfn);
        }

        page.RefCount = 1;
        Hooks?.Taken(pfn, 1, HolderKind.Allocation, 0, function);
    }

    /// <summary>
    /// 0 to what remains when a page was allocated, got its other references and lost the first: a page of a run, which neither ledger nor
    /// observer follows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetAllocatedInRun(ref PageDescriptor page, int pfn, int count)
    {
        if (page.RefCount != 0)
        {
            ThrowNotFresh(pfn);
        }

        page.RefCount = count;
    }

    /// <summary>1 to 0: the page cache drops the last reference of a page in a run, which neither ledger nor observer follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DropLastInRun(ref PageDescriptor page, int pfn)
    {
        if (page.RefCount != 1)
        {
            ThrowPutBelowZero(pfn, 1, "folio_put_refs");
        }

        page.RefCount = 0;
    }

    /// <summary>Adds a reference to a folio whose count is known to be above 0 (<c>folio_get</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Get(int pfn, HolderKind kind, int detail, string function) => Add(pfn, 1, kind, detail, function);

    /// <summary>Adds references to a folio whose count is known to be above 0 (<c>folio_ref_add</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int pfn, int count, HolderKind kind, int detail, string function) =>
        Add(ref _map[pfn], pfn, count, kind, detail, function);

    /// <summary><see cref="Add(int, int, HolderKind, int, string)"/> for a caller that already has the descriptor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref PageDescriptor page, int pfn, int count, HolderKind kind, int detail, string function)
    {
        if ((uint)page.RefCount - 1 >= int.MaxValue - 128)
        {
            ThrowGetOnDead(pfn, function);
        }

        page.RefCount += count;
        Hooks?.Taken(pfn, count, kind, detail, function);
    }

    /// <summary>Adds a reference unless the count is 0: free or frozen (<c>folio_try_get</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(int pfn, HolderKind kind, string function) => TryGet(ref _map[pfn], pfn, kind, function);

    /// <summary><see cref="TryGet(int, HolderKind, string)"/> for a caller that already has the descriptor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(ref PageDescriptor page, int pfn, HolderKind kind, string function)
    {
        if (page.RefCount == 0)
        {
            return false;
        }

        page.RefCount++;
        Hooks?.Taken(pfn, 1, kind, 0, function);
        return true;
    }

    /// <summary>Drops one reference; true when it was the last, so that the caller must free the folio.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool PutAndTest(int pfn, HolderKind kind, int detail, string function) => SubtractAndTest(pfn, 1, kind, detail, function);

    /// <summary>Drops references; true when they were the last (<c>folio_ref_sub_and_test</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool SubtractAndTest(int pfn, int count, HolderKind kind, int detail, string function) =>
        SubtractAndTest(ref _map[pfn], pfn, count, kind, detail, function);

    /// <summary><see cref="SubtractAndTest(int, int, HolderKind, int, string)"/> for a caller that already has the descriptor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool SubtractAndTest(ref PageDescriptor page, int pfn, int count, HolderKind kind, int detail, string function)
    {
        int left = page.RefCount - count;
        if (left < 0)
        {
            ThrowPutBelowZero(pfn, count, function);
        }

        if (Hooks is { } hooks)
        {
            SubtractRecorded(hooks, ref page, pfn, count, kind, detail, function);
            return left == 0;
        }

        page.RefCount = left;
        return left == 0;
    }

    /// <summary>
    /// Drops references that a ledger or an observer follows. The ledger comes first: what it refuses has not changed the count.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SubtractRecorded(
        Instrumentation hooks, ref PageDescriptor page, int pfn, int count, HolderKind kind, int detail, string function)
    {
        HolderKind dropped = hooks.Dropping(pfn, count, kind, detail);
        page.RefCount -= count;
        hooks.Dropped(pfn, count, dropped, function);
    }

    /// <summary>Renames one reference without changing the count: a speculative one that proved right becomes the caller's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Convert(int pfn, HolderKind from, HolderKind to) => Hooks?.Converted(pfn, from, to, 0);

    /// <summary>Renames the current task's newest reference without changing the count.</summary>
    public void Rename(int pfn, HolderKind kind) => Hooks?.Ledger?.Renamed(pfn, kind);

    /// <summary>Swaps an expected count for 0, or does nothing (<c>folio_ref_freeze</c>).</summary>
    public bool Freeze(int pfn, int expected, string function)
    {
        ref PageDescriptor page = ref _map[pfn];
        if (page.RefCount != expected || expected == 0)
        {
            return false;
        }

        page.RefCount = 0;
        Hooks?.Frozen(pfn, expected, function);
        return true;
    }

    /// <summary>Ends a freeze with a new count (<c>folio_ref_unfreeze</c>).</summary>
    /// <param name="pfn">A frozen folio.</param>
    /// <param name="count">The count from now on, above 0.</param>
    /// <param name="adjusted">Whose references were added or taken away meanwhile.</param>
    /// <param name="function">The kernel function in whose name it happens.</param>
    public void Unfreeze(int pfn, int count, HolderKind adjusted, string function)
    {
        ref PageDescriptor page = ref _map[pfn];
        if (page.RefCount != 0 || count <= 0)
        {
            machine.ThrowBug(pfn,
                $"unfreeze to {count} of a folio whose count is {page.RefCount}: expected a frozen folio and a count above 0",
                count <= 0 ? ReferenceInvariants.UnfreezeTargetIsNotZero : ReferenceInvariants.ZeroIsLeftOnlyByTheOwner);
        }

        page.RefCount = count;
        Hooks?.Unfrozen(pfn, count, adjusted, function);
    }

    /// <summary>A part of a split gets its first count: one of the split's and those of the page cache.</summary>
    /// <param name="pfn">A page that was a tail until now.</param>
    /// <param name="split">References that the split holds until it is done.</param>
    /// <param name="cache">References of the page cache.</param>
    /// <param name="function">The kernel function in whose name it happens.</param>
    public void UnfreezePart(int pfn, int split, int cache, string function)
    {
        ref PageDescriptor page = ref _map[pfn];
        if (page.RefCount != 0)
        {
            machine.ThrowBug(pfn, "a tail page has references", ReferenceInvariants.ZeroIsLeftOnlyByTheOwner);
        }

        page.RefCount = split + cache;
        Hooks?.Taken(pfn, split, HolderKind.Split, 0, function);
        Hooks?.Taken(pfn, cache, HolderKind.PageCache, 0, function);
    }

    [DoesNotReturn]
    private void ThrowNotFresh(int pfn) =>
        machine.ThrowBug(pfn, "a freshly allocated page has references", ReferenceInvariants.ZeroIsLeftOnlyByTheOwner);

    [DoesNotReturn]
    private void ThrowGetOnDead(int pfn, string function) =>
        machine.ThrowBug(pfn,
            $"{function}: a reference is added to a folio whose count is 0 or close to overflow; expected a count above 0",
            ReferenceInvariants.GetNeedsAReference);

    [DoesNotReturn]
    private void ThrowPutBelowZero(int pfn, int count, string function) =>
        machine.ThrowBug(pfn, $"{function}: {count} reference(s) dropped, but the count is {_map[pfn].RefCount}",
            ReferenceInvariants.PutNeedsAReference);
}
