using FolioModel.Cli.Conform;

namespace FolioModel.Mutation;

/// <summary>The recordings of a real kernel, file by file.</summary>
internal static class ConformChecks
{
    public static IEnumerable<Check> All(string root)
    {
        string folder = Path.Combine(root, "tests", "FolioModel.Tests", "Recordings");
        return ConformanceSuite.FindFiles([folder])
            .Select(file => new Check(Checker.Conform, Path.GetRelativePath(folder, file), () => Run(file)));
    }

    private static string? Run(string file)
    {
        ConformanceReport report = new();
        ConformanceSuite.WithAll().Replay([file], report);
        return report.Differences == 0 && report.Missing.Count == 0 ? null : $"{report.First}";
    }
}
