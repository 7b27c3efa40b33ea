namespace FolioModel.Tests.Locking;

/// <summary>With strict folio locks only the one who locked unlocks (I-93); without, as in the kernel, anybody may.</summary>
[TestFixture]
internal sealed class StrictFolioLockTests
{
    [Test]
    public void AStrangersUnlockIsRefusedAndNamesBoth()
    {
        (Machine machine, Folio folio, KernelTask stranger) = Locked(strict: true);
        using (machine.RunAs(stranger))
        {
            Assert.That(
                folio.Unlock,
                    Throws.InstanceOf<KernelBugException>().With.Message.Contains("boot").And.Message.Contains(
                    "stranger").And.Message.Contains("unlocks it"));
        }

        Assert.That(folio.IsLocked, Is.True, "a refused unlock must not unlock");
        Assert.That(folio.Unlock, Throws.Nothing);
    }

    [Test]
    public void WithoutStrictLocksTheLockMayBeHandedOver()
    {
        (Machine machine, Folio folio, KernelTask stranger) = Locked(strict: false);
        using Machine.TaskScope scope = machine.RunAs(stranger);
        Assert.That(folio.Unlock, Throws.Nothing);
    }

    private static (Machine Machine, Folio Folio, KernelTask Stranger) Locked(bool strict)
    {
        Machine machine = new(new MachineOptions { Pages = 64, StrictFolioLocks = strict });
        Folio folio = machine.CreateAddressSpace().Pages.GrabFolio(new PageIndex(0)).Folio;
        return (machine, folio, machine.CreateTask("stranger", 1));
    }
}
