using System.Runtime.CompilerServices;
using FolioModel.Allocation;
using FolioModel.Forking;
using FolioModel.Reclaim;

namespace FolioModel;

public sealed partial class Machine
{
    private BackgroundReclaimer? _backgroundReclaimer;

    /// <summary>The attached observer of reclaim, or null.</summary>
    [field: NotForked("an observer stays with the machine that it was given to")]
    public IReclaimObserver? ReclaimObserver { get; set; }

    /// <summary>
    /// How readily anonymous memory is swapped out compared with dropping file pages, from 0 (never, in a group) to 200 (anonymous memory
    /// first).
    /// </summary>
    /// <remarks>Models <c>vm.swappiness</c>.</remarks>
    public int Swappiness
    {
        get => Reclaiming.Swappiness;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, FolioModel.Reclaim.Swappiness.Most);
            Reclaiming.Swappiness = value;
        }
    }

    /// <summary>The background reclaimer, which frees memory before allocations have to.</summary>
    public BackgroundReclaimer BackgroundReclaimer => _backgroundReclaimer ??= new BackgroundReclaimer(this);

    /// <summary>Whether the background reclaimer frees memory of a zone right now; does not make one. Each free of a page asks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool ReclaimsInBackground(ZoneKind zone) => _backgroundReclaimer is { } reclaimer && reclaimer.WorksFor(zone);

    /// <summary>The commands and settings of user space for the multi-generation LRU.</summary>
    public GenerationControl Generations => field ??= new GenerationControl(this);

    /// <summary>The killer that acts when memory runs out for good: the processes that it can end, and how many it has ended.</summary>
    public OutOfMemoryKiller OutOfMemory => field ??= new OutOfMemoryKiller(this);

    /// <summary>Drops the clean, unused folios of all page caches. Dirty, mapped and pinned folios stay.</summary>
    /// <returns>Pages dropped.</returns>
    /// <remarks>Models a write of 1 to <c>vm.drop_caches</c> (<c>drop_pagecache_sb</c>).</remarks>
    [Interleaved]
    public PageCount DropCaches()
    {
        CheckThread();
        Batches.DrainAll();
        long dropped = 0;
        for (int id = 1; id < AddressSpaceCount; id++)
        {
            if (AddressSpaceById(id) is { } file)
            {
                long ofFile = file.Invalidate(PageIndex.Zero, PageIndex.Max);
                dropped += ofFile;
            }
        }

        return new PageCount(dropped);
    }

    internal MemoryReclaim Reclaiming { get; }
}
