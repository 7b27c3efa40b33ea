using System.Runtime.CompilerServices;
using FolioModel.Forking;

namespace FolioModel.Ledger;

/// <content>What the attached observer is told. Without one that wants a group of events, none of them is made.</content>
internal sealed partial class Instrumentation
{
    [NotForked("an observer stays with the machine that it was given to")]
    private IMachineObserver? _observer;

    private KernelEventGroups _wanted;

    public IMachineObserver? Observer
    {
        get => _observer;
        set
        {
            _observer = value;
            _wanted = value?.Wants ?? KernelEventGroups.None;
        }
    }

    /// <summary>Whether the observer wants a group of events.</summary>
    public bool Wants(KernelEventGroups group) => _observer is not null && (_wanted & group) != 0;

    /// <summary>Tells of a folio or block.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Tell(KernelEventKind kind, int pfn, string function, long amount = 0, long detail = 0)
    {
        if (Wants(KernelEvent.GroupOf(kind)))
        {
            Send(AboutPage(kind, pfn, 0, null, function) with { Amount = amount, Detail = detail });
        }
    }

    /// <summary>Tells of a folio whose place in a file is not in its descriptor any more, or not yet.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void TellAt(
        KernelEventKind kind, int pfn, AddressSpace? file, PageIndex index, string function, long amount = 0, long detail = 0)
    {
        if (Wants(KernelEvent.GroupOf(kind)))
        {
            KernelEvent about = pfn >= 0 ? AboutPage(kind, pfn, 0, null, function) : AboutNoPage(kind, function);
            Send(about with { File = file, Index = index, Amount = amount, Detail = detail });
        }
    }

    /// <summary>Tells of something that is about no folio.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Tell(KernelEventKind kind, string function, Order order, long amount = 0, long detail = 0)
    {
        if (Wants(KernelEvent.GroupOf(kind)))
        {
            Send(AboutNoPage(kind, function) with { Order = order, Amount = amount, Detail = detail });
        }
    }

    /// <summary>Tells of a lock.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Tell(KernelEventKind kind, KernelLock about, string function, bool shared = false)
    {
        if (Wants(KernelEventGroups.Locks))
        {
            Send(AboutNoPage(kind, function) with { Lock = about, Detail = shared ? 1 : 0 });
        }
    }

    private KernelEvent AboutPage(KernelEventKind kind, int pfn, int delta, HolderKind? holder, string function)
    {
        ref PageDescriptor page = ref machine.Map[pfn];
        AddressSpace? file = page.Mapping != 0 ? machine.AddressSpaceById(page.Mapping) : null;
        return new KernelEvent(kind, new Pfn(pfn), new Order(page.Order), page.RefCount, delta, holder, function)
        {
            File = file,
            Index = file is null ? default : new PageIndex(page.Index),
            Task = machine.Current,
            Cpu = machine.Current.Cpu,
        };
    }

    private KernelEvent AboutNoPage(KernelEventKind kind, string function) =>
        new(kind, new Pfn(-1), Order.Zero, 0, 0, null, function) { Task = machine.Current, Cpu = machine.Current.Cpu };

    private void Send(in KernelEvent kernelEvent) => _observer!.OnEvent(machine, kernelEvent);
}
