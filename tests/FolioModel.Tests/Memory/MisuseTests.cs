namespace FolioModel.Tests.Memory;

/// <summary>Calls that no correct program makes are refused with a clear error, and the machine is afterwards as it was before.</summary>
public class MisuseTests
{
    private Machine _machine = null!;
    private Machine _other = null!;
    private AddressSpace _file = null!;
    private Folio _cached;
    private Folio _foreign;
    private Folio _fresh;

    [SetUp]
    public void SetUp()
    {
        _machine = new Machine(new MachineOptions { Pages = 4096, Cpus = 2, Ledger = true, LockChecking = true });
        _other = new Machine(new MachineOptions { Pages = 4096, Cpus = 8, Ledger = true, LockChecking = true });
        _file = _machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data", Size = 64 * PageSize.Bytes });
        _cached = _file.Pages.GrabFolio(new PageIndex(1)).Folio;
        _cached.Unlock();
        _fresh = _machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
        _foreign = _other.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
    }

    private static readonly string[] s_cases =
    [
        "add a folio of another machine", "insert a folio of another machine", "remove a folio of another machine",
        "truncate a folio of another machine", "replace by a folio of another machine", "look up into a batch of another machine",
        "run as a task of another machine", "move a task of another machine", "put no folio", "count no folio", "flags of no folio",
        "a negative order", "an order beyond all", "a minimum above the maximum", "a negative size", "a negative size, set later",
        "a range from before byte 0", "a range that ends before it starts", "add a folio that is cached", "put what another task holds",
        "add to a file that was evicted", "evict twice",
    ];

    [TestCaseSource(nameof(s_cases))]
    public void A_misuse_is_refused_and_changes_nothing(string name)
    {
        int count = _fresh.RefCount;
        FolioFlags flags = _fresh.Flags;
        Exception? refused = RefusalOf(() => Misuse(name));
        Assert.That(refused, Is.Not.Null, "the call was accepted");
        Assert.Multiple(() =>
        {
            Assert.That(refused!.Message, Is.Not.Empty);
            Assert.That(_machine.Validate(), Is.Empty, "the refused call left something behind");
            Assert.That(_other.Validate(), Is.Empty, "the refused call left something behind on the other machine");
            Assert.That(_fresh.RefCount, Is.EqualTo(count));
            Assert.That(_fresh.Flags, Is.EqualTo(flags));
        });
    }

    [Test]
    public void A_thread_that_does_not_own_a_machine_cannot_hand_it_over()
    {
        Exception? refused = null;
        Thread stranger = new(() => refused = RefusalOf(_machine.HandOver));
        stranger.Start();
        stranger.Join();
        Assert.That(refused, Is.InstanceOf<InvalidOperationException>());
        Assert.That(_machine.Validate(), Is.Empty);
    }

    private static Exception? RefusalOf(Action call)
    {
        try
        {
            call();
            return null;
        }
        catch (Exception refusal) when (refusal is ArgumentException or InvalidOperationException or KernelBugException)
        {
            return refusal;
        }
    }

    private void Misuse(string name)
    {
        PageIndex free = new(9);
        switch (name)
        {
            case "add a folio of another machine": _file.Pages.AddFolio(_foreign, free, GfpFlags.Kernel); break;
            case "insert a folio of another machine": _file.Pages.InsertFolio(_foreign, free, GfpFlags.Kernel); break;
            case "remove a folio of another machine": _file.Pages.RemoveFolio(_foreign); break;
            case "truncate a folio of another machine": _file.TruncateFolio(_foreign); break;
            case "replace by a folio of another machine": _file.Pages.ReplaceFolio(_cached, _foreign); break;
            case "look up into a batch of another machine": _file.Pages.GetFolios(new FolioBatch(_other), default, free); break;
            case "run as a task of another machine": _machine.RunAs(_other.CreateTask("stranger", 7)); break;
            case "move a task of another machine": _machine.MoveToCpu(_other.CreateTask("stranger", 7), 1); break;
            case "put no folio": default(Folio).Put(); break;
            case "count no folio": _ = default(Folio).RefCount; break;
            case "flags of no folio": default(Folio).Has(FolioFlags.Dirty); break;
            case "a negative order": _ = new Order(-1); break;
            case "an order beyond all": _ = new Order(40); break;
            case "a minimum above the maximum":
                _machine.CreateAddressSpace(new AddressSpaceOptions { MinOrder = new Order(4), MaxOrder = new Order(2) });
                break;
            case "a negative size": _machine.CreateAddressSpace(new AddressSpaceOptions { Size = -5 }); break;
            case "a negative size, set later": _file.Size = -1; break;
            case "a range from before byte 0": _file.Truncate(new ByteOffset(-4096), ByteOffset.ToEnd); break;
            case "a range that ends before it starts": _file.Truncate(new ByteOffset(8192), new ByteOffset(4095)); break;
            case "add a folio that is cached": _file.Pages.AddFolio(_cached, free, GfpFlags.Kernel); break;
            case "put what another task holds": PutOfAStranger(); break;
            case "add to a file that was evicted": EvictedFile().Pages.AddFolio(_fresh, free, GfpFlags.Kernel); break;
            case "evict twice": EvictedFile().EvictInode(); break;
            default: throw new AssertionException($"no such case: {name}");
        }
    }

    /// <summary>A task drops the reference that another task holds.</summary>
    private void PutOfAStranger()
    {
        KernelTask second = _machine.CreateTask("second", 0);
        using (_machine.RunAs(second))
        {
            _fresh.Put();
        }
    }

    private AddressSpace EvictedFile()
    {
        AddressSpace file = _machine.CreateAddressSpace(new AddressSpaceOptions { Name = "gone" });
        file.EvictInode();
        return file;
    }
}
