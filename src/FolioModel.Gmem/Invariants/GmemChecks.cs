namespace FolioModel.Gmem;

/// <summary>Checks the invariants of a VM's guest_memfds: I-95 to I-102.</summary>
/// <remarks>A monitor asks after every step: then only the counters are looked at, and the rest each sixteenth time.</remarks>
internal sealed class GmemChecks(VirtualMachine vm) : IInvariantSource
{
    private const int StepsBetweenWalks = 16;

    private long _sequence;
    private int _calls;

    public void Check(InvariantReport report)
    {
        CheckCounters(report);
        bool walks = report.Options.Walks || ++_calls % StepsBetweenWalks == 0;
        if (!walks || !report.Options.AtRest || (report.Options.Groups & InvariantGroups.Owners) == 0)
        {
            return;
        }

        foreach (GuestMemfd file in vm.OpenFiles)
        {
            CheckFolios(report, file);
            CheckBindings(report, file);
        }

        CheckSlots(report);
        CheckMappings(report);
    }

    private void CheckCounters(InvariantReport report)
    {
        MmuInvalidation invalidation = vm.Invalidation;
        if (invalidation.InProgress != 0)
        {
            report.Add(GmemInvariants.InvalidationsAreBalanced, default, "invalidations begun and not ended while nothing is under way", 0,
                invalidation.InProgress);
        }

        if (invalidation.Sequence < _sequence)
        {
            report.Add(GmemInvariants.InvalidationSequenceIsMonotone, default, "the invalidation sequence went back", _sequence,
                invalidation.Sequence);
        }

        _sequence = invalidation.Sequence;
    }

    private static void CheckFolios(InvariantReport report, GuestMemfd file)
    {
        const FolioFlags EvictableOnLru = FolioFlags.Lru | FolioFlags.Unevictable;
        ulong end = (ulong)PageCount.RoundedUp(file.Inode.Size).Value;
        foreach ((PageIndex index, _, CacheEntry entry) in file.Mapping.Pages.Entries())
        {
            if (!entry.IsFolio)
            {
                report.Add(GmemInvariants.GmemFoliosStayUnevictableAndClean, default,
                    $"page {index} of a guest_memfd has a value, though nothing of it is reclaimed or swapped");
                continue;
            }

            if (entry.Folio.NextIndex.Value > end)
            {
                report.Add(GmemInvariants.GmemFolioIsInsideTheFile, entry.Folio, "a folio reaches beyond the end of its guest_memfd",
                    (long)end, (long)entry.Folio.NextIndex.Value);
            }

            if ((entry.Folio.Flags & EvictableOnLru) == FolioFlags.Lru)
            {
                report.Add(GmemInvariants.GmemFoliosStayUnevictableAndClean, entry.Folio,
                    "a guest_memfd's folio is on the LRU as evictable");
            }
        }

        if (file.Mapping.Pages.IsTagged(PageCacheTag.Dirty))
        {
            report.Add(GmemInvariants.GmemFoliosStayUnevictableAndClean, default, "a guest_memfd has an entry tagged dirty");
        }
    }

    private void CheckBindings(InvariantReport report, GuestMemfd file)
    {
        ulong end = (ulong)(file.Inode.Size >> PageSize.Shift);
        for (ulong i = 0; i < end; i++)
        {
            PageIndex index = new(i);
            MemorySlot? expected = null;
            foreach (MemorySlot slot in vm.Slots.Values)
            {
                if (slot.File == file && i - slot.FileIndex.Value < (ulong)slot.Pages.Value)
                {
                    if (expected is not null)
                    {
                        report.Add(GmemInvariants.BindingsMatchTheSlots, default,
                            $"slots {expected.Id} and {slot.Id} both claim page {index} of a guest_memfd");
                    }

                    expected = slot;
                }
            }

            // The slot itself may be gone, so only its number is looked at.
            int? bound = file.BoundSlotIdAt(index);
            if (bound != expected?.Id)
            {
                report.Add(GmemInvariants.BindingsMatchTheSlots, default,
                    $"page {index} of a guest_memfd is bound to another slot than the slots say", expected?.Id, bound);
            }
        }
    }

    private void CheckSlots(InvariantReport report)
    {
        foreach (MemorySlot slot in vm.Slots.Values)
        {
            if (slot.File is { } file && !vm.OpenFiles.Contains(file))
            {
                report.Add(GmemInvariants.BindingsMatchTheSlots, default, $"slot {slot.Id} still names a guest_memfd that was closed");
            }
        }
    }

    private void CheckMappings(InvariantReport report)
    {
        foreach ((ulong frame, Pfn pfn) in vm.PageTable.Entries)
        {
            MemorySlot? slot = vm.SlotOf(frame);
            Folio folio = slot?.File is { } file ? file.Mapping.Pages.Peek(slot.FileIndexOf(frame)).Folio : default;
            if (folio.IsNone || folio.PfnOf(slot!.FileIndexOf(frame)) != pfn)
            {
                report.Add(GmemInvariants.GuestMapsWhatIsCached, folio,
                    $"guest frame {frame} is mapped to {pfn}, which its file does not have at that place");
            }
            else if (!folio.Has(FolioFlags.Uptodate))
            {
                report.Add(GmemInvariants.GuestSeesOnlyPreparedMemory, folio,
                    $"guest frame {frame} is mapped to memory that was not prepared");
            }
        }
    }
}
