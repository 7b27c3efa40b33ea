namespace FolioModel.Calibration;

/// <summary>
/// Plants bugs in the explorer and in the locks that it schedules, one at a time, and sees whether the comparison on random programs finds
/// each.
/// </summary>
internal sealed class ExplorerHunt(string root, string output)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    private readonly Compiler _compiler = new(root, output);

    /// <summary>Hunts the bugs of those names, or all of them.</summary>
    /// <returns>The exit code: 0 when the comparison holds without a bug and finds every bug.</returns>
    public int Run(string[] wanted)
    {
        IReadOnlyList<PlantedBug> all = PlantedBug.Load(root, "explorer-bugs.json");
        PlantedBug[] chosen = [.. all.Where(b => wanted.Length == 0 || wanted.Contains(b.Id))];
        if (chosen.Length == 0)
        {
            Console.Error.WriteLine($"no such bug; the names are {string.Join(", ", all.Select(static b => b.Id))}");
            return 2;
        }

        if (!Compare(Path.Combine(root, "props", "FolioModel.Props", "bin", "Release", "net10.0"))
            .StartsWith("holds", StringComparison.Ordinal))
        {
            Console.Error.WriteLine("no bug is planted, and the comparison fails");
            return 2;
        }

        int found = 0;
        foreach (PlantedBug bug in chosen)
        {
            string verdict = Try(bug);
            found += verdict.StartsWith("found", StringComparison.Ordinal) ? 1 : 0;
            Console.WriteLine($"{bug.Id}: {verdict}{(bug.IsEquivalent ? $" ({bug.Expect})" : "")}");
        }

        int visible = chosen.Count(static b => !b.IsEquivalent);
        Console.WriteLine($"{found} of {visible} found");
        return found == visible ? 0 : 1;
    }

    private string Try(PlantedBug bug)
    {
        string scratch = Path.Combine(Path.GetTempPath(), $"folio-calibration-{Environment.ProcessId}-{bug.Id}");
        try
        {
            string bin = Path.Combine(scratch, "bin");
            Copy(Path.Combine(root, "props", "FolioModel.Props", "bin", "Release", "net10.0"), bin);
            return _compiler.Compile(bug, scratch) is { } problem ? $"does not compile: {problem}" : Compare(bin);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static string Compare(string bin)
    {
        ProcessResult result = Processes.Run(
            "dotnet", ["vstest", Path.Combine(bin, "FolioModel.Props.dll"), "--TestCaseFilter:FullyQualifiedName~ExplorerProperties"],
                s_patience);
        string[] lines = result.Output.Split('\n');
        return result.ExitCode switch
        {
            0 => "holds: SURVIVED",
            -1 => "found: does not end",
            _ => $"found: {Array.Find(lines, static l => l.Contains("program ", StringComparison.Ordinal))?.Trim()}",
        };
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
