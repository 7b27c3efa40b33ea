using FolioModel.Lru;

namespace FolioModel.Tests.Reclaim;

/// <summary>
/// With several zones each generation has a list for each, and reclaim for a low zone is not stopped by folios of a high one.
/// </summary>
[TestFixture]
public sealed class GenerationZonesTests
{
    private const int LowPages = 512;
    private const int HighPages = 1024;

    [Test]
    public void AnAllocationFromTheLowZoneEvictsItsPagesBehindThoseOfTheHighZone()
    {
        Machine machine = NewMachine();
        AddressSpace file = Read(machine, HighPages + LowPages);
        long low = CountLow(file);
        Assert.That(low, Is.GreaterThan(LowPages / 2), "the file has filled the low zone too");
        List<Folio> taken = [];
        for (int i = 0; i < LowPages - 100; i++)
        {
            Folio folio = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel | GfpFlags.Dma32);
            Assert.That(folio.IsNone, Is.False, $"allocation {i} of the low zone fails beside {CountLow(file)} pages that could go");
            Assert.That(folio.Pfn.Value, Is.LessThan(LowPages));
            taken.Add(folio);
        }

        Assert.That(machine.Validate(), Is.Empty);
        taken.ForEach(static folio => folio.Put());
    }

    [Test]
    public void AGenerationIsMadeUpOfTheListsOfItsZones()
    {
        Machine machine = NewMachine();
        AddressSpace file = Read(machine, HighPages + (LowPages / 2));
        machine.Batches.DrainAll();
        LruList[] generations =
            [.. Enumerable.Range(0, 8).Where(g => IsGeneration(machine, g)).Select(g => machine.Lru.Generation(g, anon: false))];
        Pfn[] listed = [.. generations.SelectMany(static list => list).Select(static folio => folio.Pfn)];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(listed, Is.Unique);
            Assert.That(listed, Has.Length.EqualTo(file.Pages.Count.Value));
            Assert.That(generations.Sum(static list => list.Pages.Value), Is.EqualTo(file.Pages.Count.Value));
            Assert.That(listed.Any(static pfn => pfn.Value < LowPages) && listed.Any(static pfn => pfn.Value >= LowPages), Is.True);
            Assert.That(
                machine.Lru[LruListKind.InactiveFile].Count + machine.Lru[LruListKind.ActiveFile].Count, Is.EqualTo(listed.Length));
        }
    }

    private static bool IsGeneration(Machine machine, long sequence) =>
        sequence >= machine.Lru.Generations!.Oldest(anon: false) && sequence <= machine.Lru.Generations.Youngest;

    private static Machine NewMachine() => new(new MachineOptions
    {
        Pages = LowPages + HighPages,
        Cpus = 1,
        Ledger = true,
        Zones = [new ZoneOptions(ZoneKind.Dma32, LowPages), new ZoneOptions(ZoneKind.Normal, HighPages)],
        Profile = KernelProfile.Linux612 with { MultiGenerationLru = true },
    });

    private static AddressSpace Read(Machine machine, int pages)
    {
        AddressSpace file = machine.CreateAddressSpace(
            new AddressSpaceOptions { Name = "file", Size = (long)pages << PageSize.Shift, MaxOrder = Order.Zero });
        for (int page = 0; page < pages; page++)
        {
            Folio folio = file.Pages.GrabFolio(new PageIndex((ulong)page)).Folio;
            folio.MarkUptodate();
            folio.Unlock();
            folio.Put();
        }

        return file;
    }

    private static long CountLow(AddressSpace file) => file.Pages.Entries()
        .Count(static entry => entry.Entry.IsFolio && entry.Entry.Folio.Pfn.Value < LowPages);
}
