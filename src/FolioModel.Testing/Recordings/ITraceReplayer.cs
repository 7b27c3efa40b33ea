using System.Text.Json;

namespace FolioModel.Testing;

/// <summary>Replays one kind of recording.</summary>
public interface ITraceReplayer
{
    /// <summary>Whether a file that starts with this line is of the kind that this replayer understands.</summary>
    /// <param name="firstLine">The file's first line.</param>
    bool Recognizes(JsonElement firstLine);

    /// <summary>Replays a file to its end and adds what it found to the report (all but <see cref="ConformanceReport.Files"/>).</summary>
    /// <param name="file">The recording, at its first line.</param>
    /// <param name="report">Where to count.</param>
    /// <exception cref="MalformedTraceException">The recording is not of the documented form.</exception>
    void Replay(TraceFile file, ConformanceReport report);
}
