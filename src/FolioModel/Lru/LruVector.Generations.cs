using System.Runtime.CompilerServices;

namespace FolioModel.Lru;

public sealed partial class LruVector
{
    /// <summary>The list of one generation of the multi-generation LRU; empty under the classic LRU.</summary>
    /// <param name="sequence">Number of the generation, from the oldest, 0.</param>
    /// <param name="anon">Whether of anonymous and shmem memory, rather than of files.</param>
    /// <remarks>Models <c>lrugen.folios</c>.</remarks>
    public LruList Generation(int sequence, bool anon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, OldestSequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, YoungestSequence);
        return _lists[ListOfGeneration(anon, (sequence % Generations) + 1)];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToGeneration(ref PageDescriptor page, int pfn, bool reclaiming)
    {
        bool anon = (page.Flags & FolioFlags.SwapBacked) != 0;
        bool waitsForWriteback = (page.Flags & FolioFlags.Reclaim) != 0 && (page.Flags & (FolioFlags.Dirty | FolioFlags.Writeback)) != 0;
        int sequence = (page.Flags & FolioFlags.Active) != 0 ? YoungestSequence
            : (anon && (page.Flags & FolioFlags.SwapCache) == 0) || waitsForWriteback ? YoungestSequence - 1
            : reclaiming ? OldestSequence
            : OldestSequence + 1;
        page.LruGeneration = (sequence % Generations) + 1;

        // In the youngest generation earlier uses say nothing any more.
        FolioFlags spent = (page.Flags & FolioFlags.Active) != 0 ? FolioFlags.Active | FolioFlags.Referenced | FolioFlags.LruRefs : FolioFlags.None;
        page.Flags = (page.Flags & ~spent) | FolioFlags.OnGeneration;
        TrackState();
        LruList list = _lists[ListOfGeneration(anon, page.LruGeneration)];
        list.Counted(1, 1L << page.Order);
        if (reclaiming)
        {
            list.Links.AddTail(pfn);
        }
        else
        {
            list.Links.AddHead(pfn);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RemoveFromGeneration(ref PageDescriptor page, int pfn, bool reclaiming)
    {
        LruListKind kind = KindOfGeneration(page.Flags, page.LruGeneration);
        TrackState();
        _lists[ListOfGeneration((page.Flags & FolioFlags.SwapBacked) != 0, page.LruGeneration)].Counted(-1, -(1L << page.Order));
        PageList.Remove(_map, pfn);
        page.LruGeneration = 0;
        page.Flags &= ~FolioFlags.OnGeneration;
        if (!reclaiming && kind is LruListKind.ActiveAnon or LruListKind.ActiveFile)
        {
            page.Flags |= FolioFlags.Active;
        }
    }

    /// <summary>The two youngest generations count as active.</summary>
    private static LruListKind KindOfGeneration(FolioFlags flags, int generation)
    {
        bool active = generation - 1 is YoungestSequence % Generations or (YoungestSequence - 1) % Generations;
        return KindOf((flags & ~FolioFlags.Active) | (active ? FolioFlags.Active : 0));
    }

    private static int ListOfGeneration(bool anon, int generation) => FirstGenerationList + (anon ? 0 : Generations) + generation - 1;

    /// <summary>A generation that counts as a kind, from the youngest on; null behind the last.</summary>
    internal LruList? GenerationOf(LruListKind kind, int number)
    {
        bool anon = kind is LruListKind.InactiveAnon or LruListKind.ActiveAnon;
        FolioFlags type = anon ? FolioFlags.SwapBacked : FolioFlags.None;
        for (int sequence = YoungestSequence; sequence >= OldestSequence; sequence--)
        {
            int generation = (sequence % Generations) + 1;
            if (KindOfGeneration(type, generation) == kind && number-- == 0)
            {
                return _lists[ListOfGeneration(anon, generation)];
            }
        }

        return null;
    }
}
