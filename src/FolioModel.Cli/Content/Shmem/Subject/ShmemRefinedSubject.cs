using FolioModel.Cli.Content.Specification;
using FolioModel.Shmem;

namespace FolioModel.Cli.Content.Shmem;

/// <summary>
/// A shmem file of small pages beside its specification: after every step each page is where the specification has it, valid and dirty or
/// not, and the sizes and counts agree.
/// </summary>
internal sealed class ShmemRefinedSubject : MachineSubject
{
    private const int FilePages = 20;
    private const int RoomOnMount = 12;
    private const int SwapSlots = 64;

    private readonly ShmemMount _mount;
    private readonly ShmemFile _file;
    private readonly SpecShmem _spec = new(RoomOnMount);
    private SwapArea _swap;
    private Finding? _wrong;

    /// <summary>Builds one on a mount that its file can fill.</summary>
    public ShmemRefinedSubject()
        : base(new MachineOptions { Pages = 1024, Ledger = true, LockChecking = true })
    {
        _swap = Machine.Swap.SwapOn(SwapSlots);
        _mount = new ShmemMount(Machine, new ShmemMountOptions { MaxPages = RoomOnMount });
        _file = _mount.CreateFile(new ShmemOptions { HugePages = HugePagePolicy.Never });
        Define("fallocate", 4, Page, Some, OneOf("size", FallocateMode.None, FallocateMode.KeepSize), Allocate);
        Define("punch hole", 4, Page, Beyond, Some, Punch);
        Define("truncate", 2, Page, Beyond, Truncate);
        Define("write", 4, Page, Beyond, Some, Write);
        Define("read", 3, Page, Beyond, Some, Read);
        Define("get folio", 4, Page, OneOf("", Enum.GetValues<ShmemGetMode>()), Get);
        Define("swap out", 6, Page, SwapOut);
        Define("swapoff", 1, SwapOff);
        Define("invalidate", 2, Page, Some, Invalidate);
        Define("drain", 1, Drain);
        AtEnd(_file.Close);
    }

    private static Parameter<long> Page => Number("page", FilePages);

    private static Parameter<long> Some => Size("pages", FilePages);

    private static Parameter<int> Beyond => OneOf("bytes", 0, 100, PageSize.Bytes - 1);

    /// <inheritdoc/>
    public override Finding? CheckStep() => _wrong ?? Compare() ?? base.CheckStep();

    private StepResult Allocate(long page, long pages, FallocateMode mode)
    {
        Errno error = _file.Fallocate(mode, new ByteOffset(page << PageSize.Shift), pages << PageSize.Shift);
        Expect("fallocate", _spec.Allocate(page, pages, mode == FallocateMode.KeepSize), (long)error);
        return error;
    }

    private StepResult Punch(long page, int beyond, long pages)
    {
        long start = (page << PageSize.Shift) + beyond;
        long length = pages << PageSize.Shift;
        Errno error = _file.Fallocate(FallocateMode.PunchHole | FallocateMode.KeepSize, new ByteOffset(start), length);
        _spec.Free(start, start + length);
        Expect("punching", 0, (long)error);
        return error;
    }

    private StepResult Truncate(long page, int beyond)
    {
        long size = (page << PageSize.Shift) + beyond;
        bool isEmpty = _spec.Pages.Count == 0;
        Errno error = _file.SetSize(size);
        _spec.Truncate(size);
        if (isEmpty)
        {
            // A file without pages is not gone through, so that the end of what was reserved in it may stay.
            _spec.ReservedEnd = Math.Max(_spec.ReservedEnd, (long)_file.FallocatedEnd.Value);
        }

        Expect("ftruncate", 0, (long)error);
        return error;
    }

    private StepResult Write(long page, int beyond, long pages)
    {
        long start = (page << PageSize.Shift) + beyond;
        TransferResult result = _file.Write(start, pages << PageSize.Shift);
        Expect("pwrite", _spec.Write(start, pages << PageSize.Shift), result.Value);
        return result.Error;
    }

    private StepResult Read(long page, int beyond, long pages)
    {
        long start = (page << PageSize.Shift) + beyond;
        TransferResult result = _file.Read(start, pages << PageSize.Shift);
        Expect("pread", _spec.Read(start, pages << PageSize.Shift), result.Value);
        return result.Error;
    }

    private StepResult Get(long page, ShmemGetMode mode)
    {
        FolioResult result = _file.GetFolio(At(page), mode);
        Expect("shmem_get_folio", _spec.Get(page, (SpecShmemAccess)(int)mode), (long)result.Error);
        if (!result.Folio.IsNone)
        {
            result.Folio.Unlock();
            result.Folio.Put();
        }

        return result.Error;
    }

    /// <summary>Reclaim need not succeed. Where it does, a dirty page goes to swap, and what is clean is zeroes and is dropped.</summary>
    private StepResult SwapOut(long page)
    {
        if (_file.Mapping.Pages.Peek(At(page)) is not { IsFolio: true } entry || !entry.Folio.Isolate())
        {
            return StepResult.Skipped;
        }

        bool gone = entry.Folio.Reclaim() > 0;
        SpecShmemPage known = _spec.Pages[page];
        if (gone && known.IsDirty)
        {
            (known.IsSwapped, known.IsValid, known.IsDirty) = (true, true, false);
        }
        else if (gone)
        {
            _spec.Pages.Remove(page);
        }
        else
        {
            known.IsDirty |= entry.Folio.Has(FolioFlags.Dirty);
        }

        Hit(gone ? "reclaimed" : "not reclaimed");
        return gone ? StepResult.Ok : Errno.EAGAIN;
    }

    private StepResult SwapOff()
    {
        Errno error = Machine.Swap.SwapOff(_swap);
        Expect("swapoff", 0, (long)error);
        _spec.SwapOff();
        _swap = Machine.Swap.SwapOn(SwapSlots);
        return error;
    }

    /// <summary>Only what is clean may be dropped.</summary>
    private StepResult Invalidate(long page, long pages)
    {
        _file.Mapping.Invalidate(At(page), At(page + pages - 1));
        for (long index = page; index < page + pages; index++)
        {
            if (_spec.Pages.TryGetValue(index, out SpecShmemPage? known) && known is { IsDirty: false, IsSwapped: false }
                && _file.Mapping.Pages.Peek(At(index)).IsEmpty)
            {
                _spec.Pages.Remove(index);
                Hit("dropped while clean");
            }
        }

        return StepResult.Ok;
    }

    private StepResult Drain()
    {
        Machine.Batches.DrainAll();
        return StepResult.Ok;
    }

    private void Expect(string what, long expected, long actual)
    {
        if (expected != actual)
        {
            _wrong ??= new Finding("refinement", $"{what} returned {actual}, the specification {expected}");
        }
    }

    private Finding? Compare()
    {
        if (_file.Size != _spec.Size || _file.Swapped.Value != _spec.Swapped || _file.FallocatedEnd.Value != (ulong)_spec.ReservedEnd)
        {
            return new Finding(
                "refinement",
                $"the file has {_file.Size} bytes, {_file.Swapped} in swap, reserved up to {_file.FallocatedEnd}; expected {_spec.Size}, "
                    + $"{_spec.Swapped} and {_spec.ReservedEnd}");
        }

        for (long index = 0; index < 3 * FilePages; index++)
        {
            CacheEntry entry = _file.Mapping.Pages.Peek(At(index));
            SpecShmemPage? known = _spec.Pages.GetValueOrDefault(index);
            string found = entry.IsFolio ? Describe(entry.Folio.Has(FolioFlags.Uptodate), entry.Folio.Has(FolioFlags.Dirty))
                : entry.IsValue ? "in swap" : "a hole";
            string expected = known is null ? "a hole" : known.IsSwapped ? "in swap" : Describe(known.IsValid, known.IsDirty);
            if (found != expected)
            {
                return new Finding("refinement", $"page {index} is {found}, expected {expected}");
            }
        }

        return null;
    }

    private static string Describe(bool valid, bool dirty) =>
        $"in memory, {(valid ? "valid" : "not valid")} and {(dirty ? "dirty" : "clean")}";

    private static PageIndex At(long page) => new((ulong)page);
}
