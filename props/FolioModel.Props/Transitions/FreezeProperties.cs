namespace FolioModel.Props.Transitions;

/// <summary>A freeze needs the expected count and shuts everybody out (I-32, I-34).</summary>
public sealed class FreezeProperties
{
    [Test]
    public void AFreezeSucceedsExactlyAtTheExpectedCount([Range(1, 6)] int references, [Range(1, 6)] int expected)
    {
        Machine machine = new(new MachineOptions { Pages = 256, Ledger = true });
        Folio folio = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        for (int i = 1; i < references; i++)
        {
            folio.Get();
        }

        bool frozen = folio.Freeze(expected);
        Assert.Multiple(() =>
        {
            Assert.That(frozen, Is.EqualTo(references == expected));
            Assert.That(folio.RefCount, Is.EqualTo(frozen ? 0 : references));
            Assert.That(folio.TryGet(), Is.EqualTo(!frozen), "a frozen folio gave a reference away");
        });
    }

    [Test]
    public void AFrozenFolioIsUnfrozenByItsOwnerOnly()
    {
        Machine machine = new(new MachineOptions { Pages = 256, Ledger = true });
        KernelTask stranger = machine.CreateTask("stranger", 1);
        Folio folio = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        Assert.That(folio.Freeze(1));
        using (machine.RunAs(stranger))
        {
            Assert.That(() => folio.Unfreeze(1), Throws.InstanceOf<KernelBugException>().With.Message.Contains("stranger"));
        }
    }
}
