using FolioModel.Cli.Modules;

namespace FolioModel.Evidence;

/// <summary>Recordings by what they are about: <c>random_large_grow</c> and <c>random_large</c> are of the group "large".</summary>
internal static class RecordingGroups
{
    private static readonly string[] s_names = [.. ModuleSet.BuiltIn.RecordingFamilies];

    public static IEnumerable<IGrouping<string, string>> In(string folder) =>
        Directory.EnumerateFiles(folder, "*.jsonl*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .GroupBy(GroupOf, StringComparer.Ordinal);

    private static string GroupOf(string path)
    {
        string name = Path.GetFileName(path);
        return path.Contains("xarray", StringComparison.Ordinal)
            ? "xarray"
            : path.Contains($"{Path.DirectorySeparatorChar}reclaim{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "reclaim"
            : name.Contains("mglru", StringComparison.Ordinal) ? "mglru"
                : Array.Find(s_names, known => name.Contains(known, StringComparison.Ordinal)) ?? name;
    }
}
