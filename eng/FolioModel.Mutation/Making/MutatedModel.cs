using System.Reflection;
using Microsoft.CodeAnalysis;

namespace FolioModel.Mutation;

/// <summary>The core and its owners, each compiled once with every mutant in it.</summary>
internal static class MutatedModel
{
    private static readonly string[] s_owners = ["FolioModel.Gmem", "FolioModel.Shmem", "FolioModel.Hugetlb"];

    /// <summary>Compiles them into a folder.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="folder">Where the assemblies go.</param>
    /// <param name="wanted">The names of the mutants to be planted; null for all.</param>
    /// <returns>The mutants.</returns>
    public static MutantList Make(string root, string folder, HashSet<string>? wanted = null)
    {
        MutantList mutants = new(root, wanted);
        IReadOnlyList<ISourceGenerator> generators = Generators(root);
        string[] references = [.. Framework()];
        string core = Path.Combine(folder, "FolioModel.dll");
        new MutatedProject(root, "FolioModel", mutants, generators, references).Compile(null, core);
        foreach (string owner in s_owners)
        {
            new MutatedProject(root, owner, mutants, generators, references).Compile(core, Path.Combine(folder, $"{owner}.dll"));
        }

        return mutants;
    }

    private static IReadOnlyList<ISourceGenerator> Generators(string root)
    {
        string path = Path.Combine(root, "src", "FolioModel.Generators", "bin", "Release", "netstandard2.0", "FolioModel.Generators.dll");
        return [.. Assembly.LoadFrom(path).GetTypes().Where(static t => t.GetCustomAttribute<GeneratorAttribute>() is not null)
            .Select(static t => ((IIncrementalGenerator)Activator.CreateInstance(t)!).AsSourceGenerator())];
    }

    private static IEnumerable<string> Framework() =>
        Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
        .Where(static f => Path.GetFileName(f) is var n
            && (n.StartsWith("System.", StringComparison.Ordinal) || n is "netstandard.dll" or "mscorlib.dll")
            && !n.Contains("Native", StringComparison.Ordinal));
}
