using FolioModel.Files;

namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>
/// A file of a sequence with the descriptors and mappings of its processes. Reads, writes, faults and readahead are those of
/// <see cref="RegularFile"/>.
/// </summary>
internal sealed class SequenceFile
{
    /// <summary>Pages that the device's <c>read_ahead_kb</c> allows.</summary>
    private const int DevicePages = 32;

    private readonly OpenFile[] _descriptors;
    private readonly MappedArea?[] _mappings;
    private readonly long _pagesUsed;

    public SequenceFile(FileSystem files, int number, AccessSequence sequence)
    {
        _pagesUsed = sequence.FilePages[number];
        RegularFile file = files.CreateFile($"f{number}", FilePages(number) << PageSize.Shift);
        Cache = file.Mapping;
        _descriptors = new OpenFile[Math.Max(sequence.Processes, 1)];
        _mappings = new MappedArea?[_descriptors.Length];
        for (int i = 0; i < _descriptors.Length; i++)
        {
            _descriptors[i] = file.Open();
        }
    }

    public AddressSpace Cache { get; }

    public long Pages => Cache.Size >> PageSize.Shift;

    /// <summary>The recorder's filesystem, on a RAM disk: a transfer is over before the system call goes on.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="sequence">The sequence, whose flags say what is switched off.</param>
    /// <param name="added">What to do when a folio has been added to a file.</param>
    public static FileSystem NewFileSystem(Machine machine, AccessSequence sequence, Action added) => new(machine, new FileSystemOptions
    {
        ReadAheadPages = (sequence.Flags & SequenceFlags.NoReadahead) != 0 ? 0 : DevicePages,
        FaultsAround = (sequence.Flags & SequenceFlags.NoFaultAround) == 0,
        BufferHeads = true,
        CoarseSteps = true,
    })
    {
        FolioAdded = (_, _) => added(),
    };

    /// <summary>Where a process maps the file.</summary>
    public MappedArea MappingOf(ProcessMemory process, int number) =>
        _mappings[number] ??= _descriptors[number].Map(process, PageIndex.Zero, Pages, MapOptions.Shared | MapOptions.Writable);

    /// <summary>Carries an operation out.</summary>
    public void Do(SequenceOperation operation, ProcessMemory process)
    {
        OpenFile descriptor = _descriptors[operation.Process];
        long position = (long)operation.Page << PageSize.Shift;
        switch (operation.Code)
        {
            case SequenceCode.Read:
                descriptor.Read(position, PageSize.Bytes);
                break;
            case SequenceCode.Write:
                descriptor.Write(position, PageSize.Bytes);
                break;
            case SequenceCode.Fsync:
                descriptor.Sync();
                break;
            case SequenceCode.SyncFs:
                descriptor.File.FileSystem.SyncFileSystem();
                break;
            case SequenceCode.AdviseFile:
                descriptor.Advise(0, 0, (FileAdvice)operation.Argument);
                break;
            case SequenceCode.Touch or SequenceCode.TouchWrite:
                process.Touch(MappingOf(process, operation.Process).First + operation.Page, operation.Code == SequenceCode.TouchWrite);
                break;
        }
    }

    /// <summary>Whether a page is cached and up to date.</summary>
    public bool Has(uint page) => Cache.Pages.Peek(new PageIndex(page)) is { IsFolio: true } entry && entry.Folio.Has(FolioFlags.Uptodate);

    /// <summary>Cached pages of the part that the sequence uses: readahead may go past it.</summary>
    public long CountResident()
    {
        long resident = 0;
        foreach ((PageIndex index, _, CacheEntry entry) in Cache.Pages.Entries())
        {
            resident += entry.IsFolio && (long)index.Value < _pagesUsed ? 1 : 0;
        }

        return resident;
    }

    private static long FilePages(int number) => number == 0 ? 32768 : 16384;
}
