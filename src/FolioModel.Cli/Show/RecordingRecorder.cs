namespace FolioModel.Cli.Show;

/// <summary>Records what the machine does while one trace of a recording is replayed, and whether it was as recorded.</summary>
/// <param name="name">The trace's name.</param>
internal sealed class RecordingRecorder(string name) : IReplayObserver
{
    private readonly List<string> _operations = [];
    private FolioTraceRecorder? _recorder;
    private bool _isWanted;
    private string? _difference;

    /// <inheritdoc/>
    public void Begins(string trace, int operation, string text, Machine machine)
    {
        _isWanted = trace == name;
        if (_isWanted)
        {
            _recorder ??= FolioTraceRecorder.Attach(machine);
            _operations.Add(text);
            _recorder.Line = _operations.Count;
        }
    }

    /// <inheritdoc/>
    public void Ends(string? difference)
    {
        if (_isWanted && _recorder is not null)
        {
            _recorder.NoteChange($"after: {_operations[^1]}");
            _difference ??= difference;
            if (difference is not null)
            {
                _recorder.Note($"here the kernel did otherwise: {difference}");
            }
        }
    }

    /// <summary>The recorded trace, or null where the trace never ran on a machine.</summary>
    /// <param name="file">The recording's file name.</param>
    /// <param name="number">The trace's number in it, from 1.</param>
    /// <param name="report">What was compared.</param>
    public FolioTrace? ToTrace(string file, int number, ConformanceReport report) => _recorder?.ToTrace(
        new FolioTraceHead($"{file}:{number}", "recording")
        {
            Question = $"{name}: what a kernel was recorded to do, replayed on the model",
            Answer = _difference is null ? $"As recorded: {_operations.Count} operations, {report.Compared} values compared, all equal."
                : $"Not as recorded: {_difference}",
            Source = _operations,
        });
}
