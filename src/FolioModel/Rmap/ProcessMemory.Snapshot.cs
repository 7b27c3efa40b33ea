namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    internal ProcessSnapshot Snapshot() => new(
        Name, [.. _areas.Select(static a => a.ToString())],
        [
            .. _table.Small.Select(static e => SnapshotOf(e.Key, e.Value, isHuge: false))
                .Concat(_table.Huge.Select(static e => SnapshotOf(e.Key << PageTable.HugeShift, e.Value, isHuge: true)))
                .OfType<PageTableEntrySnapshot>().OrderBy(static e => e.Page),
        ]);

    private static PageTableEntrySnapshot? SnapshotOf(ulong page, PageTableEntry entry, bool isHuge) => entry.IsPresent
        ? new PageTableEntrySnapshot(
            new VirtualPage(page), new Pfn(entry.Frame), isHuge, entry.Has(PteFlags.Writable), entry.Has(PteFlags.Dirty),
            entry.Has(PteFlags.Young))
        : null;
}
