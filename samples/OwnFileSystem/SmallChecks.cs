using FolioModel;
using FolioModel.Ledger;
using FolioModel.Observation;

namespace OwnFileSystem;

/// <summary>Checks the invariants of a mounted small filesystem.</summary>
internal sealed class SmallChecks(SmallFileSystem fileSystem) : IInvariantSource
{
    public void Check(InvariantReport report)
    {
        if (report.Wants(SmallInvariants.JournalHoldsOneReferencePerPage) && fileSystem.Machine.Ledger is { } ledger)
        {
            CheckReferences(report, ledger);
        }

        Journal journal = fileSystem.Journal;
        int counted = journal.FreeBlocks + journal.Running.Count;
        if (counted != journal.Blocks)
        {
            report.Add(SmallInvariants.JournalBlocksAddUp, default, "free blocks and blocks in use", journal.Blocks, counted);
        }
    }

    private void CheckReferences(InvariantReport report, ReferenceLedger ledger)
    {
        foreach (SmallFile file in fileSystem.Files)
        {
            foreach ((_, _, CacheEntry entry) in file.Mapping.Pages.Entries())
            {
                int expected = fileSystem.Journal.Running.Contains(entry.Folio) ? 1 : 0;
                int held = ledger.AmountOf(entry.Folio, Journal.Holder);
                if (held != expected)
                {
                    report.Add(SmallInvariants.JournalHoldsOneReferencePerPage, entry.Folio, "references of the journal", expected, held);
                }
            }
        }
    }
}
