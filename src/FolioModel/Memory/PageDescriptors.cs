using System.Runtime.CompilerServices;

namespace FolioModel;

/// <summary>
/// The memory map for work that touches many descriptors: what an access needs stays in registers, where the map itself would have to be
/// read
/// again after every store. Every access is checked and recorded as the map's own are.
/// </summary>
internal readonly ref struct PageDescriptors
{
    private readonly ref PageDescriptor _first;
    private readonly int _count;
    private readonly MemoryMap _map;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PageDescriptors(MemoryMap map)
    {
        _first = ref map.Untracked(0);
        _count = map.Capacity;
        _map = map;
    }

    /// <summary>The descriptor of a frame or list head.</summary>
    public ref PageDescriptor this[int pfn]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (AccessTracking.IsOn)
            {
                _map.Log?.Track(pfn);
            }

            if ((uint)pfn >= (uint)_count)
            {
                _map.ThrowOutside(pfn);
            }

            return ref Unsafe.Add(ref _first, (nint)(uint)pfn);
        }
    }
}
