using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace FolioModel.Tests.Documentation;

/// <summary>The files that people wrote, and the libraries compiled from them.</summary>
internal static partial class SourceTree
{
    private static readonly string[] s_generatedFolders =
        ["bin", "obj", "artifacts", "TestResults", ".git", ".vs", ".idea", "node_modules"];

    /// <summary>The assemblies under <c>src</c> that are loaded with the tests.</summary>
    public static IReadOnlyList<Assembly> Libraries { get; } =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
            .Select(static file => Path.GetFileNameWithoutExtension(file))
            .Where(static name => name == "folio" || Directory.Exists(Path.Combine(Repository.Root, "src", name)))
            .Where(static name => name != "FolioModel.Generators")
            .Select(static name => Assembly.Load(new AssemblyName(name))),
    ];

    /// <summary>All files of a kind, bin and obj left out.</summary>
    public static IEnumerable<string> Files(string pattern) => FilesIn(new DirectoryInfo(Repository.Root), pattern);

    /// <summary>A file's path below the root, with slashes.</summary>
    public static string Relative(string file) => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');

    /// <summary>How often each identifier stands in the sources, comments left out.</summary>
    public static Dictionary<string, int> Words()
    {
        Dictionary<string, int> words = new(StringComparer.Ordinal);
        foreach (string file in Files("*.cs"))
        {
            string text = Comment().Replace(File.ReadAllText(file), "");
            foreach (ValueMatch match in Identifier().EnumerateMatches(text))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(words, text.Substring(match.Index, match.Length), out _)++;
            }
        }

        return words;
    }

    private static IEnumerable<string> FilesIn(DirectoryInfo folder, string pattern) =>
        folder.EnumerateFiles(pattern).Select(static f => f.FullName)
            .Concat(folder.EnumerateDirectories().Where(static d => !s_generatedFolders.Contains(d.Name))
                .SelectMany(d => FilesIn(d, pattern)));

    [GeneratedRegex(@"(?m)^\s*//.*$|(?<=[\s;{}])// .*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Comment();

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Identifier();
}
