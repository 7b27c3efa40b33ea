namespace FolioModel.Tests.Filemap;

/// <summary>Migration of a cached folio's place: references, dirty state and tags move, or nothing does.</summary>
[TestFixture]
internal sealed class MigrationTests
{
    private Machine _machine = null!;
    private AddressSpace _file = null!;
    private Folio _source;
    private Folio _destination;

    [SetUp]
    public void SetUp()
    {
        _machine = new Machine(new MachineOptions { Pages = 1024, Ledger = true });
        _file = _machine.CreateAddressSpace(new AddressSpaceOptions { MaxOrder = new Order(2), Size = 1L << 30 });
        _source = _file.Pages.GetFolio(new PageIndex(4), FindFolioFlags.Grab, _file.GfpMask, new Order(2)).Folio;
        _machine.Batches.DrainAll();
        _destination = _machine.Allocator.AllocateFolio(new Order(2), GfpFlags.HighUserMovable);
        _destination.Lock();
    }

    [Test]
    public void ReferencesOfTheCacheMove()
    {
        Assert.That(_file.MigrateMapping(_destination, _source, 0), Is.EqualTo(Errno.None));
        Assert.Multiple(() =>
        {
            Assert.That((_source.RefCount, _destination.RefCount), Is.EqualTo((1, 1 + 4)));
            Assert.That(_file.Pages.Peek(new PageIndex(6)).Folio, Is.EqualTo(_destination));
            Assert.That((_destination.Mapping, _destination.Index.Value), Is.EqualTo((_file, 4UL)));
        });
    }

    [Test]
    public void DirtyStateAndTagsMove()
    {
        _source.MarkDirty();
        _file.MigrateMapping(_destination, _source, 0);
        Assert.Multiple(() =>
        {
            Assert.That((_source.Has(FolioFlags.Dirty), _destination.Has(FolioFlags.Dirty)), Is.EqualTo((false, true)));
            Assert.That(_file.Pages.GetTag(new PageIndex(4), PageCacheTag.Dirty), Is.True);
        });
    }

    [Test]
    public void AnotherHolderStopsItAndNothingHasChanged()
    {
        _source.Get();
        Assert.That(_file.MigrateMapping(_destination, _source, 0), Is.EqualTo(Errno.EAGAIN));
        Assert.That((_source.RefCount, _destination.RefCount, _file.Pages.Peek(new PageIndex(4)).Folio), Is.EqualTo((6, 1, _source)));
    }

    [Test]
    public void AHolderWhomTheCallerKnowsOfDoesNot()
    {
        _source.Get();
        Assert.That(_file.MigrateMapping(_destination, _source, 1), Is.EqualTo(Errno.None));
        Assert.That((_source.RefCount, _destination.RefCount), Is.EqualTo((2, 5)));
    }

    [TestCase(true, false)]
    [TestCase(false, true)]
    public void BothMustBeLocked(bool source, bool destination)
    {
        if (!source)
        {
            _source.Unlock();
        }

        if (!destination)
        {
            _destination.Unlock();
        }

        Assert.That(() => _file.MigrateMapping(_destination, _source, 0), Throws.InstanceOf<KernelBugException>());
    }
}
