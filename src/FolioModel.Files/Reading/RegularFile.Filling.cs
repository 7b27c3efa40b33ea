namespace FolioModel.Files;

public sealed partial class RegularFile
{
    /// <summary>Makes a folio uptodate: waits for who reads it, or reads it. The caller holds a reference before and after.</summary>
    /// <param name="folio">The folio.</param>
    /// <param name="waits">Whether to wait; otherwise EAGAIN where that would be needed.</param>
    /// <returns>
    /// Success; <see cref="Errno.ENOENT"/> when it has to be looked up again, because it was locked by others or left the cache;
    /// <see cref="Errno.EAGAIN"/>; or <see cref="Errno.EIO"/>.
    /// </returns>
    /// <remarks>Models <c>filemap_update_page</c>.</remarks>
    [Interleaved]
    internal Errno Update(Folio folio, bool waits)
    {
        if (waits)
        {
            Mapping.InvalidateLock.DownRead();
        }
        else if (!Mapping.InvalidateLock.TryDownRead())
        {
            return Errno.EAGAIN;
        }

        Errno error = Errno.ENOENT;
        if (!folio.TryLock())
        {
            Mapping.InvalidateLock.UpRead();
            if (!waits)
            {
                return Errno.EAGAIN;
            }

            folio.WaitUntilUnlocked();
            return Errno.ENOENT;
        }

        if (folio.Mapping != Mapping)
        {
            folio.Unlock();
        }
        else if (folio.Has(FolioFlags.Uptodate))
        {
            folio.Unlock();
            error = Errno.None;
        }
        else if (!waits)
        {
            folio.Unlock();
            error = Errno.EAGAIN;
        }
        else
        {
            error = Fill(folio);
        }

        Mapping.InvalidateLock.UpRead();
        return error;
    }

    /// <summary>Reads a locked folio from the device and waits; it is unlocked afterwards.</summary>
    /// <returns>Success, or <see cref="Errno.EIO"/>.</returns>
    /// <remarks>Models <c>filemap_read_folio</c>.</remarks>
    [Interleaved]
    internal Errno Fill(Folio folio)
    {
        folio.GiveLockToDevice();
        SubmitRead((long)folio.Index.Value, (long)folio.NextIndex.Value);
        folio.WaitUntilUnlocked();
        return folio.Has(FolioFlags.Uptodate) ? Errno.None : Errno.EIO;
    }

    /// <summary>Reads a locked folio from the device and waits; it stays locked.</summary>
    /// <returns>Success, or <see cref="Errno.EIO"/>.</returns>
    /// <remarks>Models the reads of <c>block_write_begin</c>.</remarks>
    [Interleaved]
    internal Errno FillLocked(Folio folio)
    {
        DeviceRequest request = new(FileSystem, this, DeviceRequestKind.Read, folio.Index, folio.Pages) { KeepsLock = true };
        FileSystem.Submit(request);
        return FileSystem.WaitFor(request);
    }
}
