using System.Reflection;
using System.Runtime.Loader;

namespace FolioModel.Cli.Modules;

/// <summary>An assembly with owners of somebody else's, given as <c>--module PATH</c>.</summary>
internal static class ModuleFile
{
    /// <summary>Loads an assembly and makes its modules: every public class that derives from <see cref="OwnerModule"/>.</summary>
    /// <param name="path">The assembly.</param>
    /// <exception cref="BadModuleException">It cannot be loaded, or has no module.</exception>
    public static IReadOnlyList<OwnerModule> Load(string path)
    {
        try
        {
            Type[] types =
                [.. new Context(Path.GetFullPath(path)).Load().GetExportedTypes()
                .Where(static t => !t.IsAbstract && t.IsAssignableTo(typeof(OwnerModule)))];
            return types.Length > 0 ? [.. types.Select(static t => (OwnerModule)Activator.CreateInstance(t)!)]
                : throw new BadModuleException($"{path} has no public class that derives from {typeof(OwnerModule).FullName}");
        }
        catch (Exception e) when (
            e is IOException or BadImageFormatException or MissingMethodException or TypeLoadException or TargetInvocationException)
        {
            throw new BadModuleException($"{path}: {(e is TargetInvocationException { InnerException: { } inner } ? inner : e).Message}");
        }
    }

    /// <summary>Takes the model and the engines from the command, and everything else from beside the assembly.</summary>
    private sealed class Context(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        public Assembly Load() => LoadFromAssemblyPath(path);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            bool isCommands = Default.Assemblies.Any(a => a.GetName().Name == assemblyName.Name)
                || File.Exists(Path.Combine(AppContext.BaseDirectory, $"{assemblyName.Name}.dll"));
            return isCommands ? null : _resolver.ResolveAssemblyToPath(assemblyName) is { } beside ? LoadFromAssemblyPath(beside) : null;
        }
    }
}
