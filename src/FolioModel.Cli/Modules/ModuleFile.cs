using System.Reflection;
using System.Runtime.Loader;

namespace FolioModel.Cli.Modules;

/// <summary>An assembly with owners from outside, given as <c>--module PATH</c>.</summary>
internal static class ModuleFile
{
    /// <summary>Loads an assembly and makes its modules: every public class that derives from <see cref="OwnerModule"/>.</summary>
    /// <param name="path">The assembly.</param>
    /// <exception cref="BadModuleException">It cannot be loaded, or has no module.</exception>
    public static IReadOnlyList<OwnerModule> Load(string path)
    {
        string file = Path.GetFullPath(path);
        if (!File.Exists(file))
        {
            throw new BadModuleException(
                $"{path}: {(Directory.Exists(file) ? "expected an assembly, found a folder" : "there is no such file")}");
        }

        try
        {
            Type[] types = [.. new Context(file).Load().GetExportedTypes().Where(IsModule)];
            return types.Length > 0 ? [.. types.Select(Create)]
                : throw new BadModuleException($"{path}: no public class derives from {typeof(OwnerModule).FullName}");
        }
        catch (BadImageFormatException)
        {
            throw new BadModuleException($"{path}: expected a .NET assembly, found something else");
        }
        catch (FileNotFoundException e)
        {
            throw Missing(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TypeLoadException or InvalidOperationException)
        {
            throw new BadModuleException($"{path}: {e.Message}");
        }
    }

    /// <summary>A library that the module needs was not found.</summary>
    public static BadModuleException Missing(string path, FileNotFoundException error)
    {
        string library = error.FileName?.Split(',')[0] ?? "a library";
        return new($"{path}: {library}, which it needs, is not beside it; build it with EnableDynamicLoading, or publish it");
    }

    private static bool IsModule(Type type) => !type.IsAbstract && type.IsAssignableTo(typeof(OwnerModule));

    private static OwnerModule Create(Type type)
    {
        try
        {
            return (OwnerModule)Activator.CreateInstance(type)!;
        }
        catch (MissingMethodException)
        {
            throw new BadModuleException($"{type.FullName} has no public constructor without parameters");
        }
        catch (TargetInvocationException e) when (e.InnerException is FileNotFoundException missing)
        {
            throw Missing(type.Assembly.Location, missing);
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            throw new BadModuleException($"the constructor of {type.FullName} threw {inner.GetType().Name}: {inner.Message}");
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
