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
