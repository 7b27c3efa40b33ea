using System.Runtime.CompilerServices;

namespace FolioModel;

/// <summary>A doubly linked list threaded through the memory map; a page is on at most one.</summary>
/// <remarks>Models <c>struct list_head</c>. The head is a descriptor too, so that no operation has a special case.</remarks>
internal readonly struct PageList(MemoryMap map, int head)
{
    private readonly MemoryMap _map = map;

    /// <summary>The descriptor that is the list's head; reached when an iteration is at its end.</summary>
    public int Head { get; } = head;

    public bool IsEmpty => _map[Head].Next == Head;

    /// <summary>The first page, or <see cref="Head"/> when empty.</summary>
    public int First => _map[Head].Next;

    /// <summary>The last page, or <see cref="Head"/> when empty.</summary>
    public int Last => _map[Head].Prev;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddHead(int pfn) => AddHead(pfn, ref _map[pfn]);

    /// <summary><see cref="AddHead(int)"/> for a caller that already has the descriptor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddHead(int pfn, ref PageDescriptor page)
    {
        int start = Head;
        PageDescriptors pages = new(_map);
        ref PageDescriptor list = ref pages[start];
        int next = list.Next;
        page.Prev = start;
        page.Next = next;
        list.Next = pfn;
        pages[next].Prev = pfn;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddTail(int pfn) => Insert(_map, pfn, _map[Head].Prev, Head);

    /// <summary>Puts a page right before another one that is on a list.</summary>
    public static void AddBefore(MemoryMap map, int pfn, int next) => Insert(map, pfn, map[next].Prev, next);

    /// <summary>Takes a page off the list it is on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Remove(MemoryMap map, int pfn)
    {
        ref PageDescriptor page = ref map[pfn];
        Join(map, page.Prev, page.Next);
    }

    /// <summary>The page's neighbours on its list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int Previous, int Next) NeighboursOf(MemoryMap map, int pfn)
    {
        ref PageDescriptor page = ref map[pfn];
        return (page.Prev, page.Next);
    }

    /// <summary>Makes two pages neighbours: what was between them is on the list no more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join(MemoryMap map, int previous, int next)
    {
        PageDescriptors pages = new(map);
        pages[previous].Next = next;
        pages[next].Prev = previous;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Insert(MemoryMap map, int pfn, int previous, int next)
    {
        ref PageDescriptor page = ref map[pfn];
        page.Prev = previous;
        page.Next = next;
        map[previous].Next = pfn;
        map[next].Prev = pfn;
    }
}
