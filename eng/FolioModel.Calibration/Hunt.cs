using System.Text.Json;

namespace FolioModel.Calibration;

/// <summary>
/// Plants a bug in a copy of the <c>folio</c> command and lets <c>folio check</c> look for it: 10,000 operations from a fixed seed.
/// </summary>
internal sealed class Hunt(string root, string output, int seed, int shrinking, string? assemblies = null)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(150);

    private static readonly (string Subject, int Operations, bool Misuse)[] s_core =
    [
        ("core-refined", 5000, false), ("core-small", 1500, false), ("core", 1000, true), ("core-bare", 1000, true),
            ("gmem-refined", 1000, false),
        ("gmem-huge", 500, false),
    ];

    /// <summary>A split also unmaps what processes have mapped.</summary>
    private static readonly (string Subject, int Operations, bool Misuse)[] s_splitting =
        [.. s_core.Where(static c => c.Subject != "gmem-huge"), ("shmem-huge", 2000, false)];

    private static readonly (string Subject, int Operations, bool Misuse)[] s_gmem =
        [("gmem-refined", 6000, false), ("gmem-small", 2000, false), ("gmem-huge", 2000, false)];

    private static readonly (string Subject, int Operations, bool Misuse)[] s_shmem =
        [("shmem", 3500, false), ("shmem-refined", 2000, false), ("shmem-full", 1500, false),
            ("shmem-huge", 2000, false), ("shmem-huge-full", 1000, false)];

    private static readonly (string Subject, int Operations, bool Misuse)[] s_hugetlb =
        [("hugetlb-refined", 6000, false), ("hugetlb", 2500, false), ("hugetlb-unlimited", 1000, false), ("hugetlb", 500, true)];

    private static readonly (string Subject, int Operations, bool Misuse)[] s_xarray =
        [("xarray", 6000, false), ("core-refined", 4000, false)];

    private readonly Compiler _compiler = new(root, output);

    /// <summary>Runs the same campaigns on the model as it is: what is found there would be taken for every planted bug.</summary>
    /// <returns>What was found, or null.</returns>
    public string? FindWithoutABug()
    {
        string command = Path.Combine(output, "folio.dll");
        IEnumerable<(string Subject, int Operations, bool Misuse)> all =
            s_core.Concat(s_gmem).Concat(s_shmem).Concat(s_hugetlb).Concat(s_xarray);
        foreach ((string subject, int operations, bool misuse) in all.Distinct())
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
        string? kept = assemblies is null ? null : Path.Combine(assemblies, bug.Id, name);
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

    /// <summary>The subjects that use the file, 10,000 operations together.</summary>
    private static (string Subject, int Operations, bool Misuse)[] CampaignsFor(PlantedBug bug) => bug.File.Split('/') switch
    {
        [_, "FolioModel.Gmem", ..] => s_gmem,
        [_, "FolioModel.Shmem", ..] or [_, _, "Rmap" or "Failure" or "Swap", ..] => s_shmem,
        [_, "FolioModel.Hugetlb", ..] => s_hugetlb,
        [_, _, "XArrays", ..] => s_xarray,
        [_, _, _, "Splitting", ..] => s_splitting,
        _ => s_core,
    };

    private Verdict Look(PlantedBug bug, string command)
    {
        foreach ((string subject, int operations, bool misuse) in CampaignsFor(bug))
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
            command, "check", "--subject", subject, "--seed", $"{seed}", "--operations", $"{operations}", "--length", misuse ? "20" : "250",
            "--shrink", $"{shrinking}", "--json", .. misuse ? ["--misuse"] : Array.Empty<string>(),
        ],
        s_patience);

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
