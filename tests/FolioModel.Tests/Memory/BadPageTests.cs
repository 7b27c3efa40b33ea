namespace FolioModel.Tests.Memory;

/// <summary>A page that is freed in a wrong state must be named, and must never be handed out again.</summary>
public sealed class BadPageTests
{
    private static IEnumerable<FolioFlags> Forbidden() =>
        Enum.GetValues<FolioFlags>().Where(f => uint.IsPow2((uint)f) && (f & FolioFlags.CheckAtFree & ~FolioFlags.Mlocked) != 0);

    private static IEnumerable<FolioFlags> Cleared() => Enum.GetValues<FolioFlags>()
        .Where(f => uint.IsPow2((uint)f) && (f & (FolioFlags.CheckAtFree | FolioFlags.HwPoison)) == 0)
        .Append(FolioFlags.Mlocked);

    [TestCaseSource(nameof(Forbidden))]
    public void AForbiddenFlagIsRefused(FolioFlags flag) =>
        Refused(0, (ref PageDescriptor page) => page.Flags |= flag, flag.ToString());

    [TestCaseSource(nameof(Cleared))]
    public void AnyOtherFlagIsClearedWithoutAWord(FolioFlags flag)
    {
        Machine machine = TestMachines.Bare(64);
        int pfn = machine.Allocator.Allocate(0, GfpFlags.Kernel, "test");
        machine.Map[pfn].Flags |= flag;
        Release(machine, pfn);
        machine.Allocator.Free(pfn, 0);
        Assert.That(machine.Map[pfn].Flags, Is.EqualTo(FolioFlags.None));
        machine.AssertAllFreeAndMerged();
    }

    [Test]
    public void ALeftMappingIsRefused() => Refused(0, (ref PageDescriptor page) => page.Mapping = 1, "page cache");

    [Test]
    public void AnAnonymousMappingIsCleared()
    {
        Machine machine = TestMachines.Bare(64);
        int pfn = machine.Allocator.Allocate(0, GfpFlags.Kernel, "test");
        machine.Map[pfn].Flags |= FolioFlags.Anon;
        machine.Map[pfn].Mapping = 1;
        Release(machine, pfn);
        machine.Allocator.Free(pfn, 0);
        machine.AssertAllFreeAndMerged();
    }

    [Test]
    public void AReferenceIsRefused() => Refused(0, (ref PageDescriptor page) => page.RefCount = 2, "reference count is 2");

    [Test]
    public void ALargeFolioWithACounterInItsSecondPageIsRefused()
    {
        Machine machine = TestMachines.Bare(64);
        int pfn = machine.Allocator.Allocate(2, GfpFlags.Kernel | GfpFlags.Comp, "test");
        machine.Map[pfn + 1].Next = 3;
        Release(machine, pfn);
        Assert.That(() => machine.Allocator.Free(pfn, 2), Throws.InstanceOf<KernelBugException>().With.Message.Contains("second page"));
        AssertOffline(machine, pfn, 2);
    }

    [Test]
    public void LinksLeftByASmallerBlockAreNoCountersOfALargeFolio()
    {
        Machine machine = new(new MachineOptions { Pages = 64, MinFreePages = 0, Cpus = 1 });
        machine.AllocateAll(0, GfpFlags.Kernel).ForEach(f => f.Put());
        machine.Allocator.DrainAllPages();
        machine.AllocateAll(1, GfpFlags.Kernel).ForEach(f => f.Put());
        machine.AssertAllFreeAndMerged();
    }

    [Test]
    public void TheWrongOrderIsRefused()
    {
        Machine machine = TestMachines.Bare(64);
        int pfn = machine.Allocator.Allocate(2, GfpFlags.Kernel | GfpFlags.Comp, "test");
        Release(machine, pfn);
        Assert.That(() => machine.Allocator.Free(pfn, 1), Throws.InstanceOf<KernelBugException>().With.Message.Contains("order 2"));
        AssertOffline(machine, pfn, 2);
    }

    [Test]
    public void FreeingTwiceIsCaughtAndChangesNothing()
    {
        Machine machine = TestMachines.Bare(64);
        int pfn = machine.Allocator.Allocate(0, GfpFlags.Kernel, "test");
        Release(machine, pfn);
        machine.Allocator.Free(pfn, 0);
        Assert.That(() => machine.Allocator.Free(pfn, 0), Throws.InstanceOf<KernelBugException>());
        machine.AssertAllFreeAndMerged();
    }

    [Test]
    public void APageWhoseMemoryFailedIsTakenOutWithoutAWord()
    {
        Machine machine = TestMachines.Bare(64);
        int pfn = machine.Allocator.Allocate(0, GfpFlags.Kernel, "test");
        machine.Map[pfn].Flags |= FolioFlags.HwPoison;
        Release(machine, pfn);
        machine.Allocator.Free(pfn, 0);
        AssertOffline(machine, pfn, 0);
        Assert.That(machine.Map[pfn].Flags, Is.EqualTo(FolioFlags.HwPoison), "the mark stays");
    }

    [Test]
    public void ABlockWithFailedMemoryInsideIsDroppedWhenItWouldBeAllocated()
    {
        Machine machine = TestMachines.Bare(64);
        Folio folio = machine.Allocator.AllocateFolio(new Order(2), GfpFlags.Kernel);
        int pfn = folio.Frame;
        machine.Map[pfn + 2].Flags |= FolioFlags.HwPoison;
        machine.Statistics.Poisoned++;
        folio.Put();
        List<Folio> others = machine.AllocateAll(2, GfpFlags.Kernel);
        Assert.That(others, Has.Count.EqualTo(15), "one block in sixteen is unfit");
        Assert.That(others.Select(f => f.Frame), Has.None.EqualTo(pfn));
        Assert.That(machine.Allocator.OfflinePageCount.Value, Is.EqualTo(4));
        machine.AssertSound();
    }

    [Test]
    public void AFreePageThatSomebodyWroteToIsCaughtWhenItWouldBeAllocated()
    {
        Machine machine = TestMachines.Bare(64);
        machine.Map[0].Mapping = machine.CreateAddressSpace().Id;
        Assert.That(() => machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel), Throws.InstanceOf<KernelBugException>());
        AssertOffline(machine, 0, 0);
    }

    private static void Refused(int order, Change change, string why)
    {
        Machine machine = TestMachines.Bare(64);
        machine.CreateAddressSpace();
        int pfn = machine.Allocator.Allocate(order, GfpFlags.Kernel, "test");
        Release(machine, pfn);
        change(ref machine.Map[pfn]);
        uint life = machine.Map[pfn].Generation;
        Assert.That(() => machine.Allocator.Free(pfn, order), Throws.InstanceOf<KernelBugException>().With.Message.Contains(why));
        Assert.That(machine.Map[pfn].Generation, Is.Not.EqualTo(life), "old handles must not fit any more");
        AssertOffline(machine, pfn, order);
    }

    private static void Release(Machine machine, int pfn) => machine.References.PutAndTest(pfn, HolderKind.Allocation, 0, "test");

    private static void AssertOffline(Machine machine, int pfn, int order)
    {
        Assert.That(machine.Map[pfn].State, Is.EqualTo(PageState.Offline));
        Assert.That(machine.Allocator.OfflinePageCount.Value, Is.EqualTo(1 << order));
        machine.AllocateAll(0, GfpFlags.Kernel);
        Assert.That(machine.Map[pfn].State, Is.EqualTo(PageState.Offline), "it was handed out again");
        machine.AssertSound();
    }

    private delegate void Change(ref PageDescriptor page);
}
