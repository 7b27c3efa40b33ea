using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using FolioModel.Forking;

namespace FolioModel;

/// <summary>The array of page descriptors by pfn, followed by the heads of the intrusive lists.</summary>
/// <remarks>
/// Models <c>mem_map</c>. One array of words that the garbage collector neither moves nor walks, entered at a multiple of the processor's
/// cache line: a descriptor then never straddles two lines, and it shares its line with its buddy.
/// </remarks>
internal sealed class MemoryMap : IForkSelf
{
    private const int DescriptorShift = 5;
    private const int WordsPerDescriptor = 4;
    private const int CacheLine = 64;
    private const int SmallMap = 1024;
    private const int SavedSizes = 4;

    private readonly ulong[] _words;
    private readonly nint _start;
    private readonly int _capacity;
    private int _listHeads;

    /// <param name="pages">Base pages of the machine.</param>
    /// <param name="listHeads">How many list heads <see cref="NewList"/> may hand out.</param>
    public MemoryMap(int pages, int listHeads)
    {
        Pages = pages;
        _capacity = pages + listHeads;
        _listHeads = pages;
        // A small map is an ordinary array: an explorer makes many, and where its lines begin does not matter.
        _words = GC.AllocateArray<ulong>((_capacity * WordsPerDescriptor) + (CacheLine / sizeof(ulong)), pinned: pages > SmallMap);
        _start = BytesToCacheLine(ref _words[0]);
    }

    private MemoryMap(MemoryMap original)
    {
        Pages = original.Pages;
        _capacity = original._capacity;
        _listHeads = original._listHeads;
        _words = GC.AllocateUninitializedArray<ulong>(original._words.Length, pinned: Pages > SmallMap);
        _start = BytesToCacheLine(ref _words[0]);

        // Each array enters its cache line at another place.
        int words = _capacity * WordsPerDescriptor;
        original._words.AsSpan((int)original._start / sizeof(ulong), words).CopyTo(_words.AsSpan((int)_start / sizeof(ulong)));
    }

    /// <summary>Base pages of the machine.</summary>
    public int Pages { get; }

    /// <summary>The log of accesses, or null when none is kept.</summary>
    public AccessLog? Log { get; set; }

    /// <param name="saved">What <see cref="IForkSelf.SaveSelf"/> gave.</param>
    private MemoryMap(byte[] saved)
    {
        ReadOnlySpan<int> sizes = MemoryMarshal.Cast<byte, int>(saved)[..SavedSizes];
        (Pages, _capacity, _listHeads) = (sizes[0], sizes[1], sizes[2]);
        _words = GC.AllocateArray<ulong>((_capacity * WordsPerDescriptor) + (CacheLine / sizeof(ulong)), pinned: Pages > SmallMap);
        _start = BytesToCacheLine(ref _words[0]);
        MemoryMarshal.Cast<byte, ulong>(saved.AsSpan(SavedSizes * sizeof(int))).CopyTo(_words.AsSpan((int)_start / sizeof(ulong)));
    }

    /// <inheritdoc/>
    object IForkSelf.ForkSelf() => new MemoryMap(this);

    /// <inheritdoc/>
    byte[] IForkSelf.SaveSelf()
    {
        Span<int> sizes = [Pages, _capacity, _listHeads, 0];
        ReadOnlySpan<ulong> words = _words.AsSpan((int)_start / sizeof(ulong), _capacity * WordsPerDescriptor);
        return [.. MemoryMarshal.AsBytes(sizes), .. MemoryMarshal.AsBytes(words)];
    }

    /// <summary>The descriptor of a frame.</summary>
    public ref PageDescriptor this[int pfn]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (AccessTracking.IsOn)
            {
                Log?.Track(pfn);
            }

            return ref Untracked(pfn);
        }
    }

    /// <summary>Descriptors of frames and list heads.</summary>
    public int Capacity => _capacity;

    /// <summary>A descriptor, without a record of the access.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref PageDescriptor Untracked(int pfn)
    {
        if ((uint)pfn >= (uint)_capacity)
        {
            ThrowOutside(pfn);
        }

        ref byte first = ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetArrayDataReference(_words));
        return ref Unsafe.As<byte, PageDescriptor>(ref Unsafe.AddByteOffset(ref first, _start + ((nint)(uint)pfn << DescriptorShift)));
    }

    /// <summary>Asks the processor to fetch a descriptor that will soon be needed. Any number will do: nothing is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(int pfn)
    {
        if (Sse.IsSupported)
        {
            ref byte first = ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetArrayDataReference(_words));
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AddByteOffset(ref first, _start + ((nint)pfn << DescriptorShift))));
        }
    }

    /// <summary>Creates an empty list whose head is a descriptor behind the last frame.</summary>
    public PageList NewList()
    {
        if (_listHeads == _capacity)
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
    /// <remarks>
    /// Models <c>compound_head</c>. Blocks are naturally aligned, so at most one candidate per order has to be looked at.
    /// </remarks>
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
    public long Bytes => (long)_capacity * Unsafe.SizeOf<PageDescriptor>();

    private static unsafe nint BytesToCacheLine(ref ulong word) => -(nint)Unsafe.AsPointer(ref word) & (CacheLine - 1);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void ThrowOutside(int pfn) =>
        throw new ArgumentOutOfRangeException(nameof(pfn), pfn, $"the memory map has {_capacity} descriptors");
}
