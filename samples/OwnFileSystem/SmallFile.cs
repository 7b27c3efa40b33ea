using FolioModel;
using FolioModel.Locking;

namespace OwnFileSystem;

/// <summary>A file: its page cache, and the lock that serializes whatever changes it.</summary>
public sealed partial class SmallFile
{
    private readonly SmallFileSystem _owner;

    internal SmallFile(SmallFileSystem owner, string name)
    {
        _owner = owner;
        Mapping = owner.Machine.CreateAddressSpace(new AddressSpaceOptions { Name = name });
        InodeLock = new RwSemaphore(owner.Machine, LockClass.InodeLock, $"i_rwsem of '{name}'");
    }

    /// <summary>The page cache.</summary>
    public AddressSpace Mapping { get; }

    /// <summary>Serializes writes and truncation.</summary>
    public RwSemaphore InodeLock { get; }

    /// <summary>
    /// Writes a page. Reference effect: +1 of the journal unless it holds the page already, and the page cache's one if the page is new.
    /// </summary>
    /// <param name="index">The page; the file grows to it.</param>
    /// <returns>Success; ENOSPC when the journal is full; ENOMEM.</returns>
    [Interleaved]
    public Errno Write(PageIndex index)
    {
        using KernelTask.FunctionScope function = _owner.Machine.Current.Enter("smallfs_write");
        InodeLock.DownWrite();
        Errno error = WritePage(index);
        InodeLock.UpWrite();
        return error;
    }

    /// <summary>
    /// Cuts the file to a number of pages. Reference effect: the journal and the page cache give up every page beyond it.
    /// </summary>
    /// <param name="pages">The new size.</param>
    [Interleaved]
    public void Truncate(PageCount pages)
    {
        using KernelTask.FunctionScope function = _owner.Machine.Current.Enter("smallfs_truncate");
        InodeLock.DownWrite();
        Mapping.Size = Math.Min(Mapping.Size, pages.Bytes);
        _owner.Journal.Forget(Mapping, new PageIndex((ulong)pages.Value));
        Mapping.Truncate(new ByteOffset(pages.Bytes), ByteOffset.ToEnd);
        InodeLock.UpWrite();
    }

    /// <summary>Closes the file for good.</summary>
    [Interleaved]
    public void Close()
    {
        Truncate(default);
        Mapping.EvictInode();
    }

    /// <inheritdoc/>
    public override string ToString() => Mapping.Name;

    [Interleaved]
    private Errno WritePage(PageIndex index)
    {
        FolioResult got = Mapping.Pages.GrabFolio(index);
        if (!got.IsOk)
        {
            return got.Error;
        }

        Folio folio = got.Folio;
        Errno error = _owner.Journal.Add(folio);
        if (error == Errno.None)
        {
            folio.MarkUptodate();
            folio.MarkDirty();
            Mapping.Size = Math.Max(Mapping.Size, ((long)index.Value + 1) * PageSize.Bytes);
        }

        folio.Unlock();
        folio.Put();
        return error;
    }
}
