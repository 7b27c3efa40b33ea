using System.Runtime.InteropServices;

namespace FolioModel;

/// <summary>
/// One entry of the memory map: 32 bytes for a base page, no object references.
/// </summary>
/// <remarks>
/// Models <c>struct page</c> / <c>struct folio</c>. Only the first page of a block carries its state; the descriptors behind it are
/// <see cref="PageState.Inside"/> with a count of 0, so that nothing has to be written for them when a large block is allocated or freed.
/// The counters of a large folio that the kernel keeps in its tail pages are in the descriptor of page 1.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct PageDescriptor
{
    /// <summary>Frames are told apart from their earlier lives by this many bits.</summary>
    public const int GenerationBits = 20;

    private const int OrderMask = 0xF;
    private const int StateShift = 4;
    private const int StateMask = 0xF;
    private const int LruGenerationShift = 8;
    private const int LruGenerationMask = 0xF;
    private const int GenerationShift = 32 - GenerationBits;

    public FolioFlags Flags;

    /// <summary>Changed by <see cref="ReferenceCounts"/> only.</summary>
    public int RefCount;

    /// <summary>Link of the one list this block is on: buddy, per-CPU pages or LRU.</summary>
    public int Next;

    public int Prev;

    /// <summary>Page index in the mapping; left as it is when the folio leaves the page cache.</summary>
    public ulong Index;

    /// <summary>Number of the <see cref="AddressSpace"/>, 0 for none.</summary>
    public int Mapping;

    private uint _meta;

    public int Order
    {
        readonly get => (int)(_meta & OrderMask);
        set => _meta = (_meta & ~(uint)OrderMask) | (uint)value;
    }

    public PageState State
    {
        readonly get => (PageState)((_meta >> StateShift) & StateMask);
        set => _meta = (_meta & ~((uint)StateMask << StateShift)) | ((uint)value << StateShift);
    }

    /// <summary>Slot of the multi-generation LRU plus 1; 0 when on none of its lists.</summary>
    public int LruGeneration
    {
        readonly get => (int)((_meta >> LruGenerationShift) & LruGenerationMask);
        set => _meta = (_meta & ~((uint)LruGenerationMask << LruGenerationShift)) | ((uint)value << LruGenerationShift);
    }

    public readonly uint Generation => _meta >> GenerationShift;

    /// <summary>Sets state and order in one store, keeping the generation.</summary>
    public void Become(PageState state, int order) =>
        _meta = (_meta & ~((uint)OrderMask | ((uint)StateMask << StateShift))) | ((uint)state << StateShift) | (uint)order;

    /// <summary>Whether state and order are these, in one comparison.</summary>
    public readonly bool Is(PageState state, int order) =>
        (_meta & ((uint)OrderMask | ((uint)StateMask << StateShift))) == (((uint)state << StateShift) | (uint)order);

    /// <summary>Ends a life of the frame: handles from before no longer fit.</summary>
    public void NextGeneration() => _meta += 1u << GenerationShift;

    /// <summary>Ends a life of the frame and says what it is now, in one store.</summary>
    public void EndLife(PageState state, int order) =>
        _meta = ((_meta & ~((uint)OrderMask | ((uint)StateMask << StateShift))) | ((uint)state << StateShift) | (uint)order) + (
            1u << GenerationShift);
}
