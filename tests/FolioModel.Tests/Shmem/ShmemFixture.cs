using FolioModel.Shmem;

namespace FolioModel.Tests.Shmem;

/// <summary>A machine with the ledger on, and what tests of shmem ask again and again.</summary>
internal abstract class ShmemFixture
{
    protected const int Page = PageSize.Bytes;

    protected Machine Machine { get; private set; } = null!;

    [SetUp]
    public void CreateMachine() => Machine = new Machine(new MachineOptions { Pages = 1 << 13, Ledger = true, LockChecking = true });

    protected ShmemFile NewFile(int pages = 16, HugePagePolicy huge = HugePagePolicy.Never, ShmemMountOptions? mount = null) =>
        new ShmemMount(Machine, mount).CreateFile(new ShmemOptions { Name = "test", Size = pages * (long)Page, HugePages = huge });

    protected static Folio FolioAt(ShmemFile file, ulong index) => file.Mapping.Pages.Peek(new PageIndex(index)).Folio;

    protected static SwapEntry SwapAt(ShmemFile file, ulong index) =>
        SwapEntry.FromValue(file.Mapping.Pages.Peek(new PageIndex(index)).Value);

    /// <summary>Takes a folio of the file out to swap, as reclaim does.</summary>
    protected void SwapOut(ShmemFile file, ulong index)
    {
        Machine.Batches.DrainAll();
        Folio folio = FolioAt(file, index);
        folio.Get();
        Assert.That(folio.Isolate(), Is.True, "a folio of the file can be isolated once the batches are drained");
        folio.Put();
        Assert.That(folio.Reclaim(), Is.GreaterThan(0), "nobody else uses the folio, so reclaim frees it");
    }

    protected static void AssertBalanced(ShmemFile file) =>
        Assert.That(file.Allocated.Value, Is.EqualTo(file.Mapping.Pages.Count.Value + file.Swapped.Value),
            "I-105: allocated = in memory + swapped");
}
