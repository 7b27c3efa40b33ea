namespace FolioModel.Page.Tests;

/// <summary>
/// A lamp says what the model does: where it is on, the operation succeeds for a caller that takes one reference, and else not.
/// </summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
internal sealed class LampTests
{
    private static IEnumerable<string> States =>
        ["cached", "in the batch", "looked up", "locked", "dirty", "mapped", "pinned", "writeback", "isolated", "looked up twice"];

    [TestCaseSource(nameof(States))]
    public void TheFreezeLampIsWhatAFreezeDoes(string state)
    {
        Folio folio = Prepare(state);
        bool lamp = IsOn(folio, "freeze");
        bool canLock = folio.TryLock();
        folio.Get();
        bool frozen = canLock && !folio.Has(FolioFlags.Writeback) && folio.Freeze(folio.ExpectedRefCount + 1);
        Assert.That(lamp, Is.EqualTo(frozen), folio.Describe());
    }

    [TestCaseSource(nameof(States))]
    public void TheMigrateLampIsWhatMigrationDoes(string state)
    {
        Folio folio = Prepare(state);
        bool lamp = IsOn(folio, "migrate");
        bool moved = false;
        if (!folio.Has(FolioFlags.Locked) && !folio.Has(FolioFlags.Writeback))
        {
            bool isolated = state == "isolated";
            if (!isolated && folio.Has(FolioFlags.Lru))
            {
                folio.Get();
                isolated = folio.Isolate();
                folio.Put();
            }

            moved = isolated && folio.Migrate().IsOk;
        }

        Assert.That(lamp, Is.EqualTo(moved), folio.IsAlive ? folio.Describe() : state);
    }

    private static bool IsOn(Folio folio, string name) =>
        Lamp.Of(folio.Machine.Snapshot().Folios[folio.Pfn]).Single(l => l.Name == name).IsOn;

    private static Folio Prepare(string state)
    {
        Machine machine = new(new MachineOptions { Pages = 1024, Cpus = 2, Ledger = true, LockChecking = true });
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data", Size = 1 << 20 });
        Folio folio = file.Pages.GrabFolio(PageIndex.Zero).Folio;
        folio.Unlock();
        folio.Put();
        if (state == "in the batch")
        {
            return folio;
        }

        machine.Batches.DrainAll();
        switch (state)
        {
            case "looked up" or "looked up twice":
                _ = file.Pages.GetFolio(PageIndex.Zero);
                _ = state == "looked up twice" ? file.Pages.GetFolio(PageIndex.Zero) : default;
                break;
            case "locked":
                folio.Lock();
                break;
            case "dirty":
                folio.MarkDirty();
                break;
            case "mapped":
                ProcessMemory process = machine.CreateProcess("p");
                process.Touch(process.Map(file, PageIndex.Zero, 4, MapOptions.Shared).First, write: false);
                machine.Batches.DrainAll();
                break;
            case "pinned":
                folio.Pin(1);
                break;
            case "writeback":
                folio.Lock();
                folio.StartWriteback();
                folio.Unlock();
                break;
            case "isolated":
                folio.Get();
                folio.Isolate();
                folio.Put();
                break;
            default:
                break;
        }

        return folio;
    }
}
