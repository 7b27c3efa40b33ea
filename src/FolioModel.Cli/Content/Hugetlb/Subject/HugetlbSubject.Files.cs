using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

internal sealed partial class HugetlbSubject
{
    private enum Trouble
    {
        None,
        Signal,
        NoDescriptors,
    }

    private void DefineFiles()
    {
        Define("open memfd", 2, () => Open(null));
        Define("open on the mount", 3, () => Open(_mount));
        Define("open on another mount", 1, Held(_mounts), Open);
        Define("close", 2, Held(_files), CloseFile, givesBack: true);
        Define("allocate", 6, Held(_files), Place, Count, OneOf("size", FallocateMode.None, FallocateMode.KeepSize), Allocate);
        Define(
            "allocate in trouble", 1, Held(_files), Place, Count, OneOf("trouble", Trouble.Signal, Trouble.NoDescriptors),
            AllocateInTrouble);
        Define("punch hole", 5, Held(_files), Place, Count, OneOf("trouble", Trouble.None, Trouble.None, Trouble.NoDescriptors), Punch);
        Define("punch part", 2, Held(_files), Place, Count, OneOf("bytes", 1, PageSize.Bytes, PageSize.Bytes + 1), PunchPart);
        Define("truncate", 2, Held(_files), Place, Truncate);
        Define("read", 1, Held(_files), Place, Read);
    }

    private StepResult Open(HugetlbMount? mount)
    {
        if (_files.Count >= 4)
        {
            return StepResult.Skipped;
        }

        HugetlbFile file = mount is null ? _pool.CreateMemfd() : mount.CreateFile("file");
        _files.Add(file);
        _refinement?.Open(file, mount);
        return StepResult.Ok;
    }

    private StepResult CloseFile(HugetlbFile file)
    {
        _files.Remove(file);
        Close(file);
        _refinement?.Close(file);
        return StepResult.Ok;
    }

    private StepResult Allocate(HugetlbFile file, long place, long pages, FallocateMode mode)
    {
        Errno error = file.Fallocate(mode, new ByteOffset(Bytes(place)), Bytes(pages));
        if (error != Errno.None)
        {
            Hit("fallocate without pages enough");
        }

        _refinement?.Allocate(file, place, pages, keepSize: mode == FallocateMode.KeepSize, interrupted: false, error);
        return error;
    }

    private StepResult AllocateInTrouble(HugetlbFile file, long place, long pages, Trouble trouble)
    {
        if (_refinement is not null && trouble == Trouble.NoDescriptors)
        {
            return StepResult.Skipped;
        }

        Machine.Current.SignalPending = trouble == Trouble.Signal;
        _failsDescriptors = trouble == Trouble.NoDescriptors;
        Errno error = file.Fallocate(FallocateMode.None, new ByteOffset(Bytes(place)), Bytes(pages));
        Machine.Current.SignalPending = false;
        _failsDescriptors = false;
        _refinement?.Allocate(file, place, pages, keepSize: false, interrupted: true, error);
        return error;
    }

    private StepResult Punch(HugetlbFile file, long place, long pages, Trouble trouble)
    {
        if (trouble == Trouble.NoDescriptors && (_refinement is not null || LosesCount(file, pages)))
        {
            return StepResult.Skipped;
        }

        if (_pins.Count > 0 && !file.Peek(new HugeIndex(place)).IsNone)
        {
            Hit("hole while pages are pinned");
        }

        _failsDescriptors = trouble == Trouble.NoDescriptors;
        Errno error = file.Fallocate(FallocateMode.PunchHole | FallocateMode.KeepSize, new ByteOffset(Bytes(place)), Bytes(pages));
        _failsDescriptors = false;
        _refinement?.Punch(file, place, pages, error);
        return error;
    }

    /// <summary>With neither a descriptor nor room on the mount, 6.12 warns that a count may go negative, and lets it.</summary>
    private bool LosesCount(HugetlbFile file, long pages)
    {
        bool loses = file.Mount.Subpool is { Maximum: { } most } limits && limits.Used + pages > most;
        if (loses)
        {
            Hit("not punched: 6.12 would lose count");
        }

        return loses;
    }

    /// <summary>Of a range that begins and ends inside huge pages, those between are removed.</summary>
    private StepResult PunchPart(HugetlbFile file, long place, long pages, int beyond)
    {
        const FallocateMode Mode = FallocateMode.PunchHole | FallocateMode.KeepSize;
        Errno error = file.Fallocate(Mode, new ByteOffset(Bytes(place) + beyond), Bytes(pages));
        _refinement?.Punch(file, place + 1, pages - 1, error);
        return error;
    }

    private StepResult Truncate(HugetlbFile file, long place)
    {
        Errno error = file.Truncate(Bytes(place));
        _refinement?.Truncate(file, place, error);
        return error;
    }

    private StepResult Read(HugetlbFile file, long place)
    {
        byte[] buffer = new byte[16];
        return file.Read(new ByteOffset(Bytes(place)), buffer).Error;
    }
}
