using System.Runtime.InteropServices;

namespace FolioModel.Observation;

/// <summary>Sums over the folios of a machine, to be compared with the counters that the operations keep.</summary>
internal sealed class NodeSums(Machine machine)
{
    private readonly long[] _onList = new long[5];
    private readonly List<long> _cached = [0];
    private long _allocated;
    private long _writeback;
    private long _dirty;
    private long _filePages;
    private long _swapCached;
    private long _batchReferences;

    /// <summary>Adds what a frame contributes, or takes it away with a sign of -1.</summary>
    public void Add(in Contribution part, int sign)
    {
        if (part.Pages == 0)
        {
            return;
        }

        long pages = sign * part.Pages;
        _allocated += pages;
        _batchReferences += sign * part.BatchReferences;
        _writeback += part.IsUnderWriteback ? pages : 0;
        _dirty += sign * part.DirtyPages;
        _filePages += sign * part.FilePages;
        _swapCached += sign * part.SwapCachedPages;
        if (part.List >= 0)
        {
            _onList[part.List] += pages;
        }

        if (part.Mapping != 0)
        {
            while (_cached.Count <= part.Mapping)
            {
                _cached.Add(0);
            }

            CollectionsMarshal.AsSpan(_cached)[part.Mapping] += sign * part.CachedPages;
        }
    }

    /// <summary>Reports where a counter of the machine is not the sum.</summary>
    public void Compare(InvariantReport report)
    {
        CompareCaches(report);
        for (int list = 0; list < _onList.Length; list++)
        {
            if (machine.PagesOn((LruListKind)list) != _onList[list])
            {
                report.Add(LruInvariants.ListStatisticIsTheSum, default, $"pages on {(LruListKind)list}", _onList[list],
                    machine.PagesOn((LruListKind)list));
            }
        }

        if (machine.Statistics.Writeback != _writeback)
        {
            report.Add(TagInvariants.WritebackStatisticIsTheSum, default, "pages under writeback", _writeback,
                machine.Statistics.Writeback);
        }

        if (machine.Statistics.FileDirty != _dirty)
        {
            report.Add(TagInvariants.WritebackStatisticIsTheSum, default, "dirty pages of files", _dirty, machine.Statistics.FileDirty);
        }

        if (machine.Ledger is not null && machine.Batches.FilledSlots != _batchReferences)
        {
            report.Add(ReferenceInvariants.BatchSlotsHoldOneReferenceEach, default,
                "references of batches, of which each filled slot has one", machine.Batches.FilledSlots, _batchReferences);
        }

        (long free, long perCpu, long offline, long managed) = machine.Allocator.Totals;
        if (_allocated + free + perCpu + offline != managed)
        {
            report.Add(
                PageInvariants.EveryFrameInExactlyOneBlock, default,
                    $"{_allocated} pages allocated, {free} free, {perCpu} on per-CPU lists and {offline} out of use do not make all",
                managed, _allocated + free + perCpu + offline);
        }
    }

    private void CompareCaches(InvariantReport report)
    {
        int spaces = machine.AddressSpaceCount;
        for (int id = 1; id < spaces; id++)
        {
            long expected = id < _cached.Count ? _cached[id] : 0;
            long actual = machine.AddressSpaceById(id)?.Pages.Count.Value ?? 0;
            if (actual != expected)
            {
                report.Add(CacheInvariants.NrpagesIsTheSumOfTheEntries, default,
                    $"nrpages of {machine.AddressSpaceById(id)?.ToString() ?? $"evicted file {id}"}", expected, actual);
            }
        }

        if (machine.Statistics.SwapCached != _swapCached)
        {
            report.Add(CacheInvariants.NrpagesIsTheSumOfTheEntries, default, "pages in the swap cache (NR_SWAPCACHE)", _swapCached,
                machine.Statistics.SwapCached);
        }

        if (machine.Statistics.FilePages != _filePages)
        {
            report.Add(CacheInvariants.NrpagesIsTheSumOfTheEntries, default, "pages of all files (NR_FILE_PAGES)", _filePages,
                machine.Statistics.FilePages);
        }
    }
}
