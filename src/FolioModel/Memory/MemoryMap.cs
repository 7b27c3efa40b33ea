using System.Runtime.CompilerServices;

namespace FolioModel;

/// <summary>The array of page descriptors by pfn, followed by the heads of the intrusive lists.</summary>
/// <remarks>Models <c>mem_map</c>. Kept in sections of 1 MiB, which the garbage collector neither moves nor walks.</remarks>
internal sealed class MemoryMap
{
    private const int SectionShift = 15;
    private const int SectionMask = (1 << SectionShift) - 1;

    private readonly PageDescriptor[][] _sections;
    private int _listHeads;

    /// <param name="pages">Base pages of the machine.</param>
    /// <param name="listHeads">How many list heads <see cref="NewList"/> may hand out.</param>
    public MemoryMap(int pages, int listHeads)
    {
        Pages = pages;
        Capacity = pages + listHeads;
        _listHeads = pages;
        _sections = new PageDescriptor[(Capacity + SectionMask) >> SectionShift][];
        for (int i = 0; i < _sections.Length; i++)
        {
            _sections[i] = new PageDescriptor[Math.Min(1 << SectionShift, Capacity - (i << SectionShift))];
        }
    }

    /// <summary>Base pages of the machine.</summary>
    public int Pages { get; }

    /// <summary>Descriptors of frames and list heads.</summary>
    public int Capacity { get; }

    /// <summary>Records accesses, if anybody wants to know.</summary>
    public AccessLog? Log { get; set; }

    /// <summary>The descriptor of a frame.</summary>
    public ref PageDescriptor this[int pfn]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (AccessTracking.IsOn)
            {
                Log?.Touch(pfn);
            }

            return ref _sections[pfn >> SectionShift][pfn & SectionMask];
        }
    }

    /// <summary>A descriptor, without a record of the access.</summary>
    public ref PageDescriptor Untracked(int pfn) => ref _sections[pfn >> SectionShift][pfn & SectionMask];

    /// <summary>Creates an empty list whose head is a descriptor behind the last frame.</summary>
    public PageList NewList()
    {
        if (_listHeads == Capacity)
        {
            throw new InvalidOperationException("the memory map was created with too few list heads");
        }

        int head = _listHeads++;
        ref PageDescriptor descriptor = ref this[head];
        descriptor.Next = head;
        descriptor.Prev = head;
        return new PageList(this, head);
    }

    /// <summary>The first page of the block that a frame belongs to: a free block, a folio, or the frame itself.</summary>
    /// <remarks>Models <c>compound_head</c>. Blocks are naturally aligned, so at most one candidate per order has to be looked at.</remarks>
    public int HeadOf(int pfn)
    {
        if (this[pfn].State != PageState.Inside)
        {
            return pfn;
        }

        for (int order = 1; order <= KernelProfile.LargestOrder; order++)
        {
            int candidate = pfn & ~((1 << order) - 1);
            ref PageDescriptor descriptor = ref this[candidate];
            if (descriptor.State != PageState.Inside)
            {
                return descriptor.Order >= order ? candidate : pfn;
            }
        }

        return pfn;
    }

    /// <summary>Bytes that the map takes.</summary>
    public long Bytes => (long)Capacity * Unsafe.SizeOf<PageDescriptor>();
}
