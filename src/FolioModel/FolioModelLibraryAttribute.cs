using System.Reflection;

namespace FolioModel;

/// <summary>
/// Marks an assembly as a part of the library: where a report names the line that called, its frames are passed over.
/// </summary>
/// <remarks>
/// The core, the owners that come with it and the test engines carry the attribute. A library with an owner of its own may carry it too.
/// </remarks>
/// <example><code>[assembly: FolioModel.FolioModelLibrary]</code></example>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class FolioModelLibraryAttribute : Attribute
{
    /// <summary>Whether a loaded assembly carries the attribute. False for one that is not loaded.</summary>
    /// <param name="assemblyName">Its name, with or without version and culture.</param>
    public static bool Marks(string assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        string start = $"{assemblyName.Split(',')[0]},";
        foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (assembly.FullName?.StartsWith(start, StringComparison.Ordinal) == true)
            {
                return assembly.IsDefined(typeof(FolioModelLibraryAttribute), inherit: false);
            }
        }

        return false;
    }
}
