using System.Runtime.CompilerServices;
using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

internal sealed partial class KvmSystem
{
    private readonly ConditionalWeakTable<GmemInode, HostContents> _contents = [];

    /// <summary>Maps the file into the process (<c>mmap</c>).</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    /// <param name="shared">Shared, not private (copy on write).</param>
    /// <param name="mapping">The mapping, or null.</param>
    /// <returns>
    /// Success; <see cref="Errno.ENODEV"/> (the file was not created for it: no version before 6.18 can), <see cref="Errno.EINVAL"/>
    /// (private).
    /// </returns>
    public CallResult Map(int descriptor, bool shared, out GmemMappedArea? mapping)
    {
        mapping = null;
        if (FileOf(descriptor) is not { File: { } file })
        {
            return CallResult.From(FileOf(descriptor).Error);
        }

        if ((file.Inode.Flags & GmemFlags.Mmap) == 0)
        {
            return CallResult.From(Errno.ENODEV);
        }

        if (!shared)
        {
            return CallResult.From(Errno.EINVAL);
        }

        mapping = new GmemMappedArea(file, _contents.GetOrCreateValue(file.Inode));
        return CallResult.Of(0);
    }
}
