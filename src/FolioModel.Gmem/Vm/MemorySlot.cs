namespace FolioModel.Gmem;

/// <summary>A range of guest addresses, and the range of a guest_memfd that backs its private memory.</summary>
/// <remarks>Models <c>struct kvm_memory_slot</c>.</remarks>
[SharedState("slot {Id}", PartOf = "_vm")]
public sealed partial class MemorySlot : ISharedState
{
    private readonly VirtualMachine _vm;

    internal MemorySlot(VirtualMachine vm, int id, ulong baseFrame, PageCount pages, MemorySlotFlags flags)
    {
        _vm = vm;
        _stateNumber = vm.Machine.NewStateNumber();
        Id = id;
        BaseFrame = baseFrame;
        Pages = pages;
        Flags = flags;
    }

    /// <summary>Number of the slot.</summary>
    public int Id { get; }

    /// <summary>First guest frame number.</summary>
    public ulong BaseFrame { get; }

    /// <summary>Size in pages.</summary>
    public PageCount Pages { get; }

    /// <summary>Its flags.</summary>
    public MemorySlotFlags Flags { get; }

    /// <summary>The guest_memfd bound to it, or null. Holds no reference: closing the file clears it.</summary>
    [Shared]
    public partial GuestMemfd? File { get; internal set; }

    /// <summary>The first page of the file that is bound.</summary>
    [Shared]
    public partial PageIndex FileIndex { get; internal set; }

    internal PageIndex LastFileIndex => new(FileIndex.Value + (ulong)Pages.Value - 1);

    /// <summary>The page of the file that backs a guest frame.</summary>
    /// <param name="frame">A guest frame number inside the slot.</param>
    public PageIndex FileIndexOf(ulong frame) => new(frame - BaseFrame + FileIndex.Value);

    /// <summary>Whether a guest frame lies in the slot.</summary>
    /// <param name="frame">A guest frame number.</param>
    public bool Covers(ulong frame) => frame - BaseFrame < (ulong)Pages.Value;

    /// <summary>The guest frames that a range of the file backs, cut to the slot.</summary>
    internal (ulong First, ulong Behind) GuestFrames(PageIndex start, PageIndex end)
    {
        ulong first = Math.Max(FileIndex.Value, start.Value) - FileIndex.Value;
        ulong behind = Math.Min(LastFileIndex.Value + 1, end.Value) - FileIndex.Value;
        return (BaseFrame + first, BaseFrame + behind);
    }
}
