using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace FolioModel.Forking;

/// <summary>
/// The form of a saved machine: a name, a version, a checksum, and the packed graph of its objects with the builds of its types.
/// </summary>
[RequiresUnreferencedCode(MachineFork.Reason)]
[RequiresDynamicCode(MachineFork.Reason)]
internal static class SavedMachine
{
    private const int Version = 1;
    private const int HashBytes = 32;

    private static ReadOnlySpan<byte> Name => "FOLIOMEM"u8;

    public static void Write(Stream to, IReadOnlyList<object> roots)
    {
        using MemoryStream graph = new();
        GraphWriter writer = new();
        using (BinaryWriter body = new(graph, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(roots, body);
        }

        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (BinaryWriter all = new(zip, Encoding.UTF8))
        {
            WriteTypes(all, writer.Types);
            all.Write(roots.Count);
            all.Write(graph.Length);
            all.Write(graph.GetBuffer().AsSpan(0, (int)graph.Length));
        }

        ReadOnlySpan<byte> bytes = packed.GetBuffer().AsSpan(0, (int)packed.Length);
        using BinaryWriter file = new(to, Encoding.UTF8, leaveOpen: true);
        file.Write(Name);
        file.Write(Version);
        file.Write(packed.Length);
        file.Write(SHA256.HashData(bytes));
        file.Write(bytes);
    }

    /// <summary>The objects that were given to <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">It is no saved machine, damaged, of another version, or of other builds.</exception>
    public static IReadOnlyList<object> Read(Stream from, Func<Assembly, bool> isTrusted)
    {
        using BinaryReader file = new(from, Encoding.UTF8, leaveOpen: true);
        byte[] packed = ReadPacked(file);
        using GZipStream zip = new(new MemoryStream(packed), CompressionMode.Decompress);
        using BinaryReader all = new(zip, Encoding.UTF8);
        List<Type> types = ReadTypes(all, isTrusted);
        int roots = all.ReadInt32();
        using MemoryStream graph = new(all.ReadBytes((int)all.ReadInt64()));
        using BinaryReader body = new(graph, Encoding.UTF8);
        return [.. new GraphReader(body, types).Read().Skip(1).Take(roots).Select(static o => o!)];
    }

    private static byte[] ReadPacked(BinaryReader file)
    {
        if (!file.ReadBytes(Name.Length).AsSpan().SequenceEqual(Name))
        {
            throw new InvalidDataException("this is not a saved machine");
        }

        try
        {
            int version = file.ReadInt32();
            if (version != Version)
            {
                throw new InvalidDataException($"the machine was saved in format {version}; this library reads format {Version}");
            }

            long length = file.ReadInt64();
            byte[] hash = file.ReadBytes(HashBytes);
            byte[] packed = length is >= 0 and <= int.MaxValue ? file.ReadBytes((int)length) : [];
            if (packed.Length != length)
            {
                throw new EndOfStreamException();
            }

            return SHA256.HashData(packed).AsSpan().SequenceEqual(hash) ? packed
                : throw new InvalidDataException("the saved machine is damaged: its checksum differs");
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("the saved machine is damaged: its end is missing", e);
        }
    }

    private static void WriteTypes(BinaryWriter to, IReadOnlyList<Type> types)
    {
        to.Write(Environment.Version.ToString());
        Assembly[] assemblies = [.. types.Select(static t => t.Assembly).Distinct()];
        to.Write(assemblies.Length);
        foreach (Assembly assembly in assemblies)
        {
            to.Write(assembly.FullName!);
            to.Write(assembly.ManifestModule.ModuleVersionId.ToByteArray());
        }

        to.Write(types.Count);
        foreach (Type type in types)
        {
            to.Write(type.AssemblyQualifiedName ?? throw new NotSupportedException($"{type} cannot be saved: it has no name"));
        }
    }

    private static List<Type> ReadTypes(BinaryReader from, Func<Assembly, bool> isTrusted)
    {
        string runtime = from.ReadString();
        if (runtime != Environment.Version.ToString())
        {
            throw new InvalidDataException($"the machine was saved under .NET {runtime}; this is {Environment.Version}");
        }

        for (int left = from.ReadInt32(); left > 0; left--)
        {
            string name = from.ReadString();
            Guid build = new(from.ReadBytes(16));
            Assembly assembly = Assembly.Load(new AssemblyName(name));
            if (!isTrusted(assembly))
            {
                throw new InvalidDataException($"the saved machine has objects of {name}; name the assembly as a trusted one to read them");
            }

            if (assembly.ManifestModule.ModuleVersionId != build)
            {
                throw new InvalidDataException($"the machine was saved with another build of {name}");
            }
        }

        List<Type> types = [];
        for (int left = from.ReadInt32(); left > 0; left--)
        {
            types.Add(Type.GetType(from.ReadString(), throwOnError: true)!);
        }

        return types;
    }
}
