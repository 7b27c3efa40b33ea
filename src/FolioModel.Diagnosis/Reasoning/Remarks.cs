namespace FolioModel.Diagnosis.Reasoning;

/// <summary>Facts about the text itself, and what to look at on the live system.</summary>
internal static class Remarks
{
    public static IReadOnlyList<string> NotesOn(ObservedPage page)
    {
        List<string> notes = [];
        if (page.LaterRefCount is { } later && later != page.RefCount)
        {
            notes.Add($"the count was {page.RefCount} in the first line and {later} in the raw words an instant later: tasks take and "
                + $"drop references right now");
        }

        if (!page.MapCountIsExact)
        {
            notes.Add("dumps of large folios count all mappings since 6.9 only: the map count here is a lower bound");
        }

        if (!page.OrderIsKnown)
        {
            notes.Add("the folio is large and the text does not say how large: what the page cache holds is counted for order 0");
        }

        if (!page.FlagsAreKnown)
        {
            notes.Add("the text has no line of flags: private data, swap cache and LRU state are not known");
        }

        if (page.RefCount is null)
        {
            notes.Add("the text has no reference count: only what the state accounts for can be said");
        }

        return notes;
    }

    public static IReadOnlyList<string> NextStepsFor(ObservedPage page, int? unexplained, IReadOnlyList<HolderExplanation> explanations)
    {
        if (unexplained is 0 || Frozen.IsFrozen(page) || page.Kind is PageKind.Slab or PageKind.Free)
        {
            return [];
        }

        string frame = page.Pfn is { } pfn ? $"0x{pfn:x}" : "PFN";
        List<string> steps =
        [
            $"drgn: folio = page_folio(pfn_to_page(prog, {frame})); print(folio, folio._refcount.counter.value_())",
        ];
        HashSet<HolderKind> suspects = [.. explanations.SelectMany(static e => e.Holders).Select(static h => h.Kind)];
        if (suspects.Contains(HolderKind.LruAddBatch) || suspects.Contains(HolderKind.LruBatch) || suspects.Contains(HolderKind.MlockBatch))
        {
            steps.Add("drgn: for cpu in for_each_online_cpu(prog): print(cpu, per_cpu(prog['cpu_fbatches'], cpu)) # is the folio in a "
                + "batch?");
            steps.Add("echo 1 > /proc/sys/vm/drop_caches drains every CPU's batches first: a count that falls by 1 was held by one");
        }

        if (suspects.Contains(HolderKind.GupPin))
        {
            steps.Add("grep nr_foll_pin /proc/vmstat: acquired minus released pins; then look for RDMA, VFIO and io_uring buffers");
        }

        if (suspects.Contains(HolderKind.PageTable))
        {
            steps.Add("page-types -p PID -L, or drgn's rmap helpers: which page tables map the folio");
        }

        steps.Add($"trace: echo 'pfn == {frame}' > /sys/kernel/tracing/events/page_ref/filter; echo 1 > .../page_ref/enable "
            + $"(CONFIG_DEBUG_PAGE_REF), "
            + "with 'stacktrace' as trigger: who takes and who drops");
        if (page.Kind == PageKind.None || unexplained < 0)
        {
            steps.Add("boot with page_owner=on and read /sys/kernel/debug/page_owner: who allocated the page, and who freed it last");
        }

        return steps;
    }
}
