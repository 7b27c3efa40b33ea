using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using FolioModel.Cli.Conform;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Show;

/// <summary>A trace of a recording as something to show: <c>PATH.jsonl.gz:N</c>, with its number from 1 or its name.</summary>
/// <param name="Path">The recording.</param>
/// <param name="Trace">The trace in it: a number or a name; empty where none was named.</param>
internal sealed record RecordingSource(string Path, string Trace)
{
    private const int MostNamed = 5;

    private static readonly string[] s_endings = [".jsonl.gz", ".jsonl"];

    /// <summary>Takes a name apart, or gives null where it names no recording.</summary>
    /// <param name="name">The name.</param>
    public static RecordingSource? TryRead(string name)
    {
        foreach (string ending in s_endings)
        {
            int end = name.IndexOf($"{ending}:", StringComparison.Ordinal);
            if (end >= 0)
            {
                end += ending.Length;
                return new RecordingSource(name[..end], name[(end + 1)..]);
            }

            if (name.EndsWith(ending, StringComparison.Ordinal))
            {
                return new RecordingSource(name, "");
            }
        }

        return null;
    }

    /// <summary>Replays the trace and records what the machine does.</summary>
    /// <param name="modules">The modules whose replayers are asked.</param>
    /// <exception cref="UsageException">There is no such trace, or it is of a kind that has no machine to show.</exception>
    /// <exception cref="MalformedTraceException">The recording cannot be read.</exception>
    public FolioTrace Replay(ModuleSet modules)
    {
        List<(string Name, List<string> Lines)> traces = Traces();
        int number = NumberIn(traces);
        string name = traces[number].Name;

        // Alone, a trace is replayed at once. One that goes on with what earlier ones left behind needs those as well.
        FolioTrace? alone = Replay(traces[number].Lines, name, number, modules, out bool differs);
        FolioTrace? shown = alone is not null && !differs ? alone
            : Replay(traces.Take(number + 1).SelectMany(static t => t.Lines), name, number, modules, out _) ?? alone;
        return shown ?? throw new UsageException($"{Path}: trace '{name}' is of a kind whose machine cannot be shown");
    }

    private FolioTrace? Replay(IEnumerable<string> lines, string name, int number, ModuleSet modules, out bool differs)
    {
        using MemoryStream text = new(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        using TraceFile file = TraceFile.Read(Path, text);
        RecordingRecorder recorder = new(name);
        ConformanceReport report = new() { Observer = recorder };
        ConformanceSuite.WithAll(ledger: true, modules).Replay(file, report);
        differs = report.Differences > 0 || report.Missing.Count > 0;
        return recorder.ToTrace(System.IO.Path.GetFileName(Path), number + 1, report);
    }

    private int NumberIn(List<(string Name, List<string> Lines)> traces)
    {
        if (traces.Count == 0)
        {
            throw new UsageException($"{Path}: a recording of this kind has no traces that can be shown one by one");
        }

        if (int.TryParse(Trace, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number >= 1 && number <= traces.Count ? number - 1
                : throw new UsageException($"{Path} has the traces 1 to {traces.Count}, found {number}");
        }

        int named = traces.FindIndex(t => t.Name == Trace);
        string some = string.Join(", ", traces.Take(MostNamed).Select(static t => t.Name));
        return named >= 0 ? named
            : throw new UsageException(
                $"{Path}: {(Trace.Length == 0 ? "name one of its traces" : $"there is no trace '{Trace}'")}, by its number (as in "
                + $"{System.IO.Path.GetFileName(Path)}:1) or its name; it has {traces.Count}, such as {some}");
    }

    /// <summary>The lines of each trace: from the line that names it to the one before the next.</summary>
    private List<(string Name, List<string> Lines)> Traces()
    {
        List<(string Name, List<string> Lines)> traces = [];
        using FileStream file = File.OpenRead(Path);
        using Stream stream = Path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using StreamReader reader = new(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("{\"type\":\"trace\"", StringComparison.Ordinal))
            {
                using JsonDocument head = JsonDocument.Parse(line);
                traces.Add((head.RootElement.TryGetProperty("name", out JsonElement name) ? name.ToString() : "", []));
            }

            if (traces.Count > 0)
            {
                traces[^1].Lines.Add(line);
            }
        }

        return traces;
    }
}
