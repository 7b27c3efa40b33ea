using System.Text.Json;

namespace FolioModel.Calibration;

/// <summary>
/// Plants a bug in a copy of the <c>folio</c> command and lets <c>folio check</c> look for it: 10,000 operations from a fixed seed.
/// </summary>
internal sealed class Hunt(string root, string output, Arguments options)
{
    private readonly IReadOnlyList<HuntPlan> _plans = HuntPlan.Load(root);

    private readonly Compiler _compiler = new(root, output);

    /// <summary>Runs the same campaigns on the model as it is: what is found there would be taken for every planted bug.</summary>
    /// <param name="bugs">The bugs that are to be hunted: the campaigns that look for them run.</param>
    /// <returns>What was found, or null.</returns>
    public string? FindWithoutABug(IEnumerable<PlantedBug> bugs) =>
        FindWithoutABug(bugs.Select(b => HuntPlan.For(b, _plans)).Distinct().SelectMany(static p => p.Campaigns).Distinct());

    /// <summary>Runs campaigns on the model as it is.</summary>
    /// <param name="campaigns">The campaigns.</param>
    /// <returns>What was found, or null.</returns>
    public string? FindWithoutABug(IEnumerable<HuntCampaign> campaigns)
    {
        string command = Path.Combine(output, "folio.dll");
        foreach ((string subject, int operations, bool misuse) in campaigns)
        {
            ProcessResult result = Check(command, subject, operations, misuse);
            if (result.ExitCode != 0)
            {
                return $"{subject}, {operations} operations: {result.Output}";
            }
        }

        return null;
    }

    public Verdict Try(PlantedBug bug)
    {
        string scratch = Path.Combine(Path.GetTempPath(), $"folio-calibration-{Environment.ProcessId}-{bug.Id}");
        try
        {
            Copy(output, Path.Combine(scratch, "bin"));
            if (Assemble(bug, scratch) is { } problem)
            {
                return new Verdict(bug, null, "", 0, problem);
            }

            return Look(bug, Path.Combine(scratch, "bin", "folio.dll"));
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>Puts the assembly with the bug in its place: one that an earlier run has kept, or a new one.</summary>
    /// <returns>Null, or what the compiler said.</returns>
    private string? Assemble(PlantedBug bug, string scratch)
    {
        string name = bug.Project + ".dll";
        string made = Path.Combine(scratch, "bin", name);
        string? kept = options.Assemblies is null ? null : Path.Combine(options.Assemblies, bug.Id, name);
        if (File.Exists(kept))
        {
            File.Copy(kept, made, overwrite: true);
            return null;
        }

        if (_compiler.Compile(bug, scratch) is { } problem)
        {
            return problem;
        }

        if (kept is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
            File.Copy(made, kept);
        }

        return null;
    }

    private Verdict Look(PlantedBug bug, string command)
    {
        foreach ((string subject, int operations, bool misuse) in HuntPlan.For(bug, _plans).Campaigns)
        {
            ProcessResult result = Check(command, subject, operations, misuse);
            if (result.ExitCode == -1)
            {
                return new Verdict(bug, "does not end", subject, 0, null);
            }

            if (result.ExitCode == 1)
            {
                JsonElement finding = JsonDocument.Parse(result.Output).RootElement.GetProperty("finding");
                string killer = Killer(finding.GetProperty("id").GetString()!);
                return new Verdict(bug, killer, subject, finding.GetProperty("steps").GetInt32(), null);
            }

            if (result.ExitCode != 0)
            {
                return new Verdict(bug, "crash", subject, 0, null);
            }
        }

        return new Verdict(bug, null, "", 0, null);
    }

    private ProcessResult Check(string command, string subject, int operations, bool misuse) => Processes.Run(
        "dotnet",
        [
            command, "check", "--subject", subject, "--seed", $"{options.Seed}", "--operations", $"{operations}",
            "--length", misuse ? "20" : "250", "--shrink", $"{options.Shrinking}", "--json",
            .. misuse ? ["--misuse"] : Array.Empty<string>(),
        ],
        options.Patience);

    /// <summary>What found the bug, as the tables of the calibration name it.</summary>
    private static string Killer(string finding) => finding switch
    {
        "misuse" => "misuse not refused",
        "xarray" => "comparison with a dictionary",
        _ => finding,
    };

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from).Where(static f => Path.GetExtension(f) is ".dll" or ".json"))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
