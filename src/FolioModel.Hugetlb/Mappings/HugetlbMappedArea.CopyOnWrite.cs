namespace FolioModel.Hugetlb;

public sealed partial class HugetlbMappedArea
{
    /// <summary>
    /// Makes a mapped place writable: at once in a shared mapping or where no other process maps an anonymous folio; else by copying it.
    /// Reference effect of a copy: the page table's reference moves from the old folio to the new one.
    /// </summary>
    /// <remarks>
    /// Models <c>hugetlb_wp</c>. Not the reference count decides about copying but the number of mappings, since with few huge pages a copy
    /// for a passing reference could kill a process. An owner whose copy finds no page takes the folio away from its children; a child that
    /// finds none gets SIGBUS.
    /// </remarks>
    [Interleaved]
    private HugetlbFault MakeWritable(HugeIndex index, RwSemaphore mutex)
    {
        while (true)
        {
            HugetlbEntry entry = Table[index];
            Folio old = entry.Folio;
            bool anonymous = old.Has(FolioFlags.Anon);
            if (IsShared || (anonymous && old.MapCount == 1))
            {
                Pool.PageOf(old).AnonExclusive |= anonymous;
                Table[index] = entry with { Writable = true, Dirty = true };
                return HugetlbFault.None;
            }

            bool copyByOwner = IsOwner && anonymous;
            HasAnonymous = true;
            old.Get();
            FolioResult copy = Pool.Allocate(Reservation, index, File.Subpool, copyByOwner);
            if (copy.IsOk)
            {
                Replace(index, entry, copy.Folio);
                old.Put();
                return HugetlbFault.None;
            }

            old.Put();
            if (!copyByOwner)
            {
                return copy.Error == Errno.ENOMEM ? HugetlbFault.OutOfMemory : HugetlbFault.NoPage;
            }

            mutex.UpWrite();
            File.UnmapRefPrivate(this, index, old);

            // The folio lock is still held, which is inner to the mutex. That is no deadlock: whoever holds the mutex only tries this
            // folio's lock.
            if (!mutex.TryDownWrite())
            {
                mutex.DownWrite();
            }

            if (!Table.TryGetValue(index, out HugetlbEntry now) || now != entry)
            {
                // Another task was faster; the access is simply tried again.
                return HugetlbFault.None;
            }
        }
    }

    [Interleaved]
    private void Replace(HugeIndex index, HugetlbEntry entry, Folio copy)
    {
        Pool.PageOf(copy).Contents.CopyFrom(Pool.PageOf(entry.Folio).Contents);
        copy.MarkUptodate();
        entry.Folio.RemoveHugePageMapping();
        AddAnonymous(copy, index);
        Table[index] = new HugetlbEntry(copy, Writable: true, Dirty: true);
        Pool.SetMigratable(copy);
        entry.Folio.PutHugePageMapping();
    }

    /// <summary>The owner of the reservation needs a folio for itself: a child that maps it loses it.</summary>
    [Interleaved]
    internal void UnmapForOwner(HugeIndex index, Folio folio)
    {
        if (Table.TryGetValue(index, out HugetlbEntry entry) && entry.Folio == folio)
        {
            IsReserveUnmapped = true;
            Zap(index, index.Next);
        }
    }
}
