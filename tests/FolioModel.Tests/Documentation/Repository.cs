using System.Runtime.CompilerServices;

namespace FolioModel.Tests.Documentation;

/// <summary>Files of the repository that tests compare with what the code says.</summary>
internal static class Repository
{
    private const string AcceptVariable = "FOLIO_ACCEPT";

    /// <summary>The repository's root, found from where this file was compiled.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// Asserts that a reviewed file says what the code says. With the environment variable FOLIO_ACCEPT=1 the file is written instead, so
    /// that
    /// the change shows up in review.
    /// </summary>
    public static void AssertReviewed(string relativePath, string expected)
    {
        string path = Path.Combine(Root, relativePath);
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            File.WriteAllText(path, expected);
        }

        string actual = File.Exists(path) ? File.ReadAllText(path) : "";
        List<string> added = [.. expected.Split('\n').Except(actual.Split('\n'), StringComparer.Ordinal).Take(8)];
        List<string> removed = [.. actual.Split('\n').Except(expected.Split('\n'), StringComparer.Ordinal).Take(8)];
        Assert.That(
            actual,
            Is.EqualTo(expected),
            $"{relativePath} does not say what the code says; review the change and run the tests once with {AcceptVariable}=1.\n"
            + $"new: {string.Join("\n     ", added)}\ngone: {string.Join("\n      ", removed)}");
    }

    private static string FindRoot([CallerFilePath] string file = "")
    {
        DirectoryInfo? folder = new(Path.GetDirectoryName(file)!);
        while (folder is { Exists: true } && !File.Exists(Path.Combine(folder.FullName, "FolioModel.sln")))
        {
            folder = folder.Parent;
        }

        // Deterministic builds map source paths away: then the test's own folder lies inside the repository.
        folder = folder is { Exists: true } ? folder : new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FolioModel.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("FolioModel.sln was not found above the tests");
    }
}
