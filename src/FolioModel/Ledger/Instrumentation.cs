using System.Runtime.CompilerServices;
using FolioModel.Forking;

namespace FolioModel.Ledger;

/// <summary>
/// The ledger and the observer behind one nullable field, so that a hot path tests once whether the machine is instrumented.
/// </summary>
/// <remarks>
/// No method here is inlined: it would use up what a caller may inline, and displace the code of the case without instrumentation.
/// </remarks>
internal sealed partial class Instrumentation(Machine machine)
{
    public ReferenceLedger? Ledger { get; set; }

    /// <summary>Frames to be looked at by an <see cref="InvariantMonitor"/>, or null when there is none.</summary>
    [field: NotForked("the monitor watches one machine")]
    public TouchedFrames? Touched { get; set; }

    public bool IsIdle => Ledger is null && Observer is null && Touched is null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Taken(int pfn, int count, HolderKind kind, int detail, string function)
    {
        Ledger?.Taken(pfn, count, kind, detail);
        Changed(KernelEventKind.PageRefMod, pfn, count, kind, function);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public HolderKind Dropping(int pfn, int count, HolderKind kind, int detail) =>
        Ledger?.Dropped(pfn, count, kind, detail) ?? (kind == HolderKind.Own ? HolderKind.Allocation : kind);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Dropped(int pfn, int count, HolderKind kind, string function) =>
        Changed(KernelEventKind.PageRefMod, pfn, -count, kind, function);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Converted(int pfn, HolderKind from, HolderKind to, int detail)
    {
        Ledger?.Converted(pfn, from, to, detail);
        Changed(KernelEventKind.PageRefHandOver, pfn, 0, to, machine.Current.Operation ?? machine.Current.Caller);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Frozen(int pfn, int count, string function)
    {
        Ledger?.Frozen(pfn);
        Changed(KernelEventKind.PageRefFreeze, pfn, -count, null, function);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Unfrozen(int pfn, int count, HolderKind adjusted, string function)
    {
        Ledger?.Unfrozen(pfn, count, adjusted);
        Changed(KernelEventKind.PageRefUnfreeze, pfn, count, adjusted, function);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Freed(int pfn)
    {
        Touched?.Add(pfn);
        Ledger?.Freed(pfn);
    }

    /// <summary>Tells of a folio or block that is not what it was, although no reference changed hands.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Report(KernelEventKind kind, int pfn, string function) => Changed(kind, pfn, 0, null, function);

    private void Changed(KernelEventKind kind, int pfn, int delta, HolderKind? holder, string function)
    {
        Touched?.Add(pfn);
        if (Wants(KernelEventGroups.Pages))
        {
            Send(AboutPage(kind, pfn, delta, holder, function));
        }
    }
}
