using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace FolioModel.Evidence;

/// <summary>
/// Replays recordings on a copy of the model that nobody has used yet: its assemblies are loaded again, so that each method that runs is
/// compiled again.
/// </summary>
internal static class FreshModel
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Replay(string[] files)
    {
        Context context = new();
        Assembly command = context.LoadFromAssemblyName(new AssemblyName("folio"));
        Type suite = command.GetType("FolioModel.Cli.Conform.ConformanceSuite", throwOnError: true)!;
        Type report = context.LoadFromAssemblyName(new AssemblyName("FolioModel.Testing"))
            .GetType("FolioModel.Testing.ConformanceReport", throwOnError: true)!;
        object all = suite.GetMethod("WithAll")!.Invoke(null, [true, null])!;
        object result = Activator.CreateInstance(report)!;
        suite.GetMethod("Replay", [typeof(IEnumerable<string>), report, typeof(Action<string>)])!.Invoke(all, [files, result, null]);
        if (Count("Differences") != 0 || Count("Operations") == 0)
        {
            throw new InvalidOperationException(
                $"{string.Join(", ", files)}: the recordings prove nothing while the model differs from them");
        }

        long Count(string property) => Convert.ToInt64(report.GetProperty(property)!.GetValue(result), CultureInfo.InvariantCulture);
    }

    /// <summary>Not collectible: methods of what can be unloaded are optimised at once, and what is inlined is not seen.</summary>
    private sealed class Context() : AssemblyLoadContext("fresh")
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string path = Path.Combine(AppContext.BaseDirectory, $"{assemblyName.Name}.dll");
            return (assemblyName.Name == "folio" || assemblyName.Name!.StartsWith("FolioModel", StringComparison.Ordinal))
                && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
