namespace FolioModel.Lru;

public sealed partial class LruList
{
    /// <summary>
    /// Takes folios off the tail of the list, under one hold of <see cref="LruVector.Lock"/>. Reference effect: +1 on each folio taken,
    /// owned by the current task as isolation.
    /// </summary>
    /// <param name="most">How many pages to scan. A large folio is scanned whole, so the scan may exceed this by less than one
    /// folio.</param>
    /// <param name="isolated">Where the folios are put, in the order in which they are taken.</param>
    /// <param name="choose">
    /// Decides about each folio, or null to take all. It is called with the lock held, for folios whose count may be 0 already: it may look
    /// at the folio, but must not sleep, lock, or change a list.
    /// </param>
    /// <returns>How many pages were scanned, taken and skipped.</returns>
    /// <exception cref="InvalidOperationException">This is <see cref="LruListKind.Unevictable"/>, or a list that generations make
    /// up.</exception>
    /// <remarks>
    /// Models <c>isolate_lru_folios</c>. A folio whose last reference is just being dropped, or that another CPU isolates at this moment,
    /// is moved to the head like <see cref="LruScan.Rotate"/>, regardless of the decision. A skipped folio does not count as scanned, so
    /// that a scan of a list of skipped folios ends only with the list. The caller keeps <see cref="NodeStatistics.IsolatedFile"/> and
    /// <see cref="NodeStatistics.IsolatedAnon"/>.
    /// </remarks>
    [Interleaved]
    public LruIsolation Isolate(PageCount most, ICollection<Folio> isolated, Func<Folio, LruScan>? choose = null)
    {
        using KernelTask.OperationScope operation = _vector.Machine.BeginOperation("isolate_lru_folios");
        ArgumentNullException.ThrowIfNull(isolated);
        ArgumentOutOfRangeException.ThrowIfNegative(most.Value);
        if (_makeup != Makeup.Links)
        {
            throw new InvalidOperationException($"{Kind} has no tail of its own: isolate from the list of a generation");
        }

        _vector.Machine.CheckThread();
        _vector.Lock.Acquire();
        LruIsolation result = IsolateLocked(most.Value, isolated, choose);
        _vector.Lock.Release();
        return result;
    }

    private LruIsolation IsolateLocked(long most, ICollection<Folio> isolated, Func<Folio, LruScan>? choose)
    {
        MemoryMap map = _vector.Map;
        List<int>? left = null;
        long scanned = 0;
        long taken = 0;
        long skipped = 0;
        while (scanned < most && _links.Last is var pfn && pfn != _links.Head)
        {
            long pages = 1L << map[pfn].Order;
            Folio folio = new(_vector.Machine, pfn);
            LruScan verdict = choose?.Invoke(folio) ?? LruScan.Take;
            if (verdict == LruScan.Skip)
            {
                PageList.Remove(map, pfn);
                (left ??= []).Add(pfn);
                skipped += pages;
                continue;
            }

            scanned += pages;
            if (verdict == LruScan.Take && TryIsolate(pfn))
            {
                isolated.Add(folio);
                taken += pages;
            }
            else
            {
                PageList.Remove(map, pfn);
                _links.AddHead(pfn);
            }
        }

        for (int i = 0; i < (left?.Count ?? 0); i++)
        {
            _links.AddHead(left![i]);
        }

        return new LruIsolation(new PageCount(scanned), new PageCount(taken), new PageCount(skipped));
    }

    /// <summary>Takes a folio off the list if it has references and the right to its link is free.</summary>
    private bool TryIsolate(int pfn)
    {
        Machine machine = _vector.Machine;
        if ((_vector.Map[pfn].Flags & FolioFlags.Lru) == 0
            || !machine.References.TryGet(pfn, HolderKind.Isolation, "isolate_lru_folios"))
        {
            return false;
        }

        _vector.Map[pfn].Flags &= ~FolioFlags.Lru;
        _vector.Remove(pfn);
        machine.Instrumentation?.Tell(KernelEventKind.LruIsolate, pfn, "isolate_lru_folios");
        return true;
    }
}
