using FolioModel.Shmem;

namespace FolioModel.Cli.Content.Shmem;

internal partial class ShmemSubject
{
    /// <summary>Bytes beyond a page's start: ranges that do not end at a page's border cover pages in part.</summary>
    private static Parameter<int> Beyond => OneOf("bytes", 0, 100, PageSize.Bytes - 1);

    private static Parameter<Supply> Memory => OneOf("memory", Supply.Enough, Supply.Enough, Supply.Enough, Supply.NoPages, Supply.NoNodes);

    /// <summary>The result of an operation that asks for memory.</summary>
    private enum Supply
    {
        Enough,
        NoPages,
        NoNodes,
    }

    /// <summary>The file's folios before a reservation, and which were uptodate.</summary>
    private readonly List<(Folio Folio, bool IsValid)> _before = [];

    private void DefineFile()
    {
        Define("fallocate", 4, Page, Some, Beyond, Memory, Fallocate);
        Define("punch hole", 4, Page, Beyond, Some, PunchHole);
        Define("write", 4, Page, Beyond, Some, Memory, Write);
        Define("read", 3, Page, Beyond, Some, Memory, Read);
        Define("get folio", 3, Page, OneOf("", Enum.GetValues<ShmemGetMode>()), GetFolio);
        Define("truncate", 2, Page, Beyond, Truncate);
        Define("invalidate", 1, Page, Some, Invalidate);
        Define("drain", 1, Drain);
    }

    /// <summary>I-108: a reservation that fails takes back what is not uptodate and leaves what was.</summary>
    private StepResult Fallocate(long page, long pages, int beyond, Supply memory)
    {
        _before.Clear();
        foreach ((_, _, CacheEntry entry) in _file.Mapping.Pages.Entries())
        {
            if (entry.IsFolio)
            {
                _before.Add((entry.Folio, entry.Folio.Has(FolioFlags.Uptodate)));
            }
        }

        Give(memory);
        Errno error = _file.Fallocate(FallocateMode.KeepSize, new ByteOffset(page << PageSize.Shift), (pages << PageSize.Shift) - beyond);
        Give(Supply.Enough);
        if (error == Errno.None)
        {
            Keep(page, Math.Min(page + pages, _options.FilePages));
            return error;
        }

        Hit("fallocate undone");
        Free(page, page + pages);
        if (!_before.TrueForAll(f => !f.IsValid || (f.Folio.IsAlive && f.Folio.Mapping == _file.Mapping)))
        {
            _broken = Finding.Of(ShmemInvariants.FallocateUndoSparesUptodate,
                $"fallocate failed with {error} and took folios away that were uptodate");
        }
        else if (Folios()
            .FirstOrDefault(f =>
            IsIn(f, page, pages) && !f.Has(FolioFlags.Uptodate) && !_before.Contains((f, false))) is { IsNone: false } left)
        {
            _broken = Finding.Of(ShmemInvariants.FallocateUndoSparesUptodate,
                $"fallocate failed with {error} and left {left.Describe()} behind");
        }

        return error;
    }

    /// <summary>Whether a folio lies in a range: a huge one that the range cuts is split, and its parts outside stay.</summary>
    private static bool IsIn(Folio folio, long page, long pages) => folio.Index >= At(page) && folio.NextIndex <= At(page + pages);

    private IEnumerable<Folio> Folios() =>
        _file.Mapping.Pages.Entries().Where(static e => e.Entry.IsFolio).Select(static e => e.Entry.Folio);

    private StepResult PunchHole(long page, int beyond, long pages)
    {
        if (TryPeek(page, out Folio folio) && (beyond > 0 || folio.Order > Order.Zero))
        {
            Hit(folio.Order > Order.Zero ? "part of a large folio punched" : "part of a page punched");
        }

        Free(page, page + pages + 1);
        return _file.Fallocate(FallocateMode.PunchHole | FallocateMode.KeepSize, new ByteOffset((page << PageSize.Shift) + beyond),
            pages << PageSize.Shift);
    }

    private StepResult Write(long page, int beyond, long pages, Supply memory)
    {
        long start = (page << PageSize.Shift) + beyond;
        Give(memory);
        TransferResult result = _file.Write(start, Math.Min(pages, _options.FilePages - page) << PageSize.Shift);
        Give(Supply.Enough);
        if (result.Bytes > 0)
        {
            Keep(page, PageCount.RoundedUp(start + result.Bytes).Value);
        }

        return result.Error;
    }

    private StepResult Read(long page, int beyond, long pages, Supply memory)
    {
        Give(memory);
        Errno error = _file.Read((page << PageSize.Shift) + beyond, pages << PageSize.Shift).Error;
        Give(Supply.Enough);
        return error;
    }

    private void Give(Supply memory) => (_faults.IsOn, _faults.RefusesNodes) = (memory == Supply.NoPages, memory == Supply.NoNodes);

    private StepResult GetFolio(long page, ShmemGetMode mode)
    {
        FolioResult result = _file.GetFolio(At(page), mode);
        if (!result.Folio.IsNone)
        {
            if (result.Folio.Order > Order.Zero)
            {
                Hit("large folio");
            }

            result.Folio.Unlock();
            result.Folio.Put();
        }

        return result.Error;
    }

    private StepResult Truncate(long page, int beyond)
    {
        if (beyond == 0 && IsSwappedAcross(page))
        {
            Hit("not truncated: 6.12 would never return");
            return StepResult.Skipped;
        }

        Free(page, long.MaxValue);
        Errno error = _file.SetSize((page << PageSize.Shift) + beyond);
        return error == Errno.None ? _file.SetSize((long)_options.FilePages << PageSize.Shift) : error;
    }

    private bool IsSwappedAcross(long page) =>
        _file.Mapping.Pages.Entries()
            .Any(e => e.Entry.IsValue && e.Index.Value < (ulong)page && e.Index.Value + (ulong)e.Order.Pages > (ulong)page);

    private StepResult Invalidate(long page, long pages)
    {
        _file.Mapping.Invalidate(At(page), At(page + pages - 1));
        return StepResult.Ok;
    }

    private StepResult Drain()
    {
        Machine.Batches.DrainAll();
        return StepResult.Ok;
    }
}
