namespace FolioModel.Files;

/// <summary>Checks the invariants of a filesystem and its files at rest.</summary>
internal sealed class FileChecks(FileSystem system) : IInvariantSource
{
    public void Check(InvariantReport report)
    {
        if (!report.Options.AtRest || (report.Options.Groups & InvariantGroups.Owners) == 0)
        {
            return;
        }

        long dirty = 0;
        long writeback = 0;
        long allocated = 0;
        foreach (RegularFile file in system.Files)
        {
            dirty += file.Mapping.DirtyPages.Value;
            writeback += file.Mapping.WritebackPages.Value;
            allocated += file.Allocated.Value;
            CheckFile(report, file);
        }

        Compare(report, "dirty pages that the device counts", dirty, system.Dirty.Reclaimable);
        Compare(report, "pages under writeback that the device counts", writeback, system.Dirty.Writeback);
        if (allocated != system.Allocated.Value)
        {
            report.Add(FileInvariants.SpaceIsTheSumOfFiles, default, $"pages allocated on {system}", allocated, system.Allocated.Value);
        }
    }

    private static void Compare(InvariantReport report, string what, long expected, long actual)
    {
        if (expected != actual)
        {
            report.Add(FileInvariants.DirtyCountersMatchFolios, default, what, expected, actual);
        }
    }

    private static void CheckFile(InvariantReport report, RegularFile file)
    {
        if (!report.Options.Walks)
        {
            return;
        }

        long dirty = 0;
        long writeback = 0;
        foreach ((_, _, CacheEntry entry) in file.Mapping.Pages.Entries())
        {
            if (!entry.IsFolio)
            {
                continue;
            }

            Folio folio = entry.Folio;
            dirty += folio.Has(FolioFlags.Dirty) ? folio.Pages : 0;
            writeback += folio.Has(FolioFlags.Writeback) ? folio.Pages : 0;
            if (folio.Has(FolioFlags.Dirty) && !folio.Has(FolioFlags.Uptodate))
            {
                report.Add(FileInvariants.DirtyIsUptodate, folio, $"a folio of {file} is dirty and not uptodate");
            }

            if (folio.Has(FolioFlags.Dirty) && !HasSpace(file, folio))
            {
                report.Add(FileInvariants.DirtyHasSpace, folio, $"a dirty folio of {file} has no space on the device");
            }
        }

        Compare(report, $"dirty pages of {file}", dirty, file.Mapping.DirtyPages.Value);
        Compare(report, $"pages of {file} under writeback", writeback, file.Mapping.WritebackPages.Value);
        if (dirty > 0 && file.DirtyNode is null)
        {
            report.Add(FileInvariants.DirtyFileIsListed, default, $"{file} has dirty pages and is on none of the flusher's lists");
        }
    }

    private static bool HasSpace(RegularFile file, Folio folio)
    {
        for (PageIndex index = folio.Index; index < folio.NextIndex; index = index.Next())
        {
            if (file.HasSpace(index))
            {
                return true;
            }
        }

        return false;
    }
}
