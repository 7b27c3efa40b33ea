namespace FolioModel.Files;

/// <summary>An open file: what reads and writes go through, with a readahead state and a view of errors of its own.</summary>
/// <remarks>Models <c>struct file</c>.</remarks>
[SharedState("an open '{File.Name}'")]
public sealed partial class OpenFile : ISharedState
{
    internal OpenFile(RegularFile file, OpenOptions options)
    {
        File = file;
        Options = options;
        _machine = file.Machine;
        _stateNumber = _machine.NewStateNumber();
        Readahead = new ReadaheadState(_machine, file.Name, file.FileSystem.Options.ReadAheadPages);
        SeenErrors = file.SampleErrors();
    }

    private readonly Machine _machine;

    /// <summary>The file.</summary>
    public RegularFile File { get; }

    /// <summary>How it was opened.</summary>
    public OpenOptions Options { get; }

    /// <summary>The readahead state of reads through it.</summary>
    public ReadaheadState Readahead { get; }

    /// <summary>Errors of writeback that it has reported.</summary>
    [Shared]
    private partial int SeenErrors { get; set; }

    private FileSystem FileSystem => File.FileSystem;

    private AddressSpace Mapping => File.Mapping;

    /// <summary>Maps a part of the file into a process. Reference effect: none, until a page is touched.</summary>
    /// <param name="process">The process.</param>
    /// <param name="first">First page of the file to show.</param>
    /// <param name="pages">How many pages.</param>
    /// <param name="options">Shared or private, writable or not.</param>
    /// <returns>The area. Its faults read ahead with this open file's state.</returns>
    /// <remarks>Models <c>mmap</c> of a file descriptor.</remarks>
    public MappedArea Map(ProcessMemory process, PageIndex first, long pages, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(process);
        ThrowIfUnusable();
        return process.Map(Mapping, first, pages, options, source: this);
    }

    /// <summary>Reports an error of writeback that this open file has not reported yet.</summary>
    /// <remarks>Models <c>file_check_and_advance_wb_err</c>.</remarks>
    private Errno ReportError()
    {
        Errno error = File.ReportError(SeenErrors);
        SeenErrors = File.ErrorSequence;
        return error;
    }

    /// <inheritdoc/>
    public override string ToString() => $"an open '{File.Name}'";
}
