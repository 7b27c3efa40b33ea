namespace FolioModel.Tests.Ledger;

/// <summary>Every misuse that the kernel would call a bug throws, at that very line, with the folio and its holders.</summary>
[TestFixture]
internal sealed class MisuseTests
{
    private Machine _machine = null!;
    private AddressSpace _file = null!;

    [SetUp]
    public void SetUp()
    {
        _machine = new Machine(new MachineOptions { Ledger = true, LockChecking = true });
        _file = _machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data", MaxOrder = new Order(4) });
    }

    [Test]
    public void APutOfAReferenceNotHeldNamesTheHolders()
    {
        Folio folio = Cached();
        Assert.That(folio.Put, Throws.InstanceOf<LedgerViolationException>().With.Message.Contains("page cache 1 ('data' index 0)"));
    }

    [Test]
    public void APutByAnotherTaskIsNotThatTasksToMake()
    {
        Folio folio = _file.Pages.GrabFolio(PageIndex.Zero).Folio;
        using (_machine.RunAs(_machine.CreateTask("stranger", 1)))
        {
            Assert.That(folio.Put, Throws.InstanceOf<LedgerViolationException>().With.Message.Contains("stranger"));
        }
    }

    [Test]
    public void AHandedOverReferenceIsTheOthersToPut()
    {
        Folio folio = _file.Pages.GrabFolio(PageIndex.Zero).Folio;
        KernelTask other = _machine.CreateTask("other", 1);
        _machine.Ledger!.Transfer(folio, _machine.Current, other);
        using (_machine.RunAs(other))
        {
            Assert.That(folio.Put, Throws.Nothing);
        }
    }

    [Test]
    public void AUseAfterFreeSaysWhoFreedIt()
    {
        Folio folio = _machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        using (_machine.Current.Enter("my_release"))
        {
            folio.Put();
        }

        Assert.That(() => folio.RefCount, Throws.InstanceOf<UseAfterFreeException>().With.Message.Contains("freed by boot in my_release"));
    }

    [Test]
    public void AHandleOfAnEarlierLifeDoesNotReadTheNextFolio()
    {
        Folio first = _machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        first.Put();
        Folio second = _machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        Assert.Multiple(() =>
        {
            Assert.That(second.Pfn, Is.EqualTo(first.Pfn), "the test needs the same frame");
            Assert.That(second, Is.Not.EqualTo(first));
            Assert.That(first.IsAlive, Is.False);
            Assert.That(first.Get, Throws.InstanceOf<UseAfterFreeException>());
        });
    }

    [Test]
    public void AGetOnAFrozenFolioIsABug()
    {
        Folio folio = _machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        Assert.That(folio.Freeze(1));
        Assert.Multiple(() =>
        {
            Assert.That(folio.TryGet(), Is.False);
            Assert.That(folio.Get, Throws.InstanceOf<KernelBugException>().With.Message.Contains("folio_get"));
            Assert.That(_machine.Ledger!.FrozenBy(folio), Is.SameAs(_machine.Current));
        });
    }

    [Test]
    public void AFreezeWithTheWrongCountChangesNothing()
    {
        Folio folio = Cached();
        Assert.That((folio.Freeze(2), folio.RefCount), Is.EqualTo((false, 1)));
    }

    [Test]
    public void UnfreezingWhatIsNotFrozenIsABug() => Assert.That(() => Cached().Unfreeze(1), Throws.InstanceOf<KernelBugException>());

    [Test]
    public void UnlockingWhatIsNotLockedIsABug() => Assert.That(() => Cached().Unlock(), Throws.InstanceOf<KernelBugException>());

    [Test]
    public void LockingTwiceIsADeadlockThatNamesItself()
    {
        Folio folio = _file.Pages.GrabFolio(PageIndex.Zero).Folio;
        Assert.That(folio.Lock, Throws.InstanceOf<KernelDeadlockException>().With.Message.Contains("(itself)"));
    }

    [Test]
    public void ALookupOfAFrozenFolioSaysThatNobodyCanUnfreezeIt()
    {
        Folio folio = Cached();
        folio.Freeze(1);
        Assert.That(() => _file.Pages.GetFolio(PageIndex.Zero),
            Throws.InstanceOf<KernelDeadlockException>().With.Message.Contains("frozen"));
    }

    [Test]
    public void RemovingAnUnlockedFolioIsABug() =>
        Assert.That(() => _file.Pages.RemoveFolio(Cached()), Throws.InstanceOf<KernelBugException>());

    [Test]
    public void AnUnalignedLargeFolioIsABug()
    {
        Folio folio = _machine.Allocator.AllocateFolio(new Order(2), _file.GfpMask);
        Assert.That(() => _file.Pages.AddFolio(folio, new PageIndex(1), _file.GfpMask),
            Throws.InstanceOf<KernelBugException>().With.Message.Contains("not a multiple"));
    }

    [Test]
    public void TakingAnOuterLockInsideAnInnerOneIsABug()
    {
        _file.Pages.Lock.Acquire();
        Assert.That(_file.InvalidateLock.DownRead, Throws.InstanceOf<KernelBugException>().With.Message.Contains("lock order"));
    }

    [Test]
    public void ASecondThreadIsRefused()
    {
        Exception? caught = null;
        Thread thread = new(() =>
        {
            try
            {
                _file.Pages.GetFolio(PageIndex.Zero);
            }
            catch (InvalidOperationException e)
            {
                caught = e;
            }
        });
        thread.Start();
        thread.Join();
        Assert.That(caught?.Message, Does.Contain("belongs to thread"));
    }

    [Test]
    public void AMachineThatWasHandedOverServesTheNextThread()
    {
        _machine.HandOver();
        Errno? result = null;
        Thread thread = new(() => result = _file.Pages.GetFolio(PageIndex.Zero).Error);
        thread.Start();
        thread.Join();
        Assert.That(result, Is.EqualTo(Errno.ENOENT));
    }

    private Folio Cached()
    {
        Folio folio = _file.Pages.GrabFolio(PageIndex.Zero).Folio;
        folio.Unlock();
        folio.Put();
        _machine.Batches.DrainAll();
        return folio;
    }
}
