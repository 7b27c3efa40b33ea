namespace FolioModel.Calibration;

/// <summary>Compiles one project of the model with one file replaced, with the compiler of the SDK.</summary>
internal sealed class Compiler(string root, string output)
{
    private readonly string _sdk = Processes.Run("dotnet", ["--version"], TimeSpan.FromMinutes(1)).Output.Trim();

    /// <returns>Null, or what the compiler said.</returns>
    public string? Compile(PlantedBug bug, string scratch)
    {
        string patched = Path.Combine(scratch, "patched.cs");
        File.WriteAllText(patched, bug.Plant(root));
        string project = Path.Combine(root, "src", bug.Project);
        string intermediate = Path.Combine(project, "obj", "Release", "net10.0");
        string replaced = Path.GetFullPath(Path.Combine(root, bug.File));
        List<string> lines =
        [
            "-nologo", "-noconfig", "-nostdlib+", "-target:library", "-optimize+", "-unsafe+", "-nullable:enable", "-langversion:latest",
                "-deterministic+",
            "-debug:embedded", "-nowarn:1591,1701,1702", $"-out:\"{Path.Combine(scratch, "bin", bug.Project + ".dll")}\"", $"\"{patched}\"",
        ];
        // The generator writes the members of tracked state; without them nothing compiles.
        string generator =
            Path.Combine(root, "src", "FolioModel.Generators", "bin", "Release", "netstandard2.0", "FolioModel.Generators.dll");
        lines.Add($"-analyzer:\"{generator}\"");
        lines.AddRange(References(bug.Project).Select(static r => $"-r:\"{r}\""));
        lines.AddRange(Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.StartsWith(Path.Combine(project, "obj"), StringComparison.Ordinal)
                && !f.StartsWith(Path.Combine(project, "bin"), StringComparison.Ordinal))
            .Where(f => f != replaced).Select(static f => $"\"{f}\""));
        lines.AddRange(Directory.EnumerateFiles(intermediate, "*.cs").Where(static f => !f.EndsWith(".g.i.cs", StringComparison.Ordinal))
            .Select(static f => $"\"{f}\""));
        string response = Path.Combine(scratch, "compile.rsp");
        File.WriteAllLines(response, lines);
        string compiler = Path.Combine(DotnetFolder, "sdk", _sdk, "Roslyn", "bincore", "csc.dll");
        ProcessResult result = Processes.Run("dotnet", ["exec", compiler, "-shared", $"@{response}"], TimeSpan.FromMinutes(3));
        return result.ExitCode == 0 ? null
            : string.Join('\n', result.Output.Split('\n').Where(static l => l.Contains("error", StringComparison.Ordinal)).Take(3));
    }

    private static string DotnetFolder =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

    private IEnumerable<string> References(string project)
    {
        foreach (string library in Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll"))
        {
            if (Path.GetFileName(library) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll")
                && !name.Contains("Native", StringComparison.Ordinal))
            {
                yield return library;
            }
        }

        if (project != "FolioModel")
        {
            yield return Path.Combine(output, "FolioModel.dll");
        }
    }
}
