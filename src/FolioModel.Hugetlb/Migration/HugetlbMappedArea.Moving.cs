namespace FolioModel.Hugetlb;

public sealed partial class HugetlbMappedArea
{
    internal (HugeIndex Index, HugetlbEntry Entry)[] EntriesOf(Folio folio) =>
        [.. Table.Where(e => !e.Value.Poisoned && e.Value.Folio == folio).Select(static e => (e.Key, e.Value))];

    /// <summary>An entry stops mapping its folio. Reference effect: -1, the page table's.</summary>
    /// <remarks>Models <c>hugetlb_remove_rmap</c> in <c>try_to_migrate_one</c>.</remarks>
    [Interleaved]
    internal void Detach(HugeIndex index, Folio folio)
    {
        if (Table[index].Dirty)
        {
            folio.SetDirtyFlag();
        }

        Table.Remove(index);
        folio.RemoveHugePageMapping();
        folio.PutHugePageMapping();
    }

    /// <summary>An entry maps a folio again. Reference effect: +1, the page table's.</summary>
    internal void Attach(HugeIndex index, HugetlbEntry entry)
    {
        if (IsShared || !HasAnonymous || entry.Folio.Mapping is not null || entry.Folio.Has(FolioFlags.Anon))
        {
            entry.Folio.DuplicateHugePageMapping();
        }
        else
        {
            entry.Folio.Get();
            entry.Folio.AddHugePageMapping(File.CacheIndex(index));
        }

        Table[index] = entry;
    }

    /// <summary>Marks a place as failed memory: a later touch of it gets the signal.</summary>
    internal void Poison(HugeIndex index) => Table[index] = new HugetlbEntry(default, Writable: false, Dirty: false, Poisoned: true);
}
