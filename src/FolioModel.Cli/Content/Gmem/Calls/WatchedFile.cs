using FolioModel.Cli.Conform;
using FolioModel.Cli.Conform.Kernel;
using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>A guest_memfd that system calls work on while a recording looks at it.</summary>
/// <param name="file">The file.</param>
internal sealed class WatchedFile(GuestMemfd file) : TraceMapping
{
    public override AddressSpace Space => file.Mapping;

    /// <summary>Nothing: its inode is on no superblock's list.</summary>
    public override void DropCaches()
    {
    }
}
