using FolioModel.Workloads;

namespace FolioModel.Cli.Workloads;

/// <summary>The trace of a replay, which can be read more than once unless it is standard input.</summary>
internal sealed class ReplayTrace(string path, string? format)
{
    private WorkloadMeasure? _measure;

    /// <summary>Its requests, where a pass over it has counted them.</summary>
    public long? Requests => _measure?.Requests;

    /// <summary>Opens it.</summary>
    public ITraceReader Open() => TraceReaders.Open(path, format);

    /// <summary>Makes a pass over it, the first time that somebody asks.</summary>
    /// <param name="options">How it will be replayed.</param>
    /// <param name="reason">What needs the pass, for the complaint about standard input.</param>
    public WorkloadMeasure Measure(ReplayOptions options, string reason)
    {
        RequireFile(reason);
        if (_measure is null)
        {
            using ITraceReader reader = Open();
            _measure = Workload.Measure(reader, options);
        }

        return _measure;
    }

    /// <summary>Complains about standard input.</summary>
    /// <param name="reason">What needs more than one pass.</param>
    public void RequireFile(string reason)
    {
        if (path == "-")
        {
            throw new FormatException($"{reason} needs a pass over the trace before the replay; expected a file, found standard input");
        }
    }

    /// <summary>The name of one of its files; reads the trace for it, as readers learn names on the way.</summary>
    public string NameOf(ulong? file)
    {
        if (file is not { } number)
        {
            return "";
        }

        using ITraceReader reader = Open();
        TraceRequest[] batch = new TraceRequest[1 << 10];
        for (int count; (count = reader.Read(batch)) > 0;)
        {
            if (Array.Exists(batch[..count], r => r.File == number))
            {
                break;
            }
        }

        return reader.NameOf(number);
    }
}
