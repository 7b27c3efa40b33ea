using FolioModel.Gmem;
using FolioModel.Cli.Content.Specification;

namespace FolioModel.Cli.Content.Gmem;

internal partial class GmemSubject
{
    private static readonly Trouble[] s_troubles =
        [Trouble.None, Trouble.None, Trouble.None, Trouble.None, Trouble.Signal, Trouble.NoMemory];

    private enum Trouble
    {
        None,
        Signal,
        NoMemory,
    }

    private void DefineFile()
    {
        Define("allocate", 6, Task, File, Page, OneOf("trouble", s_troubles),
            (task, file, page, trouble) => Allocate(task, file, page, 1 + (page % 7), trouble));
        Define("allocate much", 1, Task, File, Number("pages", 40, from: 1),
            (task, file, pages) => Allocate(task, file, 0, pages, Trouble.None));
        Define("punch hole", 5, Task, File, Page, Number("pages", 24, from: 1), PunchHole);
        Define("test conversion", 1, Task, File, Page, Number("pages", 8, from: 1), TestConversion);
        Define("convert", 2, Task, File, Page, OneOf("", Conversion.ToPrivate, Conversion.ToShared, Conversion.ToPrivateDraining), Convert);
        Define("drain", 1, Number("CPU", 2), Drain);
    }

    private enum Conversion
    {
        ToPrivate,
        ToShared,
        ToPrivateDraining,
    }

    private StepResult Allocate(int task, int file, long page, long pages, Trouble trouble)
    {
        if (HoldsLock(task) || IsLocked(file, page, pages))
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        _tasks[task].SignalPending = trouble == Trouble.Signal;
        _faults.IsOn = trouble == Trouble.NoMemory;
        Errno error = _files[file].Fallocate(FallocateMode.KeepSize, new ByteOffset(page << PageSize.Shift), pages << PageSize.Shift);
        _tasks[task].SignalPending = false;
        _faults.IsOn = false;
        if (_guest is not null)
        {
            (SpecGuest guest, long expected) = _guest.Allocate(
                task, CpuOf(task), file + 1, (ulong)page, (ulong)pages, trouble == Trouble.Signal, trouble != Trouble.NoMemory);
            Expect(guest, expected, (long)error);
        }

        return error;
    }

    private StepResult PunchHole(int task, int file, long page, long pages)
    {
        if (HoldsLock(task) || IsLocked(file, page, pages))
        {
            return StepResult.Skipped;
        }

        NotePunched(file, page, pages);
        using Machine.TaskScope scope = As(task);
        const FallocateMode Mode = FallocateMode.KeepSize | FallocateMode.PunchHole;
        Errno error = _files[file].Fallocate(Mode, new ByteOffset(page << PageSize.Shift), pages << PageSize.Shift);
        if (_guest is not null)
        {
            Expect(_guest.PunchHole(task, CpuOf(task), file + 1, (ulong)page, (ulong)pages), 0, (long)error);
        }

        return error;
    }

    /// <summary>Counts what a punch will meet: folios with another holder, above all a batch of another CPU.</summary>
    private void NotePunched(int file, long page, long pages)
    {
        for (long i = page; i < Math.Min(page + pages, _filePages); i++)
        {
            if (_files[file].Mapping.Pages.Peek(new PageIndex((ulong)i)) is { IsFolio: true } entry
                && entry.Folio.RefCount > entry.Folio.Pages)
            {
                Hit(entry.Folio.Has(FolioFlags.Lru) ? "punched a folio that a task holds" : "punched a folio in a batch");
            }
        }
    }

    private StepResult TestConversion(int task, int file, long page, long pages)
    {
        using Machine.TaskScope scope = As(task);
        GmemConversion result = _files[file].TestConversion(new PageIndex((ulong)page), new PageCount(pages));
        if (_guest is not null)
        {
            Expect(_guest, _guest.IsSafe(file + 1, (ulong)page, (ulong)pages) ? 0 : SpecErrno.Again, (long)result.Error);
        }

        return result.Error;
    }

    private StepResult Convert(int task, int file, long page, Conversion conversion)
    {
        const int Pages = 4;
        if (HoldsLock(task))
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        bool toPrivate = conversion != Conversion.ToShared;
        bool drain = conversion == Conversion.ToPrivateDraining;
        GmemConversion result = _files[file].Convert(new PageIndex((ulong)page), new PageCount(Pages), toPrivate, drain);
        if (_guest is not null)
        {
            (SpecGuest guest, long expected) = _guest.Convert(Machine.Options.Cpus, file + 1, (ulong)page, Pages, toPrivate, drain);
            Expect(guest, expected, (long)result.Error);
        }

        return result.Error;
    }

    private StepResult Drain(long cpu)
    {
        Machine.Batches.Drain((int)cpu);
        if (_guest is not null)
        {
            Expect(_guest with { Host = _guest.Host.Drain((int)cpu) }, 0, 0);
        }

        return StepResult.Ok;
    }
}
