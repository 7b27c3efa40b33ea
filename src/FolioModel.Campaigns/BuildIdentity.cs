using System.Reflection;
using System.Security.Cryptography;

namespace FolioModel.Campaigns;

/// <summary>Identifies the build of the model that a process runs: results of different builds must not be mixed.</summary>
public static class BuildIdentity
{
    private static readonly Lazy<string> s_current = new(Compute);

    /// <summary>
    /// A hash over the module versions of all loaded and referenced FolioModel assemblies, 16 hexadecimal digits. The same sources built by
    /// the same compiler give the same value.
    /// </summary>
    public static string Current => s_current.Value;

    private static string Compute()
    {
        SortedDictionary<string, Guid> modules = new(StringComparer.Ordinal);
        Collect(typeof(BuildIdentity).Assembly, modules);
        if (Assembly.GetEntryAssembly() is { } entry)
        {
            Collect(entry.GetCustomAttribute<CampaignDoorAttribute>() is { } door ? Assembly.Load(door.Program) : entry, modules);
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, Guid version) in modules)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name));
            hash.AppendData(version.ToByteArray());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static void Collect(Assembly assembly, SortedDictionary<string, Guid> modules)
    {
        string name = assembly.GetName().Name ?? "";
        if (modules.TryAdd(name, assembly.ManifestModule.ModuleVersionId))
        {
            foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
            {
                if (reference.Name!.StartsWith("FolioModel", StringComparison.Ordinal))
                {
                    Collect(Assembly.Load(reference), modules);
                }
            }
        }
    }
}
