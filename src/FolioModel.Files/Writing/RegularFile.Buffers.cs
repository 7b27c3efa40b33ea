using FolioModel.Groups;

namespace FolioModel.Files;

public sealed partial class RegularFile
{
    /// <summary>Bytes that a group pays for a buffer head: the object of 104 bytes and its place in the books.</summary>
    private const int BufferHeadBytes = 112;

    /// <summary>
    /// Gives a locked folio that is about to be written a buffer head for each page, if the filesystem keeps them. Reference effect: +1,
    /// owned by the private data, where there was none.
    /// </summary>
    /// <remarks>Models <c>create_empty_buffers</c>: the charge to the folio's group may reclaim memory and never fails.</remarks>
    [Interleaved]
    internal void CreateBuffers(Folio folio)
    {
        if (!FileSystem.Options.BufferHeads || folio.Has(FolioFlags.Private))
        {
            return;
        }

        if (Machine.GroupOf(folio) is { IsRoot: false } group)
        {
            for (int i = 0; i < folio.Pages; i++)
            {
                group.ChargeObject(BufferHeadBytes);
            }
        }

        folio.AttachPrivate();
    }

    /// <summary>Frees the buffer heads of a folio. Reference effect: -1, that of the private data, where there is some.</summary>
    /// <remarks>Models <c>try_to_free_buffers</c>.</remarks>
    internal void FreeBuffers(Folio folio)
    {
        MemoryGroup? group = Machine.GroupOf(folio);
        int pages = folio.Pages;
        if (folio.DetachPrivate())
        {
            group?.ReleaseObject(pages * BufferHeadBytes);
        }
    }
}
