using System.Text.Json;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Conform;

/// <summary>Replays recordings of every kind: each file goes to the replayer that recognises its first line.</summary>
internal sealed class ConformanceSuite
{
    private readonly ITraceReplayer[] _replayers;

    /// <summary>Creates a suite.</summary>
    /// <param name="replayers">The replayers, asked in this order.</param>
    public ConformanceSuite(params ITraceReplayer[] replayers) => _replayers = [.. replayers];

    /// <summary>Creates a suite of all replayers there are.</summary>
    /// <param name="ledger">Whether references are recorded with their holders, and the holders checked.</param>
    /// <param name="modules">The modules whose replayers are asked; null for those that come with the command.</param>
    public static ConformanceSuite WithAll(bool ledger = true, ModuleSet? modules = null) =>
        new([.. (modules ?? ModuleSet.BuiltIn).Modules.SelectMany(m => m.Replayers(ledger))]);

    /// <summary>
    /// The recordings that paths stand for: files as they are, folders with all <c>.jsonl</c> and <c>.jsonl.gz</c> files below them.
    /// </summary>
    /// <param name="paths">Files and folders.</param>
    /// <exception cref="MalformedTraceException">A path does not exist, or a folder has no recording in it.</exception>
    public static IReadOnlyList<string> FindFiles(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        List<string> files = [];
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
            {
                files.AddRange(FilesBelow(path));
            }
            else if (File.Exists(path))
            {
                files.Add(path);
            }
            else
            {
                throw new MalformedTraceException(path, 0, "", "no such file or folder");
            }
        }

        return files;
    }

    /// <summary>Replays files and adds what was found to a report.</summary>
    /// <param name="files">The files, as <see cref="FindFiles"/> gives them.</param>
    /// <param name="report">Where to count.</param>
    /// <param name="starting">Told each file before it is replayed, or null.</param>
    /// <exception cref="MalformedTraceException">A file cannot be read, or is of no known kind.</exception>
    public void Replay(IEnumerable<string> files, ConformanceReport report, Action<string>? starting = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(report);
        foreach (string path in files)
        {
            starting?.Invoke(path);
            using TraceFile file = TraceFile.Open(path);
            Replay(file, report);
        }
    }

    /// <summary>Replays one recording and adds what was found to a report.</summary>
    /// <param name="file">The recording.</param>
    /// <param name="report">Where to count.</param>
    /// <exception cref="MalformedTraceException">It cannot be read, or is of no known kind.</exception>
    public void Replay(TraceFile file, ConformanceReport report)
    {
        ReplayerFor(file).Replay(file, report);
        report.Files++;
    }

    private static string[] FilesBelow(string folder)
    {
        string[] files;
        try
        {
            files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsRecording)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MalformedTraceException(folder, 0, "", e.Message);
        }

        Array.Sort(files, StringComparer.Ordinal);
        return files.Length > 0 ? files
            : throw new MalformedTraceException(folder, 0, "", "the folder has no .jsonl or .jsonl.gz file in it");
    }

    private static bool IsRecording(string path) =>
        path.EndsWith(".jsonl", StringComparison.Ordinal) || path.EndsWith(".jsonl.gz", StringComparison.Ordinal);

    private ITraceReplayer ReplayerFor(TraceFile file)
    {
        JsonElement firstLine = file.PeekLine();
        return Array.Find(_replayers, replayer => replayer.Recognizes(firstLine))
            ?? throw new MalformedTraceException(file.Path, 1, "", "not a recording of a known kind");
    }
}
